import { uuidv7 } from 'uuidv7'
import { Fault } from '../errors/fault.ts'
import type { Database } from './database.ts'

export const stopKinds = ['operation', 'unit', 'officer'] as const
export type StopKind = (typeof stopKinds)[number]

/** What is stopped: an operation, a unit with everything below it, an officer by login name. */
export interface Stop {
  readonly id: string
  readonly kind: StopKind
  readonly value: string
  readonly reason: string
  readonly setBy: string
  readonly setAt: Date
}

export interface Extract {
  readonly id: string
  readonly reason: string
  readonly sealed: Buffer
  readonly requestedBy: string
  readonly approvedBy: string | null
}

/** What people in charge decide about questions to the population database: stops, the watch list, extracts. */
export class AccessControls {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  stops(): Promise<Stop[]> {
    return this.#database.query<Stop>({
      name: 'access-stops',
      text: `SELECT id, kind, value, reason, set_by AS "setBy", set_at AS "setAt"
             FROM access_stops WHERE lifted_at IS NULL ORDER BY id`,
    })
  }

  async stop(stop: Omit<Stop, 'id' | 'setAt'>): Promise<string> {
    const id = uuidv7()
    await this.#database.query({
      text: 'INSERT INTO access_stops (id, kind, value, reason, set_by, set_at) VALUES ($1, $2, $3, $4, $5, now())',
      values: [id, stop.kind, stop.value, stop.reason, stop.setBy],
    })
    return id
  }

  /** @throws Fault `access-stop-unknown` */
  async lift(id: string, by: string): Promise<void> {
    const rows = await this.#database.query({
      text: 'UPDATE access_stops SET lifted_by = $2, lifted_at = now() WHERE id = $1 AND lifted_at IS NULL RETURNING id',
      values: [id, by],
    })
    if (rows.length === 0) throw new Fault('access-stop-unknown')
  }

  async watched(): Promise<Buffer[]> {
    const rows = await this.#database.query<{ subject_key: Buffer }>({
      name: 'access-watch',
      text: 'SELECT subject_key FROM access_watch',
    })
    return rows.map(({ subject_key }) => subject_key)
  }

  async watch(subjectKey: Buffer, reason: string, by: string): Promise<void> {
    await this.#database.query({
      text: `INSERT INTO access_watch (subject_key, reason, added_by, added_at) VALUES ($1, $2, $3, now())
             ON CONFLICT DO NOTHING`,
      values: [subjectKey, reason, by],
    })
  }

  async requestExtract(id: string, sealed: Buffer, reason: string, by: string): Promise<void> {
    await this.#database.query({
      text: `INSERT INTO access_extracts (id, reason, sealed, requested_by, requested_at) VALUES ($1, $2, $3, $4, now())`,
      values: [id, reason, sealed, by],
    })
  }

  /** Another admin than the one who asked releases an extract, once. @throws Fault `access-extract-unknown`, `access-extract-own` */
  async approveExtract(id: string, by: string): Promise<Extract> {
    const [row] = await this.#database.query<Extract>({
      text: `UPDATE access_extracts SET approved_by = $2, approved_at = now()
             WHERE id = $1 AND approved_by IS NULL AND requested_by <> $2
             RETURNING id, reason, sealed, requested_by AS "requestedBy", approved_by AS "approvedBy"`,
      values: [id, by],
    })
    if (row !== undefined) return row
    const [own] = await this.#database.query({
      text: 'SELECT FROM access_extracts WHERE id = $1 AND approved_by IS NULL',
      values: [id],
    })
    throw new Fault(own === undefined ? 'access-extract-unknown' : 'access-extract-own')
  }
}
