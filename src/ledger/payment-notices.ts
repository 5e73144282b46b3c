import type { Database, Transaction } from './database.ts'

/** What a platform said of a payment. */
export interface PaymentNotice {
  /** UUIDv7. */
  readonly id: string
  readonly adapter: string
  /** Of a payment of ours; null: it fits none. */
  readonly reference: string | null
  readonly verdict: 'settled' | 'repeated' | 'refused'
  readonly reason: string | null
  /** Đồng, as the notice said. */
  readonly amount: number | null
  /** Sealed under the id. */
  readonly body: Buffer
  readonly at: Date
}

/** The record of what platforms said of payments. Nothing in it is ever changed or removed. */
export class PaymentNotices {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** In the transaction in which the notice changes something, or does not. */
  async record(transaction: Transaction, notice: PaymentNotice): Promise<void> {
    await transaction.query({
      name: 'payment-notice-record',
      text: `INSERT INTO payment_notices (id, adapter, reference, verdict, reason, amount, body, at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      values: [
        notice.id,
        notice.adapter,
        notice.reference,
        notice.verdict,
        notice.reason,
        notice.amount,
        notice.body,
        notice.at,
      ],
    })
  }

  /** Refused ones of a time, oldest first. */
  async refusedBetween(from: Date, to: Date): Promise<Omit<PaymentNotice, 'verdict'>[]> {
    const rows = await this.#database.query<
      Omit<PaymentNotice, 'verdict' | 'amount'> & { amount: string | null }
    >({
      name: 'payment-notices-refused',
      text: `SELECT id, adapter, reference, reason, amount, body, at FROM payment_notices
             WHERE at >= $1 AND at < $2 AND verdict = 'refused' ORDER BY at LIMIT 10000`,
      values: [from, to],
    })
    return rows.map(row => ({ ...row, amount: row.amount === null ? null : Number(row.amount) }))
  }
}
