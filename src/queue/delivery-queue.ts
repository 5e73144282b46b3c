import { setTimeout } from 'node:timers/promises'
import type { Queue } from 'bullmq'
import type { Job } from '../ledger/deliveries.ts'
import { GroupCommit } from '../ledger/group-commit.ts'
import type { Logger } from '../telemetry/log.ts'
import type { Engine, JobData } from './engine.ts'
import { postgresEngine } from './postgres-engine.ts'
import { redisEngine } from './redis-engine.ts'
import { DeliveryWorker } from './worker.ts'

/** Jobs of one bulk insert at the most. */
const bulk = 1000
/** So many jobs wait in memory for a server that is away, and a batch more: the ledger has them all. */
const backlog = 10 * bulk
/**
 * On Redis a job added among a thousand costs 26 µs of CPU, among a hundred 46; a job on its own does not wait, nor does a
 * full bulk.
 */
const paceMs = 50
/** Engine clocks and ours may differ by a little; a job that comes before its time would find nothing to do. */
const slackMs = 10
/** How long closing waits for a server that keeps its connections and does not answer. */
const closeMs = 5_000

/**
 * The queue: says to some worker, at the right time, that a delivery wants doing. One queue per adapter, so that one
 * sick platform never slows another. It may forget everything at any moment: the sweep (sweep.ts) puts it back.
 */
export class DeliveryQueue {
  readonly engine: Engine
  readonly #queues = new Map<string, Queue<JobData>>()
  readonly #workers: DeliveryWorker[] = []
  readonly #adding: GroupCommit<Job, void>
  readonly #log: Logger
  #failing = false

  /** On Redis when `redisUrl` is set, else in the ledger's own PostgreSQL. */
  constructor({ databaseUrl, redisUrl }: { databaseUrl: string; redisUrl?: string }, log: Logger) {
    this.engine = redisUrl === undefined ? postgresEngine(databaseUrl) : redisEngine(redisUrl)
    this.#log = log
    this.#adding = new GroupCommit({
      flush: jobs => this.#addBulk(jobs),
      keyOf: job => `${job.id}-${job.version}`,
      most: bulk,
      paceMs,
    })
  }

  /** Makes a queue that was emptied by hand usable again; what is added from then on is added to queues opened anew. */
  async prepare(): Promise<void> {
    await this.engine.prepare()
    this.#forgetQueues()
  }

  /** Adds jobs in bulk, behind the back of whoever asks. What cannot be added now, the sweep adds later. */
  enqueue(jobs: readonly Job[]): void {
    if (this.#adding.waiting >= backlog) return
    for (const job of jobs) this.#adding.leave(job)
  }

  /** Jobs that wait to be added. */
  get waiting(): number {
    return this.#adding.waiting
  }

  /** Like enqueue, but waits, and says how it went. */
  async add(jobs: readonly Job[]): Promise<void> {
    await Promise.all(jobs.map(job => this.#adding.submit(job)))
  }

  /** Calls `handle` with delivery ids, `concurrency` at a time, until the worker is closed. */
  work(adapter: string, concurrency: number, handle: (delivery: string) => Promise<void>): DeliveryWorker {
    const worker = new DeliveryWorker(this.engine, adapter, concurrency, handle, this.#log)
    this.#workers.push(worker)
    return worker
  }

  /** Sees to it that each adapter has a worker with this concurrency; one that is no longer named keeps what it has. */
  staff(wanted: ReadonlyMap<string, number>, handle: (delivery: string) => Promise<void>): void {
    for (const [adapter, concurrency] of wanted) {
      const worker = this.#workers.find(known => known.adapter === adapter)
      if (worker === undefined) this.work(adapter, concurrency, handle)
      else worker.concurrency = concurrency
    }
  }

  get workers(): readonly DeliveryWorker[] {
    return this.#workers
  }

  async close(): Promise<void> {
    const patience = () => setTimeout(closeMs, undefined, { ref: false })
    await Promise.race([this.#adding.idle(), patience()])
    const away = await this.engine.reachable().then(
      () => false,
      () => true,
    )
    const lost = Promise.race([this.engine.lost(), patience()])
    await Promise.all(this.#workers.map(worker => worker.close(away, lost)))
    await Promise.all([...this.#queues.values()].map(queue => queue.close()))
    await this.engine.close()
  }

  #queue(adapter: string): Queue<JobData> {
    let queue = this.#queues.get(adapter)
    if (queue === undefined) {
      queue = this.engine.queue(adapter)
      queue.on('error', error => this.#log.warn({ adapter, reason: error.message }, 'queue connection'))
      this.#queues.set(adapter, queue)
    }
    return queue
  }

  /** A queue whose first contact failed, or whose tables are gone, would fail for ever: the next adding opens new ones. */
  #forgetQueues(): void {
    for (const queue of this.#queues.values()) queue.close().catch(() => undefined)
    this.#queues.clear()
  }

  async #addBulk(jobs: Job[]): Promise<Array<PromiseSettledResult<void>>> {
    const now = Date.now()
    try {
      await this.engine.reachable()
      if (this.#failing) await this.engine.prepare()
      for (const adapter of new Set(jobs.map(job => job.adapter))) {
        const own = jobs.filter(job => job.adapter === adapter)
        await this.engine.add(
          this.#queue(adapter),
          own.map(({ id, version, dueAt }) => ({
            id: `${id}-${version}`,
            delivery: id,
            delayMs: dueAt === undefined || dueAt.getTime() <= now ? 0 : dueAt.getTime() - now + slackMs,
          })),
        )
      }
      this.#failing = false
    } catch (error) {
      // Once per outage, not once per batch.
      if (!this.#failing)
        this.#log.warn({ reason: (error as Error).message }, 'jobs not added; the sweep will add them')
      this.#failing = true
      this.#forgetQueues()
      throw error
    }
    return jobs.map(() => ({ status: 'fulfilled', value: undefined }))
  }
}
