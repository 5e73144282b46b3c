import type { Logger } from '../telemetry/log.ts'
import type { Engine } from './engine.ts'
import type { PatientWorker } from './patient-worker.ts'

/** One adapter's worker. It can be built anew, because BullMQ workers have been seen to stop silently after an outage. */
export class DeliveryWorker {
  readonly adapter: string
  readonly #engine: Engine
  readonly #handle: (delivery: string) => Promise<void>
  readonly #log: Logger
  readonly #active = new Set<Promise<void>>()
  #concurrency: number
  #worker: PatientWorker
  /** When a job last came in, in ms since the epoch. */
  lastJobAt = Date.now()

  constructor(
    engine: Engine,
    adapter: string,
    concurrency: number,
    handle: (delivery: string) => Promise<void>,
    log: Logger,
  ) {
    this.#engine = engine
    this.adapter = adapter
    this.#concurrency = concurrency
    this.#handle = handle
    this.#log = log
    this.#worker = this.#build()
  }

  /** Deliveries in hand. */
  get active(): number {
    return this.#active.size
  }

  set concurrency(most: number) {
    this.#concurrency = most
    this.#worker.concurrency = most
  }

  /** Replaces the BullMQ worker; what it has in hand goes on. */
  async rebuild(): Promise<void> {
    await this.#engine.prepare()
    const old = this.#worker
    this.#worker = this.#build()
    this.lastJobAt = Date.now()
    await old.close(true)
  }

  /** Takes no more jobs; resolves when nothing is in hand. */
  async drain(): Promise<void> {
    await this.#worker.pause(true)
    await Promise.allSettled(this.#active)
  }

  /**
   * @param away nobody would answer what closing asks
   * @param lost from when on nobody will
   */
  async close(away: boolean, lost: Promise<void>): Promise<void> {
    // Not forced, BullMQ lets what it is just asking for come to an end, and so waits for what is in hand, and for a server
    // that is away to come back.
    const closed = this.#worker.close(away || this.#active.size > 0)
    await (away ? closed : Promise.race([closed, lost.then(() => this.#worker.abandon())]))
  }

  #build(): PatientWorker {
    const worker = this.#engine.worker(this.adapter, job => this.#run(job.data.delivery), {
      concurrency: this.#concurrency,
      // A job whose worker was killed is in the way of the one that the sweep would add under the same name: it must
      // be set free soon. That a living worker's job is taken for stalled does no harm: the ledger's lease stands.
      lockDuration: 10_000,
      stalledInterval: 5_000,
      maxStalledCount: 100,
      // After a broken connection BullMQ would wait 15 s before it looks for work again.
      runRetryDelay: 1_000,
      removeOnComplete: { count: 0 },
      removeOnFail: { count: 0 },
    })
    worker.on('error', error =>
      this.#log.warn({ adapter: this.adapter, reason: error.message }, 'worker connection'),
    )
    return worker
  }

  async #run(delivery: string): Promise<void> {
    this.lastJobAt = Date.now()
    const run = this.#handle(delivery)
    this.#active.add(run)
    try {
      await run
    } finally {
      this.#active.delete(run)
    }
  }
}
