import { once } from 'node:events'
import { Queue, type QueueOptions, type WorkerOptions } from 'bullmq'
import { Redis, type RedisOptions } from 'ioredis'
import type { Engine } from './engine.ts'
import { PatientWorker } from './patient-worker.ts'
import { RedisJobs } from './redis-jobs.ts'

/** How long adding waits for a connection that is just being made. */
const connectMs = 1_000
/** How long adding waits for an answer: a server that has stopped to answer keeps its connections open. */
const answerMs = 5_000

/** Connections that nobody shall make again. No field of theirs: ioredis connects before the fields are there. */
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

/** BullMQ in a Redis. */
export function redisEngine(url: string): Engine {
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
