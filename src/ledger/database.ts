import pg from 'pg'
import { Fault } from '../errors/fault.ts'

export type Row = Record<string, unknown>
export type Query = { name?: string; text: string; values?: unknown[] }

/** The database, or one connection of it. */
export interface Queryable {
  query<R extends object = Row>(query: Query | string): Promise<R[]>
}

/** One connection inside a transaction. */
export interface Transaction extends Queryable {
  /** Called when, and only if, the transaction has committed. Must not throw. */
  afterCommit(told: () => void): void
}

/** SQLSTATE classes after which the same transaction may simply be run again. */
const transient = new Set(['40001', '40P01'])

/** The connection pool of the ledger, with queries and transactions; errors of the server become Faults. */
export class Database implements Queryable {
  readonly pool: pg.Pool
  readonly url: string

  constructor(url: string, onError: (error: Error) => void, connections = 12) {
    this.url = url
    // Pipelining: the statements of a transaction that need no answer in between cross the wire together.
    this.pool = new pg.Pool({
      connectionString: url,
      max: connections,
      application_name: 'lienthong',
      connectionTimeoutMillis: 10_000,
      pipeline: true,
    })
    // An idle connection that breaks is replaced; without a listener it would end the process.
    this.pool.on('error', onError)
    // The pool listens to idle ones only: one that breaks in use, between two queries, must not end it either.
    this.pool.on('connect', client => client.on('error', () => undefined))
  }

  async query<R extends object = Row>(query: Query | string): Promise<R[]> {
    try {
      return (await this.pool.query<R>(query)).rows
    } catch (cause) {
      throw asFault(cause)
    }
  }

  /** Runs `work` in one READ COMMITTED transaction; on any error all of it is undone. Deadlocks are tried again. */
  async transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    for (let round = 1; ; round++) {
      try {
        return await this.#attempt('BEGIN', work)
      } catch (error) {
        if (round >= 3 || !transient.has(sqlState(error) ?? '')) throw asFault(error)
      }
    }
  }

  /** Whatever `work` reads is as of one moment, whatever is written meanwhile; it cannot write. */
  async snapshot<T>(work: (database: Queryable) => Promise<T>): Promise<T> {
    try {
      return await this.#attempt('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY', work)
    } catch (error) {
      throw asFault(error)
    }
  }

  async #attempt<T>(begin: string, work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const client = await this.pool.connect()
    let broken: Error | undefined
    try {
      const begun = client.query(begin)
      begun.catch(() => undefined)
      const told: (() => void)[] = []
      const result = await work({
        query: async query => (await client.query(query)).rows,
        afterCommit: tell => void told.push(tell),
      })
      await begun
      // A failed statement that `work` did not await turns COMMIT into ROLLBACK without an error.
      const { command } = await client.query('COMMIT')
      if (command !== 'COMMIT')
        throw new Fault('ledger-unavailable', { params: { reason: 'the transaction was rolled back' } })
      for (const tell of told) tell()
      return result
    } catch (error) {
      await client.query('ROLLBACK').catch((failure: Error) => {
        broken = failure
      })
      throw error
    } finally {
      client.release(broken)
    }
  }

  async close(): Promise<void> {
    await this.pool.end()
  }
}

export function sqlState(error: unknown): string | undefined {
  const cause = error instanceof Fault ? error.cause : error
  return cause instanceof pg.DatabaseError ? cause.code : undefined
}

/** What went wrong, as it can be told to another thread. */
export interface Failure {
  /** SQLSTATE, when the server itself has spoken. */
  readonly state?: string
  /** The code of a failure before that. */
  readonly code?: string
}

export function failureOf(error: unknown): Failure {
  const state = sqlState(error)
  if (state !== undefined) return { state }
  const { code } = (error instanceof Fault ? error.cause : error) as NodeJS.ErrnoException
  return code === undefined ? {} : { code }
}

/** The Fault that the failure of another thread would have been here. */
export function faultFrom({ state, code }: Failure): Fault {
  if (state === undefined) return asFault(Object.assign(new Error('in the writing thread'), { code }))
  return asFault(Object.assign(new pg.DatabaseError('in the writing thread', 0, 'error'), { code: state }))
}

/** What the server says never holds a body (they travel sealed), but may name a value: only its code is passed on. */
function asFault(cause: unknown): Fault {
  if (cause instanceof Fault) return cause
  const state = sqlState(cause) ?? (cause as NodeJS.ErrnoException).code
  // Class 22: data exception. Sending it again would come to the same.
  if (state?.startsWith('22') === true)
    return new Fault('ledger-refused', { params: { reason: state }, cause })
  return new Fault('ledger-unavailable', { params: { reason: state ?? 'no connection' }, cause })
}
