import { createPostgresBackend, Queue, type QueueOptions, type WorkerOptions } from 'bullmq'
import pg from 'pg'
import type { Engine } from './engine.ts'
import { PatientWorker } from './patient-worker.ts'
import { PostgresJobs } from './postgres-jobs.ts'

/**
 * BullMQ does not listen to a client that it has taken from its pool, nor to the one that waits for jobs in the very
 * moment in which that is connected or closed: one that breaks just then, as when the database restarts, would end the
 * process, or be waited on for ever. So an error is told a turn later, when who has just got the client listens, and not
 * at all where nobody does: what is asked of the client next fails anyway, and BullMQ tries again.
 */
class HeardClient extends pg.Client {
  override emit(event: string | symbol, ...told: unknown[]): boolean {
    if (event !== 'error') return super.emit(event, ...told)
    setImmediate(() => {
      if (this.listenerCount(event) > 0) super.emit(event, ...told)
    })
    return true
  }
}

/**
 * How long a worker waits to be told of a job before it looks by itself, in s. BullMQ would wait for an hour once its
 * connection has failed.
 */
const longestWait = 5

/** BullMQ's own, for a database that may go and come back. */
const patientBackend: typeof createPostgresBackend = (...how) => {
  const backend = createPostgresBackend(...how)
  const { connection } = backend
  // The client that waits for jobs is not made by the pool: BullMQ takes it from the module.
  Object.assign(connection, { pgModule: { Client: HeardClient } })
  // BullMQ keeps a first contact that failed for good.
  const ready = connection.waitUntilReady.bind(connection)
  connection.waitUntilReady = () =>
    ready().catch(error => {
      Object.assign(connection, { readyPromise: undefined })
      throw error
    })
  Object.defineProperty(backend, 'maximumBlockTimeout', { value: longestWait })
  const close = backend.close.bind(backend)
  // A worker that is closed by force goes on waiting, which keeps the process.
  backend.close = async force => {
    await backend.disconnectBlocking()
    await close(force)
  }
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
    queue: name => new Queue(name, { connection: rarely } as QueueOptions, patientBackend as never),
    add: (queue, added) => jobs.add(queue, added),
    worker: (name, processor, options) =>
      new PatientWorker(
        name,
        processor,
        { ...options, connection } as WorkerOptions,
        patientBackend as never,
      ),
    close: () => jobs.close(),
  }
}
