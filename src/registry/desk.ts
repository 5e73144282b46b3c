import { loadFiles } from '../adapter/index.ts'
import { Fault } from '../errors/fault.ts'
import type { AdapterVersions, ChangeRecord, VersionRecord } from '../ledger/adapter-versions.ts'
import type { Seal } from '../ledger/seal.ts'
import type { Registrar } from './registrar.ts'
import type { Registry } from './registry.ts'
import { SettingsDesk } from './settings-desk.ts'

export interface DeskOptions {
  readonly versions: AdapterVersions
  readonly registrar: Registrar
  /** Absent where nothing runs: at the command line. */
  readonly registry?: Registry
  readonly seal: Seal
}

/** What admins ask about adapters. */
export class AdapterDesk {
  readonly registrar: Registrar
  readonly settings: SettingsDesk
  readonly #options: DeskOptions

  constructor(options: DeskOptions) {
    this.#options = options
    this.registrar = options.registrar
    this.settings = new SettingsDesk(options)
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
    ...(detail === null ? {} : { detail: shownDetail(detail) }),
  }
}

/** Of proposed settings only that they were proposed. */
function shownDetail({ sealed: _sealed, ...detail }: Record<string, unknown>): Record<string, unknown> {
  return detail
}
