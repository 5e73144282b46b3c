import type { Queryable, Transaction } from './database.ts'
import type { PaymentState } from './payment-state.ts'

export interface PaymentRecord {
  readonly reference: string
  readonly client_id: string
  readonly dossier_code: string
  readonly agency: string
  readonly adapter: string
  readonly kind: 'fee' | 'fine'
  /** Đồng. */
  readonly amount: number
  /** As told to the platform; never formatted again. */
  readonly stamp: string
  /** Sealed under `payment <reference>`, as `url` is under `payment-url <reference>`. */
  readonly bill: Buffer
  readonly state: PaymentState
  readonly url: Buffer | null
  readonly refusal: string | null
  readonly transaction: string | null
  readonly bank: string | null
  readonly told_by: ToldBy | null
  readonly told_at: Date | null
  readonly fingerprint: Buffer
  readonly asking_until: Date | null
  readonly queries: number
  readonly query_at: Date | null
  readonly created_at: Date
}

/** How the gateway learned what became of a payment. */
export type ToldBy = 'callback' | 'query'

export type NewPayment = Pick<
  PaymentRecord,
  'reference' | 'client_id' | 'dossier_code' | 'agency' | 'adapter' | 'kind' | 'amount' | 'stamp' | 'bill'
> & {
  readonly fingerprint: Buffer
  readonly idempotency_key: string | null
  readonly asking_until: Date
  readonly query_at: Date
  readonly now: Date
}

/** What becomes of a payment. */
export interface Settlement {
  readonly state: 'paid' | 'failed'
  readonly refusal: string | null
  readonly transaction: string | null
  readonly bank: string | null
  readonly told_by: ToldBy
  readonly now: Date
}

const columns = `reference, client_id, dossier_code, agency, adapter, kind, amount, stamp, bill, state, url, refusal,
  transaction, bank, told_by, told_at, fingerprint, asking_until, queries, query_at, created_at`

/** Bills at payment platforms. */
export class Payments {
  readonly #database: Queryable

  constructor(database: Queryable) {
    this.#database = database
  }

