import type { Database, Transaction } from './database.ts'

export type VersionState = 'draft' | 'tested' | 'active' | 'retired'

/** A version without its bundle. */
export interface VersionRecord {
  readonly adapter: string
  readonly version: string
  readonly digest: Buffer
  readonly operations: readonly string[]
  readonly origin: 'folder' | 'upload'
  readonly state: VersionState
  readonly registered_at: Date
  readonly registered_by: string
}

export interface NewVersion extends Omit<VersionRecord, 'state' | 'registered_at'> {
  /** gzip of the packed bundle. */
  readonly bundle: Buffer
}

export interface ChangeRecord {
  readonly version: string | null
  readonly action: 'register' | 'test' | 'activate' | 'rollback' | 'retire' | 'settings' | 'settings-proposed'
  readonly who: string
  readonly at: Date
  readonly replaced: string | null
  readonly detail: Record<string, unknown> | null
}

export interface SettingsRecord {
  readonly adapter: string
  readonly revision: number
  readonly sealed: Buffer | null
  readonly at: Date
  readonly who: string
}

/** Settings that somebody wants and that wait for another admin. */
export interface ProposalRecord {
  /** Of the change that proposed them. */
  readonly number: string
  readonly who: string
  readonly at: Date
  readonly detail: {
    /** Base64; null: back to the settings file. */
    readonly sealed: string | null
    /** Revision that they were made from; 0: none. */
    readonly base: number
    readonly names: readonly string[]
    readonly for?: string
  }
}

/** Heard by every process that follows the registry. */
export const adapterChannel = 'lienthong_adapters'
/** Advisory lock under which versions and settings change, one transaction at a time. */
const changeLock = 0x4c544144

const columns = 'adapter, version, digest, operations, origin, state, registered_at, registered_by'

/** The ledger's knowledge of adapters. Reads run on their own; writes only inside `change`. */
export class AdapterVersions {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** One change at a time over all processes; those that listen hear of it when it is committed. */
  change<T>(work: (change: AdapterChange) => Promise<T>): Promise<T> {
    return this.#database.transaction(async transaction => {
      await transaction.query(`SELECT pg_advisory_xact_lock(${changeLock})`)
      return work(new AdapterChange(transaction))
    })
  }

  /** The number of the latest change: whoever knows it knows everything. Primary key. */
  async latest(): Promise<string> {
    const [row] = await this.#database.query<{ number: string }>({
      name: 'adapter-changes-latest',
      text: 'SELECT coalesce(max(number), 0)::text AS number FROM adapter_changes',
    })
    return row?.number ?? '0'
  }

  all(): Promise<VersionRecord[]> {
    return this.#database.query<VersionRecord>(
      `SELECT ${columns} FROM adapter_versions ORDER BY adapter, registered_at, version`,
    )
  }

  async find(adapter: string, version: string): Promise<VersionRecord | undefined> {
    const [row] = await this.#database.query<VersionRecord>({
      text: `SELECT ${columns} FROM adapter_versions WHERE adapter = $1 AND version = $2`,
      values: [adapter, version],
    })
    return row
  }

  async bundle(adapter: string, version: string): Promise<Buffer | undefined> {
    const [row] = await this.#database.query<{ bundle: Buffer }>({
      text: 'SELECT bundle FROM adapter_versions WHERE adapter = $1 AND version = $2',
      values: [adapter, version],
    })
    return row?.bundle
  }

  async report(adapter: string, version: string): Promise<Record<string, unknown> | undefined> {
    const [row] = await this.#database.query<{ report: Record<string, unknown> | null }>({
      text: 'SELECT report FROM adapter_versions WHERE adapter = $1 AND version = $2',
      values: [adapter, version],
    })
    return row?.report ?? undefined
  }

  /** Newest first. */
  changes(adapter: string, limit = 100): Promise<ChangeRecord[]> {
    return this.#database.query<ChangeRecord>({
      text: `SELECT version, action, who, at, replaced, detail FROM adapter_changes
             WHERE adapter = $1 ORDER BY number DESC LIMIT $2`,
      values: [adapter, limit],
    })
  }

  /** The proposal that is open: nothing about settings has been proposed or changed since. */
  proposal(adapter: string): Promise<ProposalRecord | undefined> {
    return openProposal(this.#database, adapter)
  }

  /** Newest first; of one adapter, or of all. */
  settings(adapter?: string): Promise<SettingsRecord[]> {
    return this.#database.query<SettingsRecord>({
      text: `SELECT adapter, revision, sealed, at, who FROM adapter_settings
             WHERE $1::text IS NULL OR adapter = $1 ORDER BY adapter, revision DESC`,
      values: [adapter ?? null],
    })
  }
}

/** What can be done inside one change. */
export class AdapterChange {
  readonly #transaction: Transaction
  readonly #now = new Date()

