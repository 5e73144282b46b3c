import { once } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import { createPostgresBackend, Queue, type QueueOptions, Worker, type WorkerOptions } from 'bullmq'
import { Redis, type RedisOptions } from 'ioredis'
import pg from 'pg'
import { PostgresJobs } from './postgres-jobs.ts'
import { RedisJobs } from './redis-jobs.ts'

/** How long adding waits for a connection that is just being made. */
const connectMs = 1_000
/** How long adding waits for an answer: a server that has stopped to answer keeps its connections open. */
const answerMs = 5_000

/** How long a worker waits after the engine has answered with an error, before it asks for a job again. */
const errorPauseMs = 1_000

/** What a job carries: a delivery's id and nothing else. All truth is in the ledger. */
export interface JobData {
  readonly delivery: string
}

/** A job to be added. */
export interface NewJob {
  /** One that is in the queue already under this id is left as it is. */
  readonly id: string
  readonly delivery: string
  /** 0: at once. */
  readonly delayMs: number
}

type Processor = (job: { data: JobData }) => Promise<void>

/** BullMQ on one of its two engines, behind the few things that this house needs of it. */
export interface Engine {
  readonly kind: 'postgresql' | 'redis'
  /** Rejects when the engine cannot be reached now. Where its server is away, BullMQ itself would wait for ever. */
  reachable(): Promise<void>
  /** Resolves as soon as the server is away: what BullMQ asks of it then may never be answered. */
  lost(): Promise<void>
  /** Makes a queue that somebody emptied by hand usable again; before a queue or worker is opened. */
  prepare(): Promise<void>
  queue(name: string): Queue<JobData>
  add(queue: Queue<JobData>, jobs: readonly NewJob[]): Promise<void>
  worker(name: string, processor: Processor, options: Omit<WorkerOptions, 'connection'>): PatientWorker
  close(): Promise<void>
}

/** Redis when `redisUrl` is set, else the ledger's own PostgreSQL. */
export function openEngine(settings: { databaseUrl: string; redisUrl?: string }): Engine {
  return settings.redisUrl === undefined
    ? postgresEngine(settings.databaseUrl)
    : redisEngine(settings.redisUrl)
}

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

/** Connections that nobody shall make again. */
const shut = new WeakSet<Redis>()

/**
 * BullMQ waits for jobs on duplicates of the connection that it is given. Where the server does not answer it breaks them
 * off and makes them again, and those that it leaves behind when it is closed would keep the process.
 */
class WorkersConnection extends Redis {
  readonly #url: string
  readonly #duplicates: Redis[] = []

  constructor(url: string, options: object = {}) {
    super(url, { maxRetriesPerRequest: null, ...options })
    this.#url = url
    this.on('error', () => undefined)
  }

  override connect(): Promise<void> {
    return shut.has(this) ? Promise.reject(new Error('Connection is closed.')) : super.connect()
  }

  override duplicate(options?: Partial<RedisOptions>): Redis {
    const duplicate = new WorkersConnection(this.#url, { ...this.options, ...options })
    this.#duplicates.push(duplicate)
    return duplicate
  }

  /** For good, with all that was made of it. */
  shut(): void {
    for (const connection of [this, ...this.#duplicates]) {
      shut.add(connection)
      connection.disconnect()
    }
  }
}

/**
 * BullMQ's worker asks again at once when the engine answers with an error (a table gone, a disk full). Where the
 * answer costs nothing, because the connection failed for good, it would take the whole process for that.
 */
export class PatientWorker extends Worker<JobData> {
  protected override async moveToActive(...args: Parameters<Worker<JobData>['moveToActive']>) {
    try {
      return await super.moveToActive(...args)
    } catch (error) {
      await setTimeout(errorPauseMs)
      throw error
    }
  }

  /** Lets go of what close() holds as long as it waits for an answer, where none will come. */
  async abandon(): Promise<void> {
    await this.lockManager.close()
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

function postgresEngine(url: string): Engine {
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

function redisEngine(url: string): Engine {
  // Connected from the start: what BullMQ is handed unconnected, it connects once, and a first failure stays for ever.
  // Adding must fail fast when Redis is away (the sweep adds again later); workers must wait for it for ever.
  const adding = new Redis(url, {
    maxRetriesPerRequest: 1,
    enableOfflineQueue: false,
    commandTimeout: answerMs,
  })
  adding.on('error', () => undefined)
  const jobs = new RedisJobs(adding)
  let working: WorkersConnection | undefined
  return {
    kind: 'redis',
    reachable: () => connected(adding),
    lost: () =>
      adding.status === 'ready' ? new Promise(resolve => adding.once('close', resolve)) : Promise.resolve(),
    prepare: async () => undefined,
    queue: name =>
      new Queue(name, { connection: adding, prefix: 'lienthong', skipVersionCheck: true } as QueueOptions),
    add: (queue, added) => jobs.add(queue, added),
    worker(name, processor, options) {
      working ??= new WorkersConnection(url)
      return new PatientWorker(name, processor, {
        ...options,
        connection: working,
        prefix: 'lienthong',
      } as WorkerOptions)
    },
    close: async () => {
      adding.disconnect()
      working?.shut()
    },
  }
}

/** Resolves when the connection stands; rejects when it does not come within `connectMs`. */
async function connected(connection: Redis): Promise<void> {
  if (connection.status === 'ready') return
  try {
    await once(connection, 'ready', { signal: AbortSignal.timeout(connectMs) })
  } catch {
    throw new RangeError(`Redis is ${connection.status}`)
  }
}
