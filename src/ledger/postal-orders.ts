import type { Queryable, Transaction } from './database.ts'

export interface PostalOrderRecord {
  readonly id: string
  readonly client_id: string
  readonly dossier: string
  readonly agency: string
  readonly adapter: string
  readonly direction: 'collect' | 'return'
  readonly number: string
  readonly state: 'requested' | 'registered' | 'refused' | 'cancelled'
  readonly refusal: string | null
  readonly fingerprint: Buffer
  readonly tracking_code: string | null
  /** Sealed under `postal-order <id>`. */
  readonly tracking: Buffer | null
  readonly tracking_at: Date | null
  readonly created_at: Date
  readonly updated_at: Date
}

export type NewPostalOrder = Pick<
  PostalOrderRecord,
  | 'id'
  | 'client_id'
  | 'dossier'
  | 'agency'
  | 'adapter'
  | 'direction'
  | 'number'
  | 'fingerprint'
  | 'created_at'
>

/** What the post says of an order. */
export interface TrackingNote {
  readonly code: string
  readonly tracking: Buffer | null
  readonly at: Date
}

const columns = `id, client_id, dossier, agency, adapter, direction, number, state, refusal, fingerprint, tracking_code,
  tracking, tracking_at, created_at, updated_at`

/** Orders at the post. */
export class PostalOrderStore {
  readonly #database: Queryable

  constructor(database: Queryable) {
    this.#database = database
  }

  /** @returns whether it was written; not when one of its number stands already. */
  async create(tx: Transaction, order: NewPostalOrder): Promise<boolean> {
    const rows = await tx.query({
      name: 'postal-order-create',
      text: `INSERT INTO postal_orders (id, client_id, dossier, agency, adapter, direction, number, state, fingerprint,
               created_at, updated_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, 'requested', $8, $9, $9)
             ON CONFLICT (dossier, direction, number) WHERE state IN ('requested', 'registered') DO NOTHING
             RETURNING id`,
      values: [
        order.id,
        order.client_id,
        order.dossier,
        order.agency,
        order.adapter,
        order.direction,
        order.number,
        order.fingerprint,
        order.created_at,
      ],
    })
    return rows.length > 0
  }

  async find(id: string): Promise<PostalOrderRecord | undefined> {
    const [row] = await this.#database.query<PostalOrderRecord>({
      name: 'postal-order-find',
      text: `SELECT ${columns} FROM postal_orders WHERE id = $1`,
      values: [id],
    })
    return row
  }

  /** Index postal_orders_standing. */
  async standing(dossier: string, direction: string, number: string): Promise<PostalOrderRecord | undefined> {
    const [row] = await this.#database.query<PostalOrderRecord>({
      name: 'postal-order-standing',
      text: `SELECT ${columns} FROM postal_orders
             WHERE dossier = $1 AND direction = $2 AND number = $3 AND state IN ('requested', 'registered')`,
      values: [dossier, direction, number],
    })
    return row
  }

  /** Oldest first. */
  async ofDossier(dossier: string): Promise<PostalOrderRecord[]> {
    return this.#database.query<PostalOrderRecord>({
      name: 'postal-orders-of-dossier',
      text: `SELECT ${columns} FROM postal_orders WHERE dossier = $1 ORDER BY id LIMIT 100`,
      values: [dossier],
    })
  }

  /** The post has it. One that was refused may be sent again by an operator, unless another has taken its place. */
  async registered(tx: Transaction, id: string, now: Date): Promise<PostalOrderRecord | undefined> {
    const [row] = await tx.query<PostalOrderRecord>({
      name: 'postal-order-registered',
      text: `UPDATE postal_orders o SET state = 'registered', refusal = NULL, updated_at = $2
             WHERE id = $1 AND state IN ('requested', 'refused') AND NOT EXISTS (
               SELECT 1 FROM postal_orders other WHERE other.id <> o.id AND other.dossier = o.dossier
                 AND other.direction = o.direction AND other.number = o.number
                 AND other.state IN ('requested', 'registered'))
             RETURNING ${columns}`,
      values: [id, now],
    })
    return row
  }

  async refused(
    tx: Transaction,
    id: string,
    refusal: string,
    now: Date,
  ): Promise<PostalOrderRecord | undefined> {
    const [row] = await tx.query<PostalOrderRecord>({
      name: 'postal-order-refused',
      text: `UPDATE postal_orders SET state = 'refused', refusal = $2, updated_at = $3
             WHERE id = $1 AND state = 'requested' RETURNING ${columns}`,
      values: [id, refusal, now],
    })
    return row
  }

  async cancelled(tx: Transaction, id: string, now: Date): Promise<boolean> {
    const rows = await tx.query({
      name: 'postal-order-cancelled',
      text: `UPDATE postal_orders SET state = 'cancelled', updated_at = $2
             WHERE id = $1 AND state = 'registered' RETURNING id`,
      values: [id, now],
    })
    return rows.length > 0
  }

  /** The newest order of this number that stands; index postal_orders_number. Locked until the transaction ends. */
  async ofNumber(tx: Transaction, adapter: string, number: string): Promise<PostalOrderRecord | undefined> {
    const [row] = await tx.query<PostalOrderRecord>({
      name: 'postal-order-of-number',
      text: `SELECT ${columns} FROM postal_orders
             WHERE number = $2 AND adapter = $1 AND state IN ('requested', 'registered')
             ORDER BY id DESC LIMIT 1 FOR UPDATE`,
      values: [adapter, number],
    })
    return row
  }

  async track(tx: Transaction, id: string, { code, tracking, at }: TrackingNote): Promise<void> {
    await tx.query({
      name: 'postal-order-track',
      text: `UPDATE postal_orders SET tracking_code = $2, tracking = $3, tracking_at = $4, updated_at = $4 WHERE id = $1`,
      values: [id, code, tracking, at],
    })
  }

  async cursor(adapter: string): Promise<string | undefined> {
    const [row] = await this.#database.query<{ after: string }>({
      name: 'postal-cursor',
      text: 'SELECT after FROM postal_cursors WHERE adapter = $1',
      values: [adapter],
    })
    return row?.after
  }

  /** @returns false when another process has read on from there meanwhile: then nothing of this page may be written. */
  async advance(
    tx: Transaction,
    adapter: string,
    from: string | undefined,
    to: string,
    now: Date,
  ): Promise<boolean> {
    const rows = await tx.query(
      from === undefined
        ? {
            name: 'postal-cursor-begin',
            text: `INSERT INTO postal_cursors (adapter, after, at) VALUES ($1, $2, $3)
                   ON CONFLICT (adapter) DO NOTHING RETURNING adapter`,
            values: [adapter, to, now],
          }
        : {
            name: 'postal-cursor-advance',
            text: 'UPDATE postal_cursors SET after = $3, at = $4 WHERE adapter = $1 AND after = $2 RETURNING adapter',
            values: [adapter, from, to, now],
          },
    )
    return rows.length > 0
  }
}
