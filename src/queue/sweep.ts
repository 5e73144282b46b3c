import type { Deliveries } from '../ledger/deliveries.ts'
import type { Logger } from '../telemetry/log.ts'
import type { DeliveryQueue } from './delivery-queue.ts'

export interface SweepPace {
  /** How often to look. */
  readonly everyMs: number
  /** A delivery due for longer than this and still without a worker may have no job; adding one again is harmless. */
  readonly overdueMs: number
  /** A worker that has got no job for this long while work is overdue has died silently. */
  readonly silentMs: number
}

const usualPace: SweepPace = { everyMs: 5_000, overdueMs: 5_000, silentMs: 30_000 }
/** Jobs put back in one look at the most, so that a huge backlog is not added over and over. */
const mostPerLook = 10_000

/** Keeps ledger and queue in step: takes back leases of dead workers, puts back lost jobs, revives silent workers. */
export class Sweep {
  readonly #deliveries: Deliveries
  readonly #queue: DeliveryQueue
  readonly #log: Logger
  readonly #pace: SweepPace
  #timer: NodeJS.Timeout | undefined
  #looking: Promise<void> | undefined

  constructor(deliveries: Deliveries, queue: DeliveryQueue, log: Logger, pace: SweepPace = usualPace) {
    this.#deliveries = deliveries
    this.#queue = queue
    this.#log = log
    this.#pace = pace
  }

  /** The first look puts back everything that is due; from then on it looks by itself. */
  async start(): Promise<void> {
    await this.#look(0)
    this.#timer = setInterval(() => {
      this.#looking ??= this.#look(this.#pace.overdueMs).finally(() => {
        this.#looking = undefined
      })
    }, this.#pace.everyMs)
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await this.#looking
  }

  async #look(olderThanMs: number): Promise<void> {
    const now = Date.now()
    try {
      const lost = await this.#deliveries.sweepLost(new Date(now))
      if (lost.length > 0)
        this.#log.warn({ deliveries: lost.length }, 'took back the leases of a worker that is gone')
      await this.#queue.add(lost)
      let overdue = 0
      const adapters = new Set<string>()
      for await (const jobs of this.#deliveries.due(new Date(now - olderThanMs))) {
        await this.#queue.add(jobs)
        overdue += jobs.length
        for (const { adapter } of jobs) adapters.add(adapter)
        if (overdue >= mostPerLook && olderThanMs > 0) break
      }
      await this.#revive(adapters, now)
    } catch (error) {
      this.#log.warn({ reason: (error as Error).message }, 'sweep failed; it will look again')
    }
  }

  /** @param adapters those for which work is overdue */
  async #revive(adapters: ReadonlySet<string>, now: number): Promise<void> {
    for (const worker of this.#queue.workers) {
      if (!adapters.has(worker.adapter) || worker.active > 0 || now - worker.lastJobAt < this.#pace.silentMs)
        continue
      this.#log.warn({ adapter: worker.adapter }, 'worker silent while deliveries are due; building it anew')
      await worker.rebuild()
    }
  }
}
