import { setTimeout } from 'node:timers/promises'
import type { Adapter, CallContext, Outcome, Standing } from '../adapter/index.ts'
import type { Catalog } from '../catalog/catalog.ts'
import type { Dossier, Status, Step } from '../contract/types.generated.ts'
import { toFault } from '../errors/problem.ts'
import type { AttemptRecord, Deliveries, Finish, Leased, Snapshot } from '../ledger/deliveries.ts'
import type { Seal } from '../ledger/seal.ts'
import type { Logger } from '../telemetry/log.ts'
import { Calls } from './calls.ts'
import { outboundDossier, outboundStep } from './canonical.ts'
import { nextState, type RetryPolicy } from './next-state.ts'

/** Deliveries of one lane that a worker carries out in a row before it lets other lanes have their turn. */
const mostInARow = 25
const ledgerRetryMs = 1_000
/** How soon an adapter version that is not installed here is looked for again. */
const missingAdapterMs = 30_000

interface Result {
  readonly outcome: Outcome
  readonly standing?: Standing
  readonly tried: readonly AttemptRecord[]
}

/** The worker's use case: carry out a delivery, and with it what has gathered in its lane. */
export class Deliver {
  readonly #deliveries: Deliveries
  readonly #adapter: (id: string, version: string) => Adapter | undefined
  readonly #catalog: Catalog
  readonly #seal: Seal
  readonly #log: Logger
  readonly #retryCapMs: number
  readonly #abort = new AbortController()
  #stopping = false

