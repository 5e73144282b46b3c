import { setMaxListeners } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import type { Adapter, Outcome } from '../adapter/index.ts'
import type { AdapterStops } from '../ledger/adapter-stops.ts'
import type { Deliveries, Finish, Leased } from '../ledger/deliveries.ts'
import type { Logger } from '../telemetry/log.ts'
import { ConsequenceFailed, consequenceOf, withoutConsequence } from './consequence.ts'
import type { Handlers } from './handlers.ts'
import type { LateEffects } from './late-effects.ts'
import { nextState, type RetryPolicy } from './next-state.ts'
import { type TurnParts, type TurnResult, Turns } from './turn.ts'

/** Deliveries of one lane that a worker carries out in a row before it lets other lanes have their turn. */
const mostInARow = 25
const ledgerRetryMs = 1_000
/** How soon an adapter version that is not installed here is looked for again. */
const missingAdapterMs = 30_000
/** How often one of a stopped adapter is looked at; enabling it does not wait for that. */
const parkedMs = 5 * 60_000

export interface DeliverOptions extends Omit<TurnParts, 'deliveries'> {
  readonly deliveries: Deliveries
  /** The version that a delivery was accepted under, opened when need be. Never rejects. */
  readonly adapter: (id: string, version: string) => Promise<Adapter | undefined>
  readonly handlers: Handlers
  /** Absent: no call acts after it was given up. */
  readonly lateEffects?: LateEffects
  /** Absent: every adapter may be called. */
  readonly stops?: AdapterStops
}

/** The worker's use case: carry out a delivery, and with it what has gathered in its lane. */
export class Deliver {
  readonly #options: DeliverOptions
  readonly #deliveries: Deliveries
  readonly #turns: Turns
  readonly #log: Logger
  readonly #abort = new AbortController()
  #stopping = false

  constructor(options: DeliverOptions) {
    this.#options = options
    this.#deliveries = options.deliveries
    this.#turns = new Turns(options)
    this.#log = options.log
    // Every call that is out listens, and stops listening when it ends: as many as the adapters have connections.
    setMaxListeners(0, this.#abort.signal)
  }

  /** What is in hand is finished; no lane goes on to its next delivery. */
  finishSoon(): void {
    this.#stopping = true
  }

  /** Calls still out are given up: what may have arrived becomes `unknown`. */
  stop(): void {
    this.finishSoon()
    this.#abort.abort()
  }

  /** What the queue's workers do with a job. Does nothing when the delivery is in other hands or done. */
  async run(delivery: string): Promise<void> {
    let leased = await this.#deliveries.lease(delivery)
    for (let row = 1; leased !== undefined; row++) {
      leased = await this.#carryOut(leased, row)
    }
  }

  async #carryOut(leased: Leased, row: number): Promise<Leased | undefined> {
    const { stops, handlers, seal, lateEffects } = this.#options
    if ((await stops?.isStopped(leased.adapter)) === true) return this.#park(leased)
    const adapter = await this.#options.adapter(leased.adapter, leased.adapter_version)
    const result =
      adapter === undefined
        ? missingAdapter(leased)
        : await this.#turns.take(adapter, leased, this.#abort.signal)
    const attempts = leased.attempts + result.tried.length
    const policy: RetryPolicy = adapter?.retry ?? patient
    const next =
      result.stopped === true
        ? { state: 'dead' as const }
        : nextState(
            result.outcome,
            Math.max(attempts, 1),
            leased.patient_since,
            policy,
            new Date(),
            Math.random(),
          )
    const { outcome, answer } = result
    const consequence = consequenceOf(
      leased,
      { state: next.state, outcome, ...(answer === undefined ? {} : { answer }) },
      { handlers, seal },
    )
    const also = together(
      consequence,
      lateEffects?.watch(leased, outcome, adapter),
      this.#stopped(leased, outcome),
    )
    const finish: Finish = {
      id: leased.id,
      version: leased.version,
      ...next,
      attempts,
      outcome,
      ...(result.standing === undefined ? {} : { standing: result.standing }),
      goOn: row < mostInARow && !this.#stopping,
      tried: result.tried,
      ...(also === undefined ? {} : { also }),
    }
    const { moved, next: following } = await this.#finish(finish, outcome)
    if (!moved) this.#log.warn({ delivery: leased.id }, 'the delivery was moved by somebody else meanwhile')
    return following
  }

