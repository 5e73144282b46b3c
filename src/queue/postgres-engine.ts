import { createPostgresBackend, Queue, type QueueOptions, type WorkerOptions } from 'bullmq'
import pg from 'pg'
import type { Engine } from './engine.ts'
import { PatientWorker } from './patient-worker.ts'
import { PostgresJobs } from './postgres-jobs.ts'

/**
 * BullMQ does not listen to a client that it has taken from its pool, nor to the one that waits for jobs before it is
 * connected and once it is closed: one that breaks just then, as when the database restarts, would end the process. What
 * is asked of it next fails anyway, and BullMQ tries again.
 */
class HeardClient extends pg.Client {
  #unheard: unknown

  override emit(event: string | symbol, ...told: unknown[]): boolean {
    if (event !== 'error' || this.listenerCount(event) > 0) return super.emit(event, ...told)
    this.#unheard = told[0]
    return false
  }

  override connect(): Promise<pg.Client>
  override connect(done: (error: Error) => void): void
  override connect(done?: (error: Error) => void): Promise<pg.Client> | undefined {
    if (done === undefined) return this.#connect()
    super.connect(done)
    return undefined
  }

  /** One that is gone by the time it is connected would be kept for good, and no job be heard of again. */
  async #connect(): Promise<pg.Client> {
    await super.connect()
    if (this.#unheard !== undefined) throw this.#unheard
    return this
  }
}

/** The client that waits for jobs is not made by the pool: BullMQ takes it from the module. */
const heardBackend: typeof createPostgresBackend = (...how) => {
  const backend = createPostgresBackend(...how)
  Object.assign(backend.connection, { pgModule: { Client: HeardClient } })
  return backend
}

/**
 * Who truncates all tables of the schema takes BullMQ's own list of migrations along, and BullMQ would fail for ever
 * on tables that are there already. There is nothing in them that the ledger does not know.
 */
const dropHalfEmptied = `DO $$
BEGIN
  -- Two conditions, because the second is not even understood where the table is not there.
  IF to_regclass('bullmq.job') IS NOT NULL AND to_regclass('bullmq.migration') IS NOT NULL THEN
    IF NOT EXISTS (SELECT FROM bullmq.migration) THEN
      DROP SCHEMA bullmq CASCADE;
    END IF;
  END IF;
END $$`

/** BullMQ in the ledger's own PostgreSQL, in a schema beside it. */
export function postgresEngine(url: string): Engine {
  const connection = {
    connectionString: url,
    schema: 'bullmq',
    migrate: true,
    max: 4,
    application_name: 'lienthong queue',
    keepAlive: true,
    // The ledger can rebuild the whole queue: its commits need not wait for the disk.
    options: '-c synchronous_commit=off',
    Client: HeardClient,
  }
  const { schema: _schema, migrate: _migrate, ...own } = connection
  const jobs = new PostgresJobs(own)
  /** Adding goes through the one connection of `jobs`; a queue makes the tables and then hardly ever speaks. */
  const rarely = { ...connection, max: 1, idleTimeoutMillis: 1_000 }
  return {
    kind: 'postgresql',
    reachable: async () => undefined,
    // Here what is asked of a server that has gone fails at once.
    lost: () => new Promise(() => undefined),
    async prepare() {
      const client = new HeardClient({ connectionString: url, application_name: 'lienthong queue' })
      await client.connect()
      await client.query(dropHalfEmptied).finally(() => client.end())
    },
    queue: name => new Queue(name, { connection: rarely } as QueueOptions, heardBackend as never),
    add: (queue, added) => jobs.add(queue, added),
    worker: (name, processor, options) =>
      new PatientWorker(name, processor, { ...options, connection } as WorkerOptions, heardBackend as never),
    close: () => jobs.close(),
  }
}
