import { uuidv7 } from 'uuidv7'
import { Fault } from '../errors/fault.ts'
import type { Database } from './database.ts'

export interface RoutineRow {
  readonly name: string
  readonly due_at: Date
  readonly failures: number
  readonly leased_by: string | null
  readonly lease_until: Date | null
  readonly started_at: Date | null
  readonly finished_at: Date | null
  readonly error: string | null
}

/** A run in this process's hands. */
export interface Run {
  readonly name: string
  /** Nobody else has it while the lease lasts. */
  readonly lease: string
  readonly cursor: unknown
  readonly failures: number
}

export interface RunEnd {
  readonly dueAt: Date
  readonly failures: number
  readonly error?: string
}

/** Which routine is due, who is at it, and how far it has come. One process at a time has a routine. */
export class Routines {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** Enters routines that the ledger does not know; one that is due later than its rhythm now says is due then. */
  async enter(routines: readonly { readonly name: string; readonly dueAt: Date }[]): Promise<void> {
    await this.#database.query({
      text: `INSERT INTO routines AS r (name, due_at) SELECT * FROM unnest($1::text[], $2::timestamptz[])
             ON CONFLICT (name) DO UPDATE SET due_at = least(r.due_at, excluded.due_at)`,
      values: [routines.map(({ name }) => name), routines.map(({ dueAt }) => dueAt)],
    })
  }

  /** Takes those of these that are due and in nobody's hands, or in the hands of somebody whose lease ran out. */
  async take(names: readonly string[], now: Date, until: Date): Promise<Run[]> {
    if (names.length === 0) return []
    const lease = uuidv7()
    const rows = await this.#database.query<Omit<Run, 'lease'>>({
      name: 'routines-take',
      text: `UPDATE routines SET leased_by = $4, lease_until = $3, started_at = $2
             WHERE name IN (SELECT name FROM routines
                            WHERE name = ANY ($1) AND due_at <= $2 AND (lease_until IS NULL OR lease_until < $2)
                            ORDER BY name FOR UPDATE SKIP LOCKED)
             RETURNING name, cursor, failures`,
      values: [names, now, until, lease],
    })
    return rows.map(row => ({ ...row, lease }))
  }

  /** @throws Fault `routine-overtaken` when the lease ran out and another process has it */
  extend(run: Run, until: Date): Promise<void> {
    return this.#guarded(run, 'lease_until = $3', until)
  }

  /** How far it has come: where it goes on after a crash. @throws Fault `routine-overtaken` */
  save(run: Run, cursor: unknown): Promise<void> {
    return this.#guarded(run, 'cursor = $3', JSON.stringify(cursor))
  }

  /** The run is over. @throws Fault `routine-overtaken` */
  async end({ name, lease }: Run, now: Date, { dueAt, failures, error }: RunEnd): Promise<void> {
    const rows = await this.#database.query({
      name: 'routines-end',
      text: `UPDATE routines
             SET leased_by = NULL, lease_until = NULL, finished_at = $3, failures = $5, error = $6,
                 -- Asked for meanwhile: once more.
                 due_at = CASE WHEN due_at > started_at THEN least(due_at, $4) ELSE $4 END
             WHERE name = $1 AND leased_by = $2 RETURNING name`,
      values: [name, lease, now, dueAt, failures, error ?? null],
    })
    if (rows.length === 0) throw overtaken(name)
  }

  async all(): Promise<RoutineRow[]> {
    return this.#database.query<RoutineRow>(
      `SELECT name, due_at, failures, leased_by, lease_until, started_at, finished_at, error
       FROM routines ORDER BY name`,
    )
  }

  /** Due at once, in whichever process is free. @throws Fault `routine-unknown` */
  async hurry(name: string, now: Date): Promise<void> {
    const rows = await this.#database.query({
      text: 'UPDATE routines SET due_at = $2 WHERE name = $1 RETURNING name',
      values: [name, now],
    })
    if (rows.length === 0) throw new Fault('routine-unknown', { params: { routine: name } })
  }

  async #guarded({ name, lease }: Run, set: string, value: unknown): Promise<void> {
    const rows = await this.#database.query({
      text: `UPDATE routines SET ${set} WHERE name = $1 AND leased_by = $2 RETURNING name`,
      values: [name, lease, value],
    })
    if (rows.length === 0) throw overtaken(name)
  }
}

function overtaken(name: string): Fault {
  return new Fault('routine-overtaken', { params: { routine: name } })
}