  constructor(options: {
    deliveries: Deliveries
    adapter: (id: string, version: string) => Adapter | undefined
    catalog: Catalog
    seal: Seal
    log: Logger
    /** Upper bound of waits between attempts, whatever an adapter says, in ms. */
    retryCapMs?: number
  }) {
    this.#deliveries = options.deliveries
    this.#adapter = options.adapter
    this.#catalog = options.catalog
    this.#seal = options.seal
    this.#log = options.log
    this.#retryCapMs = options.retryCapMs ?? Number.POSITIVE_INFINITY
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
    const adapter = this.#adapter(leased.adapter, leased.adapter_version)
    const result = adapter === undefined ? missingAdapter(leased) : await this.#callSafely(adapter, leased)
    const attempts = leased.attempts + result.tried.length
    const policy: RetryPolicy = adapter?.retry ?? patient
    const capped = { ...policy, capMs: Math.min(policy.capMs, this.#retryCapMs) }
    const next = nextState(
      result.outcome,
      Math.max(attempts, 1),
      leased.patient_since,
      capped,
      new Date(),
      Math.random(),
    )
    const finish: Finish = {
      id: leased.id,
      version: leased.version,
      ...next,
      attempts,
      outcome: result.outcome,
      ...(result.standing === undefined ? {} : { standing: result.standing }),
      goOn: row < mostInARow && !this.#stopping,
      tried: result.tried,
    }
    const { moved, next: following } = await this.#finish(finish)
    if (!moved) this.#log.warn({ delivery: leased.id }, 'the delivery was moved by somebody else meanwhile')
    return following
  }

  /** What came of a call must not be lost because the database is away for a moment. */
  async #finish(finish: Finish) {
    for (;;) {
      try {
        return await this.#deliveries.finish(finish)
      } catch (error) {
        if (this.#abort.signal.aborted) throw error
        this.#log.error({ delivery: finish.id, error }, 'the ledger did not take the outcome; trying again')
        await setTimeout(ledgerRetryMs)
      }
    }
  }

  /** A fault of ours (a broken seal, a defect) stops this lane and shows; it must not stop the worker. */
  async #callSafely(adapter: Adapter, leased: Leased): Promise<Result> {
    try {
      return await this.#call(adapter, leased)
    } catch (error) {
      const fault = toFault(error)
      this.#log.error({ delivery: leased.id, error }, 'delivery failed inside the gateway')
      const message = { vi: fault.detail('vi'), en: fault.detail('en') }
      return {
        outcome: { kind: 'refused', rule: 'gateway', owner: fault.owner, code: fault.code, message },
        tried: [],
      }
    }
  }

  async #call(adapter: Adapter, leased: Leased): Promise<Result> {
    const calls = new Calls(leased, this.#log)
    const context = { correlationId: leased.correlation_id, signal: this.#abort.signal }
    const canonical = this.#canonical(adapter, leased)
    if (canonical === undefined) return { outcome: unmapped, tried: [] }
    const { operation } = leased
    let standing: Standing = leased.standing
    const probe = adapter.operations.get(operation)?.probe
    // A probe that matches nothing of the message proves that there is a record, not that this message is in it.
    const provesArrival = probe?.evidence.match !== undefined
    // Of a record that is known to be there such a probe says nothing new: it is sent again, as an update.
    if (leased.state === 'probing' && probe !== undefined && (provesArrival || standing !== 'present')) {
      const { found, record } = await adapter.probe(operation, canonical, { ...context, standing })
      calls.add('probe', record)
      if (found === 'unsure' && record.outcome.kind !== 'delivered') {
        // The platform cannot be asked just now: stay uncertain and ask again later.
        return { outcome: { ...record.outcome, kind: 'unknown' }, tried: calls.tried }
      }
      if (found === 'unsure' && adapter.whenUnsure(operation) === 'hold') {
        return {
          outcome: { ...record.outcome, kind: 'refused', rule: 'unsure', owner: 'operator' },
          tried: calls.tried,
        }
      }
      if (provesArrival) {
        if (found === 'present') {
          return { outcome: { ...record.outcome, kind: 'delivered', rule: 'probe' }, tried: calls.tried }
        }
      } else standing = found
    }
    let record = await adapter.deliver(operation, canonical, { ...context, standing })
    calls.add('send', record)
    if (
      record.outcome.flip === true &&
      record.outcome.standing !== undefined &&
      record.outcome.standing !== standing
    ) {
      standing = record.outcome.standing
      record = await adapter.deliver(operation, canonical, { ...context, standing })
      calls.add('send', record)
    }
    if (record.outcome.kind === 'retry' && record.outcome.standing === 'absent' && calls.sends === 1) {
      const restored = await this.#restore(adapter, leased, calls, context)
      if (restored === 'present') {
        standing = restored
        record = await adapter.deliver(operation, canonical, { ...context, standing })
        calls.add('send', record)
      }
    }
    // Twice contradicted: the platform says that the record exists and that it does not.
    const contradicted = record.outcome.flip === true && calls.sends > 1
    const outcome: Outcome = contradicted ? { ...record.outcome, kind: 'retry' } : record.outcome
    const proven = record.outcome.standing ?? (standing === leased.standing ? undefined : standing)
    return { outcome, ...(proven === undefined ? {} : { standing: proven }), tried: calls.tried }
  }

  /**
   * The platform has lost the dossier that a step belongs to: what it was told last is told again, as new. The steps
   * before are not: told twice, some of them count twice.
   */
  async #restore(adapter: Adapter, leased: Leased, calls: Calls, context: Omit<CallContext, 'standing'>) {
    const operation = adapter.operationFor('dossier')
    if (operation === undefined || operation === leased.operation) return undefined
    const snapshot = await this.#deliveries.lastDelivered(leased, operation)
    const canonical = snapshot && this.#canonicalDossier(leased.lane_key, snapshot)
    if (canonical === undefined) return undefined
    const record = await adapter.deliver(operation, canonical, { ...context, standing: 'absent' })
    calls.add('restore', record)
    return record.outcome.standing
  }

  /** The message as its adapter takes it; undefined when its procedure is no longer mapped. */
  #canonical(adapter: Adapter, leased: Leased): object | undefined {
    if (adapter.operations.get(leased.operation)?.carries !== 'step')
      return this.#canonicalDossier(leased.lane_key, leased)
    return outboundStep(
      leased.lane_key,
      JSON.parse(this.#seal.open(leased.content_message, leased.body)) as Step,
    )
  }

  #canonicalDossier(code: string, { content_message, body, status }: Snapshot): object | undefined {
    const dossier = JSON.parse(this.#seal.open(content_message, body)) as Dossier
    const at = new Date(dossier.receivedAt ?? dossier.filedAt)
    const national = this.#catalog.nationalProcedure(dossier.procedure, at)
    if (national.kind !== 'national') return undefined
    return outboundDossier(code, dossier, status as Status, national)
  }
}

/** For deliveries whose adapter is not here: wait until somebody installs it. */
const patient: RetryPolicy = {
  firstMs: missingAdapterMs,
  factor: 1,
  capMs: missingAdapterMs,
  giveUpAfterMs: Number.POSITIVE_INFINITY,
}

function missingAdapter(leased: Leased): Result {
  const version = `${leased.adapter} ${leased.adapter_version}`
  const outcome: Outcome = {
    kind: 'retry',
    rule: 'adapter-missing',
    owner: 'operator',
    message: {
      vi: `Chưa cài bộ kết nối ${version} mà lượt gửi này được nhận vào.`,
      en: `The adapter ${version}, under which this delivery was accepted, is not installed.`,
    },
  }
  return { outcome, tried: [] }
}

const unmapped: Outcome = {
  kind: 'refused',
  rule: 'procedure-unmapped',
  owner: 'operator',
  message: {
    vi: 'Thủ tục không còn trong danh mục; bổ sung config/catalog/procedures.csv rồi gửi lại.',
    en: 'The procedure is no longer in the catalogue; add it to config/catalog/procedures.csv and replay.',
  },
}