  /** Its platform wants no calls: it waits, untried, until an admin says otherwise. */
  async #park(leased: Leased): Promise<undefined> {
    const { id, version, attempts } = leased
    const unknown = leased.state === 'probing'
    const outcome = {
      ...adapterStopped,
      kind: unknown ? 'unknown' : 'retry',
      ...(unknown && { probe: adapterStopped }),
    }
    const dueAt = new Date(Date.now() + parkedMs)
    const state = unknown ? 'unknown' : 'retrying'
    await this.#deliveries.finish({ id, version, state, dueAt, attempts, outcome, goOn: false, tried: [] })
  }

  #stopped(leased: Leased, { stopsAdapter, rule }: Outcome): Finish['also'] {
    const { stops } = this.#options
    if (stops === undefined || stopsAdapter !== true) return undefined
    const { adapter, id: delivery } = leased
    this.#log.warn(
      { adapter, delivery, rule },
      'the platform wants no more calls: stopped until an admin enables it',
    )
    return tx => stops.stop(tx, { adapter, rule, delivery })
  }

  /** What came of a call must not be lost because the database is away for a moment. */
  async #finish(wanted: Finish, outcome: Outcome) {
    for (let finish = wanted; ; ) {
      try {
        return await this.#deliveries.finish(finish)
      } catch (error) {
        if (error instanceof ConsequenceFailed) {
          this.#log.error({ delivery: finish.id, error }, 'what follows cannot be written; stopped')
          finish = withoutConsequence(finish, outcome, error)
          continue
        }
        if (this.#abort.signal.aborted) throw error
        this.#log.error({ delivery: finish.id, error }, 'the ledger did not take the outcome; trying again')
        await setTimeout(ledgerRetryMs)
      }
    }
  }
}

function together(...parts: readonly Finish['also'][]): Finish['also'] {
  const all = parts.filter(part => part !== undefined)
  if (all.length === 0) return undefined
  return async tx => {
    for (const part of all) await part(tx)
  }
}

/** For deliveries whose adapter is not here: wait until somebody installs it. */
const patient: RetryPolicy = {
  firstMs: missingAdapterMs,
  factor: 1,
  capMs: missingAdapterMs,
  giveUpAfterMs: Number.POSITIVE_INFINITY,
}

function missingAdapter(leased: Leased): TurnResult {
  const version = `${leased.adapter} ${leased.adapter_version}`
  const outcome: Outcome = {
    // What may have arrived is still asked about first, however long the adapter is away.
    kind: leased.state === 'probing' ? 'unknown' : 'retry',
    rule: 'adapter-missing',
    owner: 'operator',
    message: {
      vi: `Bộ kết nối ${version} mà lượt gửi này được nhận vào chưa mở được ở tiến trình này: chưa cài, hoặc thiết lập không hợp.`,
      en: `The adapter ${version}, under which this delivery was accepted, cannot be opened here: not installed, or its settings do not fit.`,
    },
  }
  return { outcome, tried: [] }
}

const adapterStopped: Omit<Outcome, 'kind'> = {
  rule: 'adapter-stopped',
  owner: 'client',
  message: {
    vi: 'Bên nhận đã trả lời không nhận nữa (410), nên không gửi gì cho tới khi quản trị bật lại; lượt gửi này chờ.',
    en: 'The receiver said that it takes no more (410): nothing is sent until an admin enables it again; this waits.',
  },
}
