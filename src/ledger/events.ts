import type { Queryable, Transaction } from './database.ts'

export interface EventRow {
  readonly id: string
  readonly type: string
  readonly dossier: string | null
  readonly agency: string | null
  readonly agency_path: string | null
  readonly adapter: string
  readonly correlation_id: string
  /** Sealed. */
  readonly body: Buffer
  readonly at: Date
}

/**
 * Advisory lock under which events are numbered, one transaction at a time: numbers become visible in their order, so
 * that whoever asks for what came after a number misses nothing.
 */
const numberLock = 0x4c544556

/** The record of what happened. */
export class EventStore {
  readonly #database: Queryable

  constructor(database: Queryable) {
    this.#database = database
  }

  /** Takes the lock that orders events until the transaction ends: call it last. */
  async add(tx: Transaction, rows: readonly EventRow[]): Promise<void> {
    if (rows.length === 0) return
    await tx.query(`SELECT pg_advisory_xact_lock(${numberLock})`)
    await tx.query({
      name: 'events-add',
      text: `INSERT INTO events (id, type, dossier, agency, agency_path, adapter, correlation_id, body, at)
             SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
                                  $8::bytea[], $9::timestamptz[])`,
      values: [
        rows.map(row => row.id),
        rows.map(row => row.type),
        rows.map(row => row.dossier),
        rows.map(row => row.agency),
        rows.map(row => row.agency_path),
        rows.map(row => row.adapter),
        rows.map(row => row.correlation_id),
        rows.map(row => row.body),
        rows.map(row => row.at),
      ],
    })
  }

  /** In their order; index events_dossier. */
  async ofDossier(code: string): Promise<EventRow[]> {
    return this.#database.query<EventRow>({
      name: 'events-of-dossier',
      text: 'SELECT * FROM events WHERE dossier = $1 ORDER BY number',
      values: [code],
    })
  }

  /** What came after an event, within subtrees of agencies; walks the primary key. */
  async after(id: string | undefined, scopes: readonly string[], limit: number): Promise<EventRow[]> {
    return this.#database.query<EventRow>({
      name: 'events-after',
      text: `SELECT * FROM events
             WHERE number > coalesce((SELECT number FROM events WHERE id = $1), 0) AND agency_path LIKE ANY ($2::text[])
             ORDER BY number LIMIT $3`,
      values: [id ?? null, scopes.map(prefix => `${prefix}%`), limit],
    })
  }

  async find(id: string): Promise<EventRow | undefined> {
    const [row] = await this.#database.query<EventRow>({
      name: 'event',
      text: 'SELECT * FROM events WHERE id = $1',
      values: [id],
    })
    return row
  }
}