  constructor(transaction: Transaction) {
    this.#transaction = transaction
  }

  async find(adapter: string, version: string): Promise<VersionRecord | undefined> {
    const [row] = await this.#transaction.query<VersionRecord>({
      text: `SELECT ${columns} FROM adapter_versions WHERE adapter = $1 AND version = $2`,
      values: [adapter, version],
    })
    return row
  }

  proposal(adapter: string): Promise<ProposalRecord | undefined> {
    return openProposal(this.#transaction, adapter)
  }

  /** The latest revision of its settings; 0: there are none. */
  async settingsRevision(adapter: string): Promise<number> {
    const [row] = await this.#transaction.query<{ revision: number }>({
      text: 'SELECT coalesce(max(revision), 0) AS revision FROM adapter_settings WHERE adapter = $1',
      values: [adapter],
    })
    return row?.revision ?? 0
  }

  async active(adapter: string): Promise<string | undefined> {
    const [row] = await this.#transaction.query<{ version: string }>({
      text: `SELECT version FROM adapter_versions WHERE adapter = $1 AND state = 'active'`,
      values: [adapter],
    })
    return row?.version
  }

  /** Whether any version of this adapter ever was active. */
  async everActive(adapter: string): Promise<boolean> {
    const rows = await this.#transaction.query({
      text: `SELECT FROM adapter_changes WHERE adapter = $1 AND action = 'activate' LIMIT 1`,
      values: [adapter],
    })
    return rows.length > 0
  }

  /** The version that was active before this one was activated; a rollback to it counts as no activation. */
  async before(adapter: string, version: string): Promise<string | undefined> {
    const [row] = await this.#transaction.query<{ replaced: string | null }>({
      text: `SELECT replaced FROM adapter_changes
             WHERE adapter = $1 AND version = $2 AND action = 'activate' ORDER BY number DESC LIMIT 1`,
      values: [adapter, version],
    })
    return row?.replaced ?? undefined
  }

  async insert({
    adapter,
    version,
    digest,
    bundle,
    operations,
    origin,
    registered_by,
  }: NewVersion): Promise<void> {
    await this.#transaction.query({
      text: `INSERT INTO adapter_versions (adapter, version, digest, bundle, operations, origin, state, registered_at, registered_by)
             VALUES ($1, $2, $3, $4, $5, $6, 'draft', $7, $8)`,
      values: [adapter, version, digest, bundle, operations, origin, this.#now, registered_by],
    })
  }

  async move(adapter: string, version: string, state: VersionState): Promise<void> {
    await this.#transaction.query({
      text: 'UPDATE adapter_versions SET state = $3 WHERE adapter = $1 AND version = $2',
      values: [adapter, version, state],
    })
  }

  async keepReport(adapter: string, version: string, report: object): Promise<void> {
    await this.#transaction.query({
      text: 'UPDATE adapter_versions SET report = $3 WHERE adapter = $1 AND version = $2',
      values: [adapter, version, JSON.stringify(report)],
    })
  }

  async addSettings(adapter: string, sealed: Buffer | null, who: string): Promise<number> {
    const [row] = await this.#transaction.query<{ revision: number }>({
      text: `INSERT INTO adapter_settings (adapter, revision, sealed, at, who)
             SELECT $1, coalesce(max(revision), 0) + 1, $2, $3, $4 FROM adapter_settings WHERE adapter = $1
             RETURNING revision`,
      values: [adapter, sealed, this.#now, who],
    })
    return row?.revision ?? 0
  }

  /** Writes down who did what, and tells every process when it is committed. */
  async note(
    adapter: string,
    change: Pick<ChangeRecord, 'action' | 'who'> &
      Partial<Pick<ChangeRecord, 'version' | 'replaced' | 'detail'>>,
  ): Promise<void> {
    const { version = null, action, who, replaced = null, detail = null } = change
    await this.#transaction.query({
      text: `INSERT INTO adapter_changes (adapter, version, action, who, at, replaced, detail)
             VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      values: [adapter, version, action, who, this.#now, replaced, detail && JSON.stringify(detail)],
    })
    await this.#transaction.query(`SELECT pg_notify('${adapterChannel}', '')`)
  }
}

/** The newest change about settings, if it is a proposal; index adapter_changes_adapter. */
async function openProposal(
  on: Pick<Database | Transaction, 'query'>,
  adapter: string,
): Promise<ProposalRecord | undefined> {
  const [row] = await on.query<ProposalRecord & Pick<ChangeRecord, 'action'>>({
    text: `SELECT number::text AS number, action, who, at, detail FROM adapter_changes
           WHERE adapter = $1 AND action IN ('settings', 'settings-proposed') ORDER BY number DESC LIMIT 1`,
    values: [adapter],
  })
  return row?.action === 'settings-proposed' ? row : undefined
}
