import type { CallRecord, Outcome } from '../adapter/index.ts'
import type { AttemptRecord, Leased } from '../ledger/deliveries.ts'
import type { Logger } from '../telemetry/log.ts'

/** The calls of one turn: kept as attempts and logged, one line each, without anything of their content. */
export class Calls {
  readonly tried: AttemptRecord[] = []
  sends = 0
  /** Of the last call that carried this delivery's message. */
  last: Outcome | undefined
  readonly #leased: Leased
  readonly #log: Logger

  constructor(leased: Leased, log: Logger) {
    this.#leased = leased
    this.#log = log
  }

  add(action: AttemptRecord['action'], record: CallRecord): void {
    if (action === 'send') {
      this.sends++
      this.last = record.outcome
    }
    const { outcome, httpStatus, durationMs, requestBytes, responseBytes, losses, startedAt } = record
    const attempt = this.#leased.attempts + this.tried.length + 1
    this.tried.push({
      number: attempt,
      action,
      outcome,
      ...(httpStatus === undefined ? {} : { httpStatus }),
      durationMs,
      requestBytes,
      responseBytes,
      losses,
      startedAt,
    })
    this.#log.info(
      {
        delivery: this.#leased.id,
        adapter: this.#leased.adapter,
        operation: this.#leased.operation,
        correlationId: this.#leased.correlation_id,
        attempt,
        action,
        outcome: outcome.kind,
        rule: outcome.rule,
        owner: outcome.owner,
        nativeCode: outcome.nativeCode,
        httpStatus,
        ms: Math.round(durationMs),
        losses: losses.length || undefined,
      },
      'attempt',
    )
  }
}
