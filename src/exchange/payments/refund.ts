import { hash } from 'node:crypto'
import { uuidv7 } from 'uuidv7'
import type { Client } from '../../access/clients.ts'
import type { Adapter } from '../../adapter/index.ts'
import { speaksFor } from '../../catalog/agency-code.ts'
import { Fault } from '../../errors/fault.ts'
import type { Database } from '../../ledger/database.ts'
import type { Outbox } from '../../ledger/outbox.ts'
import type { PaymentRecord, Payments } from '../../ledger/payments.ts'
import type { RefundRecord, Refunds } from '../../ledger/refunds.ts'
import type { Seal } from '../../ledger/seal.ts'
import type { Events } from '../events.ts'
import type { FinishHandler } from '../handlers.ts'

const operation = 'payment.refund'

export interface RefundRequest {
  /** Đồng. */
  readonly amount: number
  readonly reason: string
}

export interface RefundView {
  readonly id: string
  readonly reference: string
  readonly amount: number
  readonly state: RefundRecord['state']
  readonly rule?: string
  readonly createdAt: string
  readonly settledAt?: string
}

export interface RefundParts {
  readonly database: Database
  readonly payments: Payments
  readonly refunds: Refunds
  readonly outbox: Outbox
  readonly seal: Seal
  readonly adapters: () => readonly Adapter[]
  readonly clock: () => Date
}

/** Use case of an agency that gives money back, in whole or in part, through the platform by which it was paid. */
export class Refund {
  readonly #parts: RefundParts

  constructor(parts: RefundParts) {
    this.#parts = parts
  }

  /**
   * Writes the refund and posts it, in one transaction that also sees that never more goes back than was paid. Where the
   * platform's protocol has no call for it (PaymentPlatform 1.0.6) it is recorded alone, and says so.
   *
   * @throws Fault `payment-unknown`, `payment-not-refundable`, `refund-too-much`, `platform-would-refuse`, `idempotency-mismatch`
   */
  async request(
    {
      client,
      correlationId,
      idempotencyKey,
    }: { client: Client; correlationId: string; idempotencyKey: string },
    reference: string,
    { amount, reason }: RefundRequest,
  ): Promise<{ refund: RefundView; fresh: boolean }> {
    const { database, refunds, outbox, seal, clock } = this.#parts
    const payment = await this.#find(client, reference)
    const key = hash('sha256', idempotencyKey, 'base64url')
    const fingerprint = hash('sha256', JSON.stringify([amount, reason]), 'buffer')
    const id = uuidv7()
    const body = { id, reference, amount, reason, dossier: payment.dossier_code }
    return database.transaction(async tx => {
      const held = await refunds.hold(tx, reference)
      const before = await refunds.byKey(tx, reference, key)
      if (before !== undefined) {
        if (!before.fingerprint.equals(fingerprint)) throw new Fault('idempotency-mismatch')
        return { refund: refundView(before), fresh: false }
      }
      const state = held?.state ?? payment.state
      if (held === undefined || state !== 'paid')
        throw new Fault('payment-not-refundable', { params: { state } })
      if (amount > held.left) throw new Fault('refund-too-much', { params: { left: held.left } })
      const adapter = this.#adapter(payment, body)
      const row = await refunds.add(tx, {
        ...{ id, reference, client: client.id, amount, key, fingerprint, at: clock() },
        reason: seal.close(`refund ${id}`, reason),
        state: adapter === undefined ? 'recorded' : 'asked',
      })
      if (adapter !== undefined) {
        const { id: to, version } = adapter
        await outbox.postIn(tx, [
          {
            kind: 'refund',
            subject: payment.dossier_code,
            agency: payment.agency,
            body,
            correlationId,
            once: `refund ${id}`,
            deliveries: [{ adapter: to, version, operation, laneKey: reference }],
          },
        ])
      }
      return { refund: refundView(row), fresh: true }
    })
  }

  /** @throws Fault `payment-unknown` */
  async list(client: Client, reference: string): Promise<RefundView[]> {
    await this.#find(client, reference)
    return (await this.#parts.refunds.ofPayment(reference)).map(refundView)
  }

  async #find(client: Client, reference: string): Promise<PaymentRecord> {
    const payment = await this.#parts.payments.find(reference)
    if (payment === undefined || !speaksFor(client, payment.agency)) throw new Fault('payment-unknown')
    return payment
  }

  #adapter({ adapter: id }: PaymentRecord, body: object): Adapter | undefined {
    const adapter = this.#parts.adapters().find(one => one.id === id)
    if (adapter?.operations.get(operation)?.direction !== 'deliver') return undefined
    const violations = adapter.check(operation, body)
    if (violations.length > 0)
      throw new Fault('platform-would-refuse', {
        params: { adapter: id, count: violations.length },
        violations,
      })
    return adapter
  }
}

/** What the platform's answer makes of a refund. */
export function refundFinished(refunds: Refunds, events: Events, clock: () => Date): FinishHandler {
  return {
    kinds: ['refund'],
    async finished({ adapter, state: ended, outcome, message }, tx) {
      const { id } = message.body as { readonly id: string }
      const at = clock()
      const doubtful = ended === 'dead' || outcome.rule === 'unsure'
      const state = ended === 'delivered' ? 'done' : doubtful ? 'in-doubt' : 'failed'
      const row = await refunds.settle(tx, id, { state, rule: state === 'done' ? null : outcome.rule, at })
      if (row === undefined) return
      const { reference, amount, dossier, agency } = row
      const type = state === 'done' ? 'payment.refunded' : 'payment.refund-failed'
      const data = {
        refund: id,
        reference,
        amount,
        ...(state === 'done' ? {} : { state, rule: outcome.rule }),
      }
      const { correlationId } = message
      await events.record(tx, [{ type, dossier, agency, data }], { adapter, at, correlationId })
    },
  }
}

function refundView(row: RefundRecord): RefundView {
  return {
    id: row.id,
    reference: row.reference,
    amount: row.amount,
    state: row.state,
    ...(row.rule === null ? {} : { rule: row.rule }),
    createdAt: row.created_at.toISOString(),
    ...(row.settled_at === null ? {} : { settledAt: row.settled_at.toISOString() }),
  }
}
