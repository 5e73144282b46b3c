import { type AdapterSettings, loadFiles, type Manifest, settingsViolations } from '../adapter/index.ts'
import { Fault } from '../errors/fault.ts'
import type { AdapterVersions, ChangeRecord, VersionRecord } from '../ledger/adapter-versions.ts'
import type { Seal } from '../ledger/seal.ts'
import type { Registrar } from './registrar.ts'
import type { Registry } from './registry.ts'
import { keepingSecrets, withoutSecrets } from './secrets.ts'
import { sealName } from './settings-history.ts'

export interface DeskOptions {
  readonly versions: AdapterVersions
  readonly registrar: Registrar
  /** Absent where nothing runs: at the command line. */
  readonly registry?: Registry
  readonly seal: Seal
}

/** What admins ask about adapters, and the settings that they give them. Holds no secret longer than a call lasts. */
export class AdapterDesk {
  readonly registrar: Registrar
  readonly #options: DeskOptions

  constructor(options: DeskOptions) {
    this.#options = options
    this.registrar = options.registrar
  }

  /** Every adapter with its versions. */
  async list() {
    const rows = await this.#options.versions.all()
    const ids = [...new Set(rows.map(({ adapter }) => adapter))]
    return ids.map(id => this.#view(id, rows))
  }

  /** One adapter with its versions and everything that was done to it, newest first. @throws Fault `adapter-unknown` */
  async show(id: string) {
    const rows = await this.#options.versions.all()
    if (!rows.some(({ adapter }) => adapter === id))
      throw new Fault('adapter-unknown', { params: { adapter: id } })
    const changes = await this.#options.versions.changes(id)
    return { ...this.#view(id, rows), changes: changes.map(changeView) }
  }

  /** One version: what it says about itself, and its files by name and size. */
  async showVersion(adapter: string, version: string) {
    const record = await this.#find(adapter, version)
    const files = await this.registrar.files(adapter, version)
    const { title, description, settings, operations, inbound = {} } = loadFiles(files).manifest
    return {
      adapter,
      ...versionView(record),
      title,
      description,
      settings,
      operations: Object.entries(operations).map(([name, { title: of, direction, carries }]) => ({
        name,
        title: of,
        direction,
        ...(carries && { carries }),
      })),
      inbound: Object.entries(inbound).map(([name, { title: of }]) => ({ name, title: of })),
      files: [...files].map(([path, text]) => ({ path, bytes: Buffer.byteLength(text) })),
    }
  }

  /** What the conformance suite found when it ran last. */
  async report(adapter: string, version: string): Promise<Record<string, unknown>> {
    await this.#find(adapter, version)
    return (await this.#options.versions.report(adapter, version)) ?? {}
  }

  /** The settings in force, without secrets, and the schema that they follow. @throws Fault `adapter-unknown` */
  async settings(adapter: string, version?: string) {
    const { manifest, version: of } = await this.#manifest(adapter, version)
    const [candidate] = await this.registrar.candidates(adapter)
    const { values, secrets } = withoutSecrets(manifest.settings, candidate?.values ?? {})
    const record = (await this.#options.versions.settings(adapter)).find(
      ({ revision }) => revision === candidate?.revision,
    )
    return {
      adapter,
      version: of,
      source: candidate === undefined ? 'none' : candidate.revision === 'file' ? 'file' : 'ledger',
      ...(record && { revision: record.revision, at: record.at.toISOString(), by: record.who }),
      values,
      /** Pointers to secrets that are set. */
      secrets,
      schema: manifest.settings,
    }
  }

  /**
   * Puts new settings in the place of the old ones; secrets that are left out stay as they are. In force in every process
   * within two seconds, for the versions that take them.
   * @param version whose schema they follow; absent: the active one, else the newest
   * @throws Fault `adapter-unknown`, `adapter-version-unknown`, `body-invalid` naming places, never values, and
   *   `adapter-settings-unfit` when that version, or the active one, takes them and yet does not open with them
   */
  async setSettings(
    adapter: string,
    given: AdapterSettings,
    { who, version }: { readonly who: string; readonly version?: string },
  ) {
    const { manifest, version: of } = await this.#manifest(adapter, version)
    const [current] = await this.registrar.candidates(adapter)
    const wanted = keepingSecrets(manifest.settings, given, current?.values ?? {})
    const violations = settingsViolations(manifest, wanted)
    if (violations.length > 0)
      throw new Fault('body-invalid', { params: { count: violations.length }, violations })
    await this.#requireOpens(adapter, wanted, of)
    const sealed = this.#options.seal.close(sealName(adapter), JSON.stringify(wanted))
    await this.#change(adapter, sealed, who, { for: of, names: Object.keys(given) })
    return this.settings(adapter, version)
  }

  /** Back to what the settings file says. @throws Fault `adapter-unknown`, `adapter-settings-unfit` */
  async clearSettings(adapter: string, who: string) {
    await this.#manifest(adapter, undefined)
    const file = (await this.registrar.candidates(adapter)).find(({ revision }) => revision === 'file')
    if (file !== undefined) await this.#requireOpens(adapter, file.values)
    await this.#change(adapter, null, who, { back: 'file' })
  }

  async #requireOpens(adapter: string, settings: AdapterSettings, version?: string): Promise<void> {
    const rows = await this.#options.versions.all()
    const active = rows.find(row => row.adapter === adapter && row.state === 'active')?.version
    for (const one of new Set([version, active]))
      if (one !== undefined) await this.registrar.requireOpens(adapter, one, settings)
  }

  async #change(adapter: string, sealed: Buffer | null, who: string, detail: Record<string, unknown>) {
    await this.#options.versions.change(async change => {
      const revision = await change.addSettings(adapter, sealed, who)
      await change.note(adapter, { action: 'settings', who, detail: { ...detail, revision } })
    })
    await this.#options.registry?.refresh()
  }

  async #manifest(adapter: string, version?: string): Promise<{ manifest: Manifest; version: string }> {
    const rows = (await this.#options.versions.all()).filter(row => row.adapter === adapter)
    const record =
      version === undefined
        ? (rows.find(({ state }) => state === 'active') ?? rows.at(-1))
        : await this.#find(adapter, version)
    if (record === undefined) throw new Fault('adapter-unknown', { params: { adapter } })
    const files = await this.registrar.files(adapter, record.version)
    return { manifest: loadFiles(files).manifest, version: record.version }
  }

  async #find(adapter: string, version: string): Promise<VersionRecord> {
    const record = await this.#options.versions.find(adapter, version)
    if (record === undefined) throw new Fault('adapter-version-unknown', { params: { adapter, version } })
    return record
  }

  #view(id: string, rows: readonly VersionRecord[]) {
    const own = rows.filter(({ adapter }) => adapter === id)
    const { registry } = this.#options
    const active = own.find(({ state }) => state === 'active')?.version
    return {
      id,
      ...(active === undefined ? {} : { active }),
      // Active, and with settings: it gets new messages in this process.
      ...(registry === undefined ? {} : { running: registry.active.some(adapter => adapter.id === id) }),
      versions: own.map(versionView),
    }
  }
}

export function versionView(row: VersionRecord) {
  return {
    version: row.version,
    state: row.state,
    origin: row.origin,
    digest: row.digest.toString('hex'),
    registeredAt: row.registered_at.toISOString(),
    registeredBy: row.registered_by,
  }
}

function changeView({ at, version, replaced, detail, ...rest }: ChangeRecord) {
  return {
    ...rest,
    at: at.toISOString(),
    ...(version === null ? {} : { version }),
    ...(replaced === null ? {} : { replaced }),
    ...(detail === null ? {} : { detail }),
  }
}
