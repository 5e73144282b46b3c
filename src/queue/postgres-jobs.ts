import type { Queue } from 'bullmq'
import pg from 'pg'
import { ArrayColumns } from '../ledger/array-columns.ts'
import { statementsIn } from '../ledger/sql.ts'
import type { JobData, NewJob } from './engine.ts'

const textOf = statementsIn(new URL('./sql/', import.meta.url))
const text = textOf('add-jobs')
const unlogged = textOf('unlogged')

/**
 * Adds jobs to BullMQ's table in PostgreSQL with one statement of ours: 10 µs of CPU for a job, where BullMQ's own bulk
 * costs 34 to 118 and with that was a third of accepting a dossier. The statement rests on the tables of the very version
 * in package.json; test/queue/engine.test.ts shows whether another one still takes it.
 */
export class PostgresJobs {
  readonly #pool: pg.Pool
  /** Whose tables are known to be unlogged. A queue whose tables were dropped is opened anew. */
  readonly #prepared = new WeakSet<Queue<JobData>>()

  constructor(connection: pg.PoolConfig) {
    this.#pool = new pg.Pool({ ...connection, max: 1 })
    this.#pool.on('error', () => undefined)
  }

  async add(queue: Queue<JobData>, jobs: readonly NewJob[]): Promise<void> {
    // Makes the tables when they are not there.
    await queue.waitUntilReady()
    if (!this.#prepared.has(queue)) {
      await this.#pool.query(unlogged)
      this.#prepared.add(queue)
    }
    const columns = new ArrayColumns(3)
    for (const { id, delivery, delayMs } of jobs) columns.push([id, delivery, delayMs])
    await this.#pool.query({ name: 'add-jobs', text, values: [queue.name, Date.now(), ...columns.texts()] })
  }

  async close(): Promise<void> {
    await this.#pool.end()
  }
}
