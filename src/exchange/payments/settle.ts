import { uuidv7 } from 'uuidv7'
import type { Transaction } from '../../ledger/database.ts'
import type { PaymentNotices } from '../../ledger/payment-notices.ts'
import type { PaymentRecord, Payments, ToldBy } from '../../ledger/payments.ts'
import type { Seal } from '../../ledger/seal.ts'
import type { Logger } from '../../telemetry/log.ts'
import { judgeNotice, type Notice, type NoticeVerdict } from './judge-notice.ts'

/** Where a notice came from. */
export interface NoticeSource {
  readonly adapter: string
  readonly by: ToldBy
  readonly correlationId: string
}

/** What is told to agency systems and to other use cases. */
export interface PaymentEvent {
  readonly type: 'payment.confirmed' | 'payment.failed'
  readonly dossier: string
  readonly agency: string
  readonly data: {
    readonly reference: string
    readonly kind: 'fee' | 'fine'
    readonly amount: number
    readonly transaction?: string
    readonly bank?: string
    readonly toldBy: ToldBy
    readonly toldAt: string
  }
}

export interface Settled {
  readonly verdict: NoticeVerdict
  /** Something changed. */
  readonly event?: PaymentEvent
}

/** What a platform says of a payment goes one way, whether it called by itself or was asked. */
export class Settle {
  readonly #payments: Payments
  readonly #notices: PaymentNotices
  readonly #seal: Seal
  readonly #log: Logger
  readonly #clock: () => Date

  constructor(parts: {
    payments: Payments
    notices: PaymentNotices
    seal: Seal
    log: Logger
    clock: () => Date
  }) {
    this.#payments = parts.payments
    this.#notices = parts.notices
    this.#seal = parts.seal
    this.#log = parts.log
    this.#clock = parts.clock
  }

  /** Within the transaction that also records the event. */
  async settle(tx: Transaction, notice: Notice, source: NoticeSource): Promise<Settled> {
    const candidates = await this.#payments.lock(tx, source.adapter, notice)
    const verdict = judgeNotice(notice, candidates)
    const now = this.#clock()
    const { payment } = verdict
    if (verdict.kind === 'settled')
      await this.#payments.settle(tx, verdict.payment.reference, {
        state: verdict.state,
        refusal: verdict.state === 'paid' ? null : codeOf(notice.result),
        transaction: notice.transaction ?? null,
        bank: notice.bank ?? null,
        told_by: source.by,
        now,
      })
    await this.#record(verdict, notice, source, now, tx)
    this.#tell(verdict, source)
    if (verdict.kind !== 'settled' || payment === undefined) return { verdict }
    return { verdict, event: eventOf(verdict.state, payment, notice, source.by, now) }
  }

  async #record(
    verdict: NoticeVerdict,
    notice: Notice,
    { adapter }: NoticeSource,
    at: Date,
    tx: Transaction,
  ): Promise<void> {
    const id = uuidv7()
    const record = {
      id,
      adapter,
      reference: verdict.payment?.reference ?? null,
      verdict: verdict.kind,
      reason: verdict.kind === 'refused' ? verdict.reason : null,
      amount: notice.amount ?? null,
      body: this.#seal.close(id, JSON.stringify(notice)),
      at,
    }
    await this.#notices.record(tx, record)
  }

  #tell(verdict: NoticeVerdict, { adapter, by, correlationId }: NoticeSource): void {
    const line = { payment: verdict.payment?.reference, adapter, by, correlationId }
    if (verdict.kind === 'refused')
      this.#log.error({ ...line, reason: verdict.reason }, 'security event in a payment notice')
    else this.#log.info({ ...line, verdict: verdict.kind }, 'payment notice')
  }
}

/** Codes are short; whatever else stands there might be a sentence about a person. */
function codeOf(result: string): string {
  return /^[-+\w. ]{1,40}$/.test(result) && !/\d{9}/.test(result) ? result : 'other'
}

function eventOf(
  state: 'paid' | 'failed',
  payment: PaymentRecord,
  notice: Notice,
  toldBy: ToldBy,
  now: Date,
): PaymentEvent {
  return {
    type: state === 'paid' ? 'payment.confirmed' : 'payment.failed',
    dossier: payment.dossier_code,
    agency: payment.agency,
    data: {
      reference: payment.reference,
      kind: payment.kind,
      amount: payment.amount,
      ...(notice.transaction === undefined ? {} : { transaction: notice.transaction }),
      ...(notice.bank === undefined ? {} : { bank: notice.bank }),
      toldBy,
      toldAt: now.toISOString(),
    },
  }
}
