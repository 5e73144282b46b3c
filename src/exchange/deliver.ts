import { setMaxListeners } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import type { Adapter, CallContext, DeliverRecord, Outcome, Standing } from '../adapter/index.ts'
import type { Catalog } from '../catalog/catalog.ts'
import { Fault } from '../errors/fault.ts'
import { toFault } from '../errors/problem.ts'
import type { AdapterStops } from '../ledger/adapter-stops.ts'
import type { AttemptRecord, Deliveries, Finish, Leased } from '../ledger/deliveries.ts'
import type { Seal } from '../ledger/seal.ts'
import type { Logger } from '../telemetry/log.ts'
import { Calls } from './calls.ts'
import type { OutboundDossier } from './canonical.ts'
import { canonicalOf } from './canonical-of.ts'
import { ConsequenceFailed, consequenceOf, withoutConsequence } from './consequence.ts'
import type { PublishFiles } from './files/publish.ts'
import type { Handlers } from './handlers.ts'
import type { LateEffects } from './late-effects.ts'
import { nextState, type RetryPolicy } from './next-state.ts'

/** Deliveries of one lane that a worker carries out in a row before it lets other lanes have their turn. */
const mostInARow = 25
const ledgerRetryMs = 1_000
/** How soon an adapter version that is not installed here is looked for again. */
const missingAdapterMs = 30_000
/** How often one of a stopped adapter is looked at; enabling it does not wait for that. */
const parkedMs = 5 * 60_000

interface Result {
  /** `probe`: the platform could not be asked, and this is why; the delivery keeps its own reason beside it. */
  readonly outcome: Outcome & { readonly probe?: Omit<Outcome, 'kind'> }
  readonly standing?: Standing
  /** Not to be tried again before somebody has looked. */
  readonly stopped?: true
  readonly tried: readonly AttemptRecord[]
  readonly answer?: DeliverRecord['answer']
}

/** The worker's use case: carry out a delivery, and with it what has gathered in its lane. */
export class Deliver {
  readonly #deliveries: Deliveries
  readonly #adapter: (id: string, version: string) => Promise<Adapter | undefined>
  readonly #catalog: Catalog
  readonly #seal: Seal
  readonly #handlers: Handlers
  readonly #lateEffects: LateEffects | undefined
  readonly #publish: PublishFiles | undefined
  readonly #stops: AdapterStops | undefined
  readonly #log: Logger
  readonly #abort = new AbortController()
  #stopping = false

