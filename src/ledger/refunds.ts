import type { Database, Transaction } from './database.ts'
import type { PaymentState } from './payment-state.ts'

/**
 * - `asked`: on its way to the platform
 * - `done`: the platform has paid it back
 * - `failed`: the platform has refused
 * - `in-doubt`: nobody knows; an operator finds out before it is sent again
 * - `recorded`: the platform has no call for it; the agency pays it back by hand
 */
export type RefundState = 'asked' | 'done' | 'failed' | 'in-doubt' | 'recorded'

export interface RefundRecord {
  readonly id: string
  readonly reference: string
  /** Đồng. */
  readonly amount: number
  readonly state: RefundState
  readonly rule: string | null
  readonly fingerprint: Buffer
  readonly created_at: Date
  readonly settled_at: Date | null
}

export interface NewRefund {
  readonly id: string
  readonly reference: string
  readonly client: string
  readonly amount: number
  readonly reason: Buffer
  readonly state: 'asked' | 'recorded'
  readonly key: string
  readonly fingerprint: Buffer
  readonly at: Date
}

const columns = 'id, reference, amount, state, rule, fingerprint, created_at, settled_at'
type Stored = Omit<RefundRecord, 'amount'> & { readonly amount: string }
const toRecord = (row: Stored): RefundRecord => ({ ...row, amount: Number(row.amount) })

/** Money that goes back. */
export class Refunds {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** How a payment stands and what of it has gone back, or may have; locked until the transaction ends. */
  async hold(tx: Transaction, reference: string): Promise<{ state: PaymentState; left: number } | undefined> {
    const [payment] = await tx.query<{ state: PaymentState; amount: string }>({
      name: 'refund-payment',
      text: 'SELECT state, amount FROM payments WHERE reference = $1 FOR UPDATE',
      values: [reference],
    })
    if (payment === undefined) return undefined
    const [sum] = await tx.query<{ total: string | null }>({
      name: 'refund-sum',
      text: `SELECT sum(amount) AS total FROM refunds WHERE reference = $1 AND state <> 'failed'`,
      values: [reference],
    })
    return { state: payment.state, left: Number(payment.amount) - Number(sum?.total ?? 0) }
  }

  async byKey(tx: Transaction, reference: string, key: string): Promise<RefundRecord | undefined> {
    const [row] = await tx.query<Stored>({
      name: 'refund-by-key',
      text: `SELECT ${columns} FROM refunds WHERE reference = $1 AND idempotency_key = $2`,
      values: [reference, key],
    })
    return row && toRecord(row)
  }

  async add(tx: Transaction, refund: NewRefund): Promise<RefundRecord> {
    const { id, reference, client, amount, reason, state, key, fingerprint, at } = refund
    await tx.query({
      name: 'refund-add',
      text: `INSERT INTO refunds (id, reference, client_id, amount, reason, state, idempotency_key, fingerprint, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      values: [id, reference, client, amount, reason, state, key, fingerprint, at],
    })
    return { id, reference, amount, state, rule: null, fingerprint, created_at: at, settled_at: null }
  }

  /** @returns what it is about, with the dossier for its event; undefined when it stands so already */
  async settle(
    tx: Transaction,
    id: string,
    { state, rule, at }: { state: 'done' | 'failed' | 'in-doubt'; rule: string | null; at: Date },
  ): Promise<{ reference: string; amount: number; dossier: string; agency: string } | undefined> {
    const [row] = await tx.query<{ reference: string; amount: string; dossier: string; agency: string }>({
      name: 'refund-settle',
      text: `UPDATE refunds r SET state = $2, rule = $3, settled_at = $4 FROM payments p
             WHERE r.id = $1 AND p.reference = r.reference AND r.state <> $2 AND r.state <> 'done'
             RETURNING r.reference, r.amount, p.dossier_code AS dossier, p.agency`,
      values: [id, state, rule, at],
    })
    return row && { ...row, amount: Number(row.amount) }
  }

  /** Oldest first. */
  async ofPayment(reference: string): Promise<RefundRecord[]> {
    const rows = await this.#database.query<Stored>({
      name: 'refunds-of-payment',
      text: `SELECT ${columns} FROM refunds WHERE reference = $1 ORDER BY id`,
      values: [reference],
    })
    return rows.map(toRecord)
  }
}