  /** @returns whether it was written; not when the caller's idempotency key has a payment already. */
  async create(payment: NewPayment): Promise<boolean> {
    const rows = await this.#database.query({
      name: 'payment-create',
      text: `INSERT INTO payments (reference, client_id, dossier_code, agency, adapter, kind, amount, stamp, bill, state,
               idempotency_key, fingerprint, asking_until, query_at, created_at, updated_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'created', $10, $11, $12, $13, $14, $14)
             ON CONFLICT (client_id, idempotency_key) WHERE idempotency_key IS NOT NULL DO NOTHING
             RETURNING reference`,
      values: [
        payment.reference,
        payment.client_id,
        payment.dossier_code,
        payment.agency,
        payment.adapter,
        payment.kind,
        payment.amount,
        payment.stamp,
        payment.bill,
        payment.idempotency_key,
        payment.fingerprint,
        payment.asking_until,
        payment.query_at,
        payment.now,
      ],
    })
    return rows.length > 0
  }

  async find(reference: string): Promise<PaymentRecord | undefined> {
    return first(
      await this.#database.query<Stored>({
        name: 'payment-find',
        text: `SELECT ${columns} FROM payments WHERE reference = $1`,
        values: [reference],
      }),
    )
  }

  async byKey(client: string, key: string): Promise<PaymentRecord | undefined> {
    return first(
      await this.#database.query<Stored>({
        name: 'payment-by-key',
        text: `SELECT ${columns} FROM payments WHERE client_id = $1 AND idempotency_key = $2`,
        values: [client, key],
      }),
    )
  }

  /** Newest first. */
  async ofDossier(code: string): Promise<PaymentRecord[]> {
    const rows = await this.#database.query<Stored>({
      name: 'payments-of-dossier',
      text: `SELECT ${columns} FROM payments WHERE dossier_code = $1 ORDER BY created_at DESC LIMIT 100`,
      values: [code],
    })
    return rows.map(toRecord)
  }

  /** Takes it upon this process to create the payment at its platform. @returns whether nobody else is at it */
  async take(reference: string, now: Date, until: Date): Promise<boolean> {
    const rows = await this.#database.query({
      name: 'payment-take',
      text: `UPDATE payments SET asking_until = $3, updated_at = $2
             WHERE reference = $1 AND state = 'created' AND (asking_until IS NULL OR asking_until < $2)
             RETURNING reference`,
      values: [reference, now, until],
    })
    return rows.length > 0
  }

  /** The platform has it. What was paid in the same moment stays paid. @param url sealed */
  async opened(reference: string, url: Buffer, now: Date): Promise<void> {
    await this.#database.query({
      name: 'payment-opened',
      text: `UPDATE payments SET url = $2, asking_until = NULL, updated_at = $3,
               state = CASE state WHEN 'created' THEN 'open' ELSE state END
             WHERE reference = $1`,
      values: [reference, url, now],
    })
  }

  /** The platform does not have it. @param final nothing that the gateway could send again would change that */
  async notOpened(reference: string, refusal: string, final: boolean, now: Date): Promise<void> {
    await this.#database.query({
      name: 'payment-not-opened',
      text: `UPDATE payments SET refusal = $2, asking_until = NULL, updated_at = $4,
               state = CASE WHEN $3 AND state = 'created' THEN 'refused' ELSE state END,
               query_at = CASE WHEN $3 THEN NULL ELSE query_at END
             WHERE reference = $1`,
      values: [reference, refusal, final, now],
    })
  }

  /**
   * Payments that a notice may be about, locked until the transaction ends: by reference; else those of the dossier, or
   * whose look-up code (dossier code and stamp) was used as a reference.
   */
  async lock(
    transaction: Transaction,
    adapter: string,
    { reference, dossier }: { readonly reference?: string; readonly dossier?: string },
  ): Promise<PaymentRecord[]> {
    const rows = await transaction.query<Stored>({
      name: 'payment-lock',
      text: `SELECT ${columns} FROM payments
             WHERE adapter = $1 AND (reference = $2 OR ($2 IS NULL AND dossier_code = $3)
                OR (dossier_code = left($2, -14) AND stamp = right($2, 14)))
             ORDER BY reference FOR UPDATE`,
      values: [adapter, reference ?? null, dossier ?? null],
    })
    return rows.map(toRecord)
  }

  async settle(transaction: Transaction, reference: string, settlement: Settlement): Promise<void> {
    const { state, refusal, transaction: number, bank, told_by, now } = settlement
    await transaction.query({
      name: 'payment-settle',
      // A failed one is still asked about: the citizen may try again on the same page.
      text: `UPDATE payments SET state = $2, refusal = $3, transaction = $4, bank = $5, told_by = $6, told_at = $7,
               updated_at = $7, query_at = CASE $2 WHEN 'paid' THEN NULL ELSE query_at END
             WHERE reference = $1`,
      values: [reference, state, refusal, number, bank, told_by, now],
    })
  }

  /** Payments whose platform is to be asked, the longest due first. */
  async due(now: Date, limit: number): Promise<PaymentRecord[]> {
    const rows = await this.#database.query<Stored>({
      name: 'payments-due',
      text: `SELECT ${columns} FROM payments WHERE query_at <= $1 ORDER BY query_at LIMIT $2`,
      values: [now, limit],
    })
    return rows.map(toRecord)
  }

  /** @param next when it is asked again; null: no more */
  async asked(reference: string, next: Date | null): Promise<void> {
    await this.#database.query({
      name: 'payment-asked',
      text: `UPDATE payments SET queries = queries + 1,
               query_at = CASE state WHEN 'paid' THEN NULL WHEN 'refused' THEN NULL ELSE $2::timestamptz END
             WHERE reference = $1`,
      values: [reference, next],
    })
  }

  /** Payments that were created or settled in a time, by reference. `after`: the last one of the page before. */
  async between(from: Date, to: Date, after: string, limit: number): Promise<PaymentRecord[]> {
    const rows = await this.#database.query<Stored>({
      name: 'payments-between',
      text: `SELECT ${columns} FROM payments
             WHERE ((created_at >= $1 AND created_at < $2) OR (told_at >= $1 AND told_at < $2)) AND reference > $3
             ORDER BY reference LIMIT $4`,
      values: [from, to, after, limit],
    })
    return rows.map(toRecord)
  }
}

/** PostgreSQL's bigint comes as text; đồng fit into a number (the schema's maximum sees to it). */
type Stored = Omit<PaymentRecord, 'amount'> & { readonly amount: string }

const toRecord = (row: Stored): PaymentRecord => ({ ...row, amount: Number(row.amount) })

function first(rows: readonly Stored[]): PaymentRecord | undefined {
  const [row] = rows
  return row === undefined ? undefined : toRecord(row)
}
