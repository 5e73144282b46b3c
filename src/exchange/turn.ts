import type { Adapter, CallContext, DeliverRecord, Outcome, Standing } from '../adapter/index.ts'
import type { Catalog } from '../catalog/catalog.ts'
import { Fault } from '../errors/fault.ts'
import { toFault } from '../errors/problem.ts'
import type { AttemptRecord, Deliveries, Leased } from '../ledger/deliveries.ts'
import type { Seal } from '../ledger/seal.ts'
import type { Logger } from '../telemetry/log.ts'
import { Calls } from './calls.ts'
import type { OutboundDossier } from './canonical.ts'
import { canonicalOf } from './canonical-of.ts'
import type { PublishFiles } from './files/publish.ts'

/** What came of a delivery's turn. */
export interface TurnResult {
  /** `probe`: the platform could not be asked, and this is why; the delivery keeps its own reason beside it. */
  readonly outcome: Outcome & { readonly probe?: Omit<Outcome, 'kind'> }
  readonly standing?: Standing
  /** Not to be tried again before somebody has looked. */
  readonly stopped?: true
  readonly tried: readonly AttemptRecord[]
  readonly answer?: DeliverRecord['answer']
}

export interface TurnParts {
  readonly deliveries: Pick<Deliveries, 'lastDelivered'>
  readonly catalog: Catalog
  readonly seal: Seal
  /** Absent: addresses of files go out as agencies gave them. */
  readonly publish?: PublishFiles | undefined
  readonly log: Logger
}

/** A delivery at its platform: what is in its turn the same for every call. */
interface Turn {
  readonly adapter: Adapter
  readonly leased: Leased
  readonly canonical: object
  readonly calls: Calls
  readonly context: Omit<CallContext, 'standing'>
}

/**
 * A delivery's turn with its platform: what is in doubt is asked about, then the message is sent, once more where the
 * platform says that the record stands otherwise than supposed. Decides nothing about the delivery; writes nothing.
 */
export class Turns {
  readonly #parts: TurnParts

  constructor(parts: TurnParts) {
    this.#parts = parts
  }

  /** Never rejects: a fault of ours (a broken seal, a defect) stops this lane and shows; it must not stop the worker. */
  async take(adapter: Adapter, leased: Leased, signal: AbortSignal): Promise<TurnResult> {
    const { log } = this.#parts
    const calls = new Calls(leased, log)
    try {
      return await this.#call(adapter, leased, calls, signal)
    } catch (error) {
      const fault = toFault(error)
      log.error({ delivery: leased.id, error }, 'delivery failed inside the gateway')
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

  async #call(adapter: Adapter, leased: Leased, calls: Calls, signal: AbortSignal): Promise<TurnResult> {
    const stored = canonicalOf(leased, this.#parts)
    if (stored === undefined) return stopped(leased, calls, unmapped)
    const canonical = await this.#withLinks(leased.kind, stored, adapter)
    if (canonical instanceof Fault) return { outcome: notNow(leased, canonical), tried: [] }
    const context = {
      correlationId: leased.correlation_id,
      signal,
      recordId: leased.record_id ?? undefined,
    }
    const turn = { adapter, leased, canonical, calls, context }
    const doubt = leased.state === 'probing' ? await ask(turn) : { standing: leased.standing }
    return 'outcome' in doubt ? doubt : this.#send(turn, doubt.standing)
  }

  /** @param supposed how the record stands at the platform */
  async #send(turn: Turn, supposed: Standing): Promise<TurnResult> {
    const { leased, calls } = turn
    let { recordId } = turn.context
    let standing = supposed
    let record = await send(turn, standing, recordId)
    if (
      record.outcome.flip === true &&
      record.outcome.standing !== undefined &&
      record.outcome.standing !== standing
    ) {
      standing = record.outcome.standing
      record = await send(turn, standing, recordId)
    }
    const orphaned = leased.kind === 'step' && record.outcome.standing === 'absent'
    if (record.outcome.kind === 'retry' && orphaned && calls.sends === 1) {
      const restored = await this.#restore(turn)
      if (restored?.standing === 'present') {
        standing = restored.standing
        recordId = restored.recordId ?? recordId
        record = await send(turn, standing, recordId)
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
    const { publish } = this.#parts
    if (kind !== 'dossier' || publish === undefined) return canonical
    try {
      return await publish.dossier(canonical as OutboundDossier, adapter.id)
    } catch (error) {
      if (error instanceof Fault && error.code === 'ledger-unavailable') return error
      throw error
    }
  }

  /**
   * The platform has lost the dossier that a step belongs to: what it was told last is told again, as new. The steps
   * before are not: told twice, some of them count twice.
   */
  async #restore({ adapter, leased, calls, context }: Turn): Promise<Outcome | undefined> {
    const operation = adapter.operationFor('dossier')
    if (operation === undefined || operation === leased.operation) return undefined
    const snapshot = await this.#parts.deliveries.lastDelivered(leased, operation)
    const carried = snapshot && { ...snapshot, lane_key: leased.lane_key }
    const stored = carried && canonicalOf(carried, this.#parts)
    if (stored === undefined) return undefined
    const canonical = await this.#withLinks('dossier', stored, adapter)
    if (canonical instanceof Fault) return undefined
    const record = await adapter.deliver(operation, canonical, { ...context, standing: 'absent' })
    calls.add('restore', record)
    return record.outcome
  }
}

/**
 * Nobody knows whether the call before arrived.
 *
 * @returns how the record stands, if the message is to be sent (again); else what the turn comes to
 */
async function ask(turn: Turn): Promise<TurnResult | { readonly standing: Standing }> {
  const { adapter, leased, canonical, calls, context } = turn
  const { operation, standing } = leased
  const probe = adapter.operations.get(operation)?.probe
  // Without a probe only the manifest can say that sending again does no harm (`idempotent`, `whenUnsure`).
  if (probe === undefined)
    return adapter.whenUnsure(operation) === 'hold' ? { outcome: unsure, tried: [] } : { standing }
  // A probe that matches nothing of the message proves that there is a record, not that this message is in it.
  const provesArrival = probe.evidence?.match !== undefined
  // Of a record that is known to be there such a probe says nothing new: it is sent again, as an update.
  if (!provesArrival && standing === 'present') return { standing }
  const { found, record } = await adapter.probe(operation, canonical, { ...context, standing })
  calls.add('probe', record)
  const { outcome } = record
  const { tried } = calls
  if (found === 'unsure' && outcome.kind !== 'delivered') {
    // The platform cannot be asked just now: stay uncertain and ask again later.
    const { kind: _kind, ...probe } = outcome
    return { outcome: { ...outcome, kind: 'unknown', probe }, tried }
  }
  if (found === 'unsure' && adapter.whenUnsure(operation) === 'hold')
    return { outcome: { ...outcome, kind: 'refused', rule: 'unsure', owner: 'operator' }, tried }
  if (!provesArrival) return { standing: found }
  return found === 'present'
    ? { outcome: { ...outcome, kind: 'delivered', rule: 'probe' }, tried }
    : { standing }
}

async function send(turn: Turn, standing: Standing, recordId: string | undefined): Promise<DeliverRecord> {
  const { adapter, leased, canonical, calls, context } = turn
  const record = await adapter.deliver(leased.operation, canonical, { ...context, recordId, standing })
  calls.add('send', record)
  return record
}

/**
 * A fault of ours. While nobody knows whether the call before arrived it stays unknown: sent again by an operator, the
 * delivery is asked about first.
 */
function stopped(leased: Leased, { tried }: Calls, outcome: Outcome): TurnResult {
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
