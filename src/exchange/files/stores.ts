import {
  type AdapterSettings,
  type Files,
  loadFiles,
  readFolder,
  settingsViolations,
} from '../../adapter/index.ts'
import { agencyPath } from '../../catalog/agency-code.ts'
import { Fault } from '../../errors/fault.ts'
import type { AdapterVersions, VersionRecord } from '../../ledger/adapter-versions.ts'
import type { FileLinks } from '../../ledger/file-links.ts'
import { adaptersFolder } from '../../registry/adapters-folder.ts'
import type { AdapterDesk } from '../../registry/desk.ts'

/** A store is an adapter of its own, made from the template's folder under another id. */
const template = 'agency-files'
const prefix = 'files-'

export interface NewFileStore {
  /** Short and stable: part of the adapter's id. */
  readonly name: string
  /** The folder below which everything may be fetched. */
  readonly url: string
  /** Whose dossiers: these agencies and what is below them. */
  readonly agencies: readonly string[]
  /** Header values that the store asks for; sealed, never shown. */
  readonly authorization?: string
  readonly apiKey?: string
}

export interface FileStore {
  readonly name: string
  readonly adapter: string
  readonly state: VersionRecord['state']
  readonly url?: string
  readonly agencies?: readonly string[]
  readonly createdAt: string
  readonly createdBy: string
}

export interface FileStoresParts {
  readonly desk: AdapterDesk
  readonly versions: AdapterVersions
  readonly links: FileLinks
}

/** Use cases of an admin who registers agencies' stores, and voids links. */
export class FileStores {
  readonly #parts: FileStoresParts

  constructor(parts: FileStoresParts) {
    this.#parts = parts
  }

  /**
   * Registers one. With dual control another admin confirms its settings and activates it first: its state tells.
   *
   * @throws Fault `file-store-taken`, `body-invalid`, `adapter-settings-unfit`
   */
  async create({ name, url, agencies, ...secrets }: NewFileStore, who: string): Promise<FileStore> {
    const adapter = prefix + name
    if ((await this.#current(name))?.state === 'active')
      throw new Fault('file-store-taken', { params: { store: name } })
    const { registrar, settings } = this.#parts.desk
    const files = await filesFor(adapter)
    const wanted = { baseUrl: url, agencies, ...secrets }
    requireFit(files, wanted, agencies)
    const { version } = await registrar.register(files, { who })
    if (version.state === 'retired') await registrar.test(adapter, version.version, who)
    await settings.set(adapter, wanted, { who })
    if (!registrar.dualControl) await registrar.activate(adapter, version.version, who)
    const row = await this.#current(name)
    if (row === undefined) throw unknown(name)
    return this.#view(row)
  }

  async list(): Promise<FileStore[]> {
    const rows = (await this.#parts.versions.all()).filter(
      ({ adapter, state }) => adapter.startsWith(prefix) && state !== 'retired',
    )
    return Promise.all(rows.map(row => this.#view(row)))
  }

  /** Takes it out of service: links to it are answered with `file-store-failed`. @throws Fault `file-store-unknown` */
  async remove(name: string, who: string): Promise<void> {
    const row = await this.#current(name)
    if (row === undefined) throw unknown(name)
    await this.#parts.desk.registrar.retire(row.adapter, row.version, who)
  }

  /** A new key signs from now on. @param revoke whether all links so far are void @returns its generation */
  rotate(revoke: boolean): Promise<number> {
    return this.#parts.links.rotate(revoke)
  }

  /** Voids the links of a dossier. @returns how many */
  revoke(dossier: string): Promise<number> {
    return this.#parts.links.revoke(dossier)
  }

  /** The version that runs, else the newest that could. */
  async #current(name: string): Promise<VersionRecord | undefined> {
    const rows = (await this.#parts.versions.all()).filter(
      ({ adapter, state }) => adapter === prefix + name && state !== 'retired',
    )
    return rows.find(({ state }) => state === 'active') ?? rows.at(-1)
  }

  async #view({ adapter, state, registered_at, registered_by }: VersionRecord): Promise<FileStore> {
    const [candidate] = await this.#parts.desk.registrar.candidates(adapter)
    const { baseUrl, agencies } = (candidate?.values ?? {}) as { baseUrl?: string; agencies?: string[] }
    return {
      name: adapter.slice(prefix.length),
      adapter,
      state,
      ...(baseUrl === undefined ? {} : { url: baseUrl }),
      ...(agencies === undefined ? {} : { agencies }),
      createdAt: registered_at.toISOString(),
      createdBy: registered_by,
    }
  }
}

async function filesFor(adapter: string): Promise<Files> {
  const files = new Map(await readFolder(new URL(`${template}/`, adaptersFolder).pathname))
  const manifest = JSON.parse(files.get('adapter.json') ?? '') as Record<string, unknown>
  return files.set('adapter.json', JSON.stringify({ ...manifest, id: adapter }, null, 2))
}

/** Before anything is registered: what is refused leaves nothing behind. */
function requireFit(files: Files, wanted: AdapterSettings, agencies: readonly string[]): void {
  const message = { vi: 'không phải mã định danh cơ quan', en: 'is not an agency code' }
  const violations = [
    ...settingsViolations(loadFiles(files).manifest, wanted),
    ...agencies.flatMap((code, index) =>
      agencyPath(code) === undefined ? [{ pointer: `/agencies/${index}`, message }] : [],
    ),
  ]
  if (violations.length > 0)
    throw new Fault('body-invalid', { params: { count: violations.length }, violations })
}

function unknown(name: string): Fault {
  return new Fault('file-store-unknown', { params: { store: name } })
}
