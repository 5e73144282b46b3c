import { createPostgresBackend, Queue, type QueueOptions, type WorkerOptions } from 'bullmq'
import pg from 'pg'
import type { Engine } from './engine.ts'
import { PatientWorker } from './patient-worker.ts'
import { PostgresJobs } from './postgres-jobs.ts'

/**
 * BullMQ does not listen to a client that it has taken from its pool: one that breaks between two queries, as when the
 * database restarts, would end the process. The query that follows fails anyway, and BullMQ tries again.
 */
class HeardClient extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config)
    this.on('error', () => undefined)
  }
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
    queue: name => new Queue(name, { connection: rarely } as QueueOptions, createPostgresBackend as never),
    add: (queue, added) => jobs.add(queue, added),
    worker: (name, processor, options) =>
      new PatientWorker(
        name,
        processor,
        { ...options, connection } as WorkerOptions,
        createPostgresBackend as never,
      ),
    close: () => jobs.close(),
  }
}