  constructor(options: {
    deliveries: Deliveries
    /** The version that a delivery was accepted under, opened when need be. Never rejects. */
    adapter: (id: string, version: string) => Promise<Adapter | undefined>
    catalog: Catalog
    seal: Seal
    handlers: Handlers
    /** Absent: no call acts after it was given up. */
    lateEffects?: LateEffects
    /** Absent: addresses of files go out as agencies gave them. */
    publish?: PublishFiles
    /** Absent: every adapter may be called. */
    stops?: AdapterStops
    log: Logger
  }) {
    this.#deliveries = options.deliveries
    this.#adapter = options.adapter
    this.#catalog = options.catalog
    this.#seal = options.seal
    this.#handlers = options.handlers
    this.#lateEffects = options.lateEffects
    this.#publish = options.publish
    this.#stops = options.stops
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
    if ((await this.#stops?.isStopped(leased.adapter)) === true) return this.#park(leased)
    const adapter = await this.#adapter(leased.adapter, leased.adapter_version)
    const result = adapter === undefined ? missingAdapter(leased) : await this.#callSafely(adapter, leased)
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
      { handlers: this.#handlers, seal: this.#seal },
    )
    const also = together(
      consequence,
      this.#lateEffects?.watch(leased, outcome, adapter),
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
    const stops = this.#stops
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

  /** A fault of ours (a broken seal, a defect) stops this lane and shows; it must not stop the worker. */
  async #callSafely(adapter: Adapter, leased: Leased): Promise<Result> {
    const calls = new Calls(leased, this.#log)
    try {
      return await this.#call(adapter, leased, calls)
    } catch (error) {
      const fault = toFault(error)
      this.#log.error({ delivery: leased.id, error }, 'delivery failed inside the gateway')
      const message = { vi: fault.detail('vi'), en: fault.detail('en') }
      // What was sent before it stays on record, and goes on as its last answer says.
      if (calls.last !== undefined) return { outcome: calls.last, tried: calls.tried }
      return stopped(leased, calls, {
        kind: 'refused',
        rule: 'gateway',
        owner: fault.owner,
        code: fault.code,
        message,
      })
    }
  }

  async #call(adapter: Adapter, leased: Leased, calls: Calls): Promise<Result> {
    const context = {
      correlationId: leased.correlation_id,
      signal: this.#abort.signal,
      recordId: leased.record_id ?? undefined,
    }
    let { recordId } = context
    const stored = canonicalOf(leased, { seal: this.#seal, catalog: this.#catalog })
    if (stored === undefined) return stopped(leased, calls, unmapped)
    const canonical = await this.#withLinks(leased.kind, stored, adapter)
    if (canonical instanceof Fault) return { outcome: notNow(leased, canonical), tried: [] }
    const { operation } = leased
    let standing: Standing = leased.standing
    const probe = adapter.operations.get(operation)?.probe
    // A probe that matches nothing of the message proves that there is a record, not that this message is in it.
    const provesArrival = probe?.evidence?.match !== undefined
    // Without a probe only the manifest can say that sending again does no harm (`idempotent`, `whenUnsure`).
    if (leased.state === 'probing' && probe === undefined && adapter.whenUnsure(operation) === 'hold')
      return { outcome: unsure, tried: [] }
    // Of a record that is known to be there such a probe says nothing new: it is sent again, as an update.
    if (leased.state === 'probing' && probe !== undefined && (provesArrival || standing !== 'present')) {
      const { found, record } = await adapter.probe(operation, canonical, { ...context, standing })
      calls.add('probe', record)
      if (found === 'unsure' && record.outcome.kind !== 'delivered') {
        // The platform cannot be asked just now: stay uncertain and ask again later.
        const { kind: _kind, ...probe } = record.outcome
        return { outcome: { ...record.outcome, kind: 'unknown', probe }, tried: calls.tried }
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
    const orphaned = leased.kind === 'step' && record.outcome.standing === 'absent'
    if (record.outcome.kind === 'retry' && orphaned && calls.sends === 1) {
      const restored = await this.#restore(adapter, leased, calls, context)
      if (restored?.standing === 'present') {
        standing = restored.standing
        recordId = restored.recordId ?? recordId
        record = await adapter.deliver(operation, canonical, { ...context, recordId, standing })
        calls.add('send', record)
      }
    }
    // Twice contradicted: the platform says that the record exists and that it does not.
    const contradicted = record.outcome.flip === true && calls.sends > 1
    const outcome: Outcome = contradicted ? { ...record.outcome, kind: 'retry' } : record.outcome
    const proven = record.outcome.standing ?? (standing === leased.standing ? undefined : standing)
    const known = record.outcome.recordId ?? recordId
    return {
      outcome: known === undefined || known === leased.record_id ? outcome : { ...outcome, recordId: known },
      ...(proven === undefined ? {} : { standing: proven }),
      tried: calls.tried,
      ...(record.answer === undefined ? {} : { answer: record.answer }),
    }
  }

  /** A dossier's files as the platform may fetch them. @returns a Fault while the ledger cannot keep their links */
  async #withLinks(kind: string, canonical: object, adapter: Adapter): Promise<object | Fault> {
    if (kind !== 'dossier' || this.#publish === undefined) return canonical
    try {
      return await this.#publish.dossier(canonical as OutboundDossier, adapter.id)
    } catch (error) {
      if (error instanceof Fault && error.code === 'ledger-unavailable') return error
      throw error
    }
  }

  /**
   * The platform has lost the dossier that a step belongs to: what it was told last is told again, as new. The steps
   * before are not: told twice, some of them count twice.
   */
  async #restore(adapter: Adapter, leased: Leased, calls: Calls, context: Omit<CallContext, 'standing'>) {
    const operation = adapter.operationFor('dossier')
    if (operation === undefined || operation === leased.operation) return undefined
    const snapshot = await this.#deliveries.lastDelivered(leased, operation)
    const carried = snapshot && { ...snapshot, lane_key: leased.lane_key }
    const stored = carried && canonicalOf(carried, { seal: this.#seal, catalog: this.#catalog })
    if (stored === undefined) return undefined
    const canonical = await this.#withLinks('dossier', stored, adapter)
    if (canonical instanceof Fault) return undefined
    const record = await adapter.deliver(operation, canonical, { ...context, standing: 'absent' })
    calls.add('restore', record)
    return record.outcome
  }
}

function together(...parts: readonly Finish['also'][]): Finish['also'] {
  const all = parts.filter(part => part !== undefined)
  if (all.length === 0) return undefined
  return async tx => {
    for (const part of all) await part(tx)
  }
}

/**
 * A fault of ours. While nobody knows whether the call before arrived it stays unknown: sent again by an operator, the
 * delivery is asked about first.
 */
function stopped(leased: Leased, { tried }: Calls, outcome: Outcome): Result {
  return leased.state === 'probing'
    ? { outcome: { ...outcome, kind: 'unknown' }, stopped: true, tried }
    : { outcome, tried }
}

/** The ledger is away for a moment: nothing has left, and what was in doubt stays so. */
function notNow(leased: Leased, fault: Fault): Outcome {
  return {
    kind: leased.state === 'probing' ? 'unknown' : 'retry',
    rule: 'gateway',
    owner: fault.owner,
    code: fault.code,
    message: { vi: fault.detail('vi'), en: fault.detail('en') },
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

const unsure: Outcome = {
  kind: 'refused',
  rule: 'unsure',
  owner: 'operator',
  message: {
    vi: 'Không rõ lần gửi trước đã tới hay chưa, và nền tảng không cho hỏi. Hỏi nền tảng, rồi gửi lại hoặc bỏ lượt gửi này.',
    en: 'Nobody knows whether the call before arrived, and the platform cannot be asked. Find out, then replay or cancel.',
  },
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
