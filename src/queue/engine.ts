import { createPostgresBackend, Queue, type QueueOptions, Worker, type WorkerOptions } from 'bullmq'
import { Redis } from 'ioredis'

/** What a job carries: a delivery's id and nothing else. All truth is in the ledger. */
export interface JobData {
  readonly delivery: string
}

type Processor = (job: { data: JobData }) => Promise<void>

/** BullMQ on one of its two engines, behind the two things that this house needs of it. */
export interface Engine {
  readonly kind: 'postgresql' | 'redis'
  queue(name: string): Queue<JobData>
  worker(name: string, processor: Processor, options: Omit<WorkerOptions, 'connection'>): Worker<JobData>
  close(): Promise<void>
}

/** Redis when `redisUrl` is set, else the ledger's own PostgreSQL. */
export function openEngine(settings: { databaseUrl: string; redisUrl?: string }): Engine {
  return settings.redisUrl === undefined
    ? postgresEngine(settings.databaseUrl)
    : redisEngine(settings.redisUrl)
}

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
  }
  return {
    kind: 'postgresql',
    queue: name => new Queue(name, { connection } as QueueOptions, createPostgresBackend as never),
    worker: (name, processor, options) =>
      new Worker(
        name,
        processor,
        { ...options, connection } as WorkerOptions,
        createPostgresBackend as never,
      ),
    close: async () => undefined,
  }
}

function redisEngine(url: string): Engine {
  // Adding must fail fast when Redis is away (the sweep adds again later); workers must wait for it for ever.
  const adding = new Redis(url, { maxRetriesPerRequest: 1, enableOfflineQueue: false, lazyConnect: true })
  const working = new Redis(url, { maxRetriesPerRequest: null, lazyConnect: true })
  for (const connection of [adding, working]) connection.on('error', () => undefined)
  return {
    kind: 'redis',
    queue: name =>
      new Queue(name, { connection: adding, prefix: 'lienthong', skipVersionCheck: true } as QueueOptions),
    worker: (name, processor, options) =>
      new Worker(name, processor, { ...options, connection: working, prefix: 'lienthong' } as WorkerOptions),
    close: async () => {
      adding.disconnect()
      working.disconnect()
    },
  }
}
