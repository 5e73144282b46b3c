import type { Queryable, Transaction } from './database.ts'

/**
 * planned → sending → sent → delivered | undelivered, or refused. `sent`: the provider has taken it; only some providers
 * say more. `in-doubt`: nobody knows whether it has, and it is not sent again unless an operator says so; the provider's
 * report may still tell.
 */
export type NotificationState =
  | 'planned'
  | 'sending'
  | 'sent'
  | 'in-doubt'
  | 'delivered'
  | 'undelivered'
  | 'refused'

/** What a provider's report is about. */
export interface Reported {
  readonly id?: string
  readonly reference?: string
  readonly providerId?: string
}

export interface NotificationRow {
  readonly id: string
  /** Of the ledger, counting up. */
  readonly number: string
  readonly agency: string
  readonly dossier: string | null
  readonly event: string | null
  readonly template: string
  /** Of the number and the values; bound to the id. */
  readonly sealed: Buffer
  readonly state: NotificationState
  readonly reason: string | null
  readonly adapter: string | null
  readonly tried: readonly string[]
  readonly segments: number
  readonly fingerprint: Buffer | null
  readonly due_at: Date
  readonly created_at: Date
  readonly settled_at: Date | null
}

export interface NewNotification {
  readonly id: string
  /** One message of this key, for ever. */
  readonly once: string
  readonly fingerprint?: Buffer
  readonly agency: string
  readonly dossier?: string
  readonly event?: string
  readonly template: string
  readonly recipient: Buffer
  readonly sealed: Buffer
  readonly segments: number
  readonly dueAt: Date
  readonly at: Date
  /** Why it is not sent. */
  readonly refused?: string
}

/** So many messages to one number between two instants at the most. */
export interface Cap {
  readonly most: number
  readonly from: Date
  readonly to: Date
}

const columns = `id, number, agency, dossier, event, template, sealed, state, reason, adapter, tried, segments, fingerprint,
  due_at, created_at, settled_at`

/** Messages to citizens, in the ledger. */
export class Notifications {
  readonly #database: Queryable

  constructor(database: Queryable) {
    this.#database = database
  }

  /**
   * Writes a message unless one of its key is there. Beyond the cap it is written as refused: whoever asks why nothing
   * came is told. Holds the recipient's lock until the transaction ends, so that two processes do not both fit under it.
   */
  async add(tx: Transaction, message: NewNotification, cap: Cap): Promise<NotificationRow | undefined> {
    await tx.query({
      name: 'notification-alone',
      text: "SELECT pg_advisory_xact_lock(hashtextextended('notification ' || encode($1::bytea, 'hex'), 0))",
      values: [message.recipient],
    })
    const [row] = await tx.query<NotificationRow>({
      name: 'notification-add',
      text: `WITH today AS (
               SELECT count(*) AS n FROM notifications
               WHERE recipient = $8 AND due_at >= $13 AND due_at < $14 AND state <> 'refused'
             ), fate AS (
               SELECT CASE WHEN $15::text IS NOT NULL THEN $15 WHEN n >= $16 THEN 'daily-cap' END AS reason FROM today
             )
             INSERT INTO notifications (id, once, fingerprint, agency, dossier, event, template, recipient, sealed, segments,
                                        due_at, created_at, state, reason, settled_at)
             SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12,
                    CASE WHEN reason IS NULL THEN 'planned' ELSE 'refused' END, reason,
                    CASE WHEN reason IS NULL THEN NULL ELSE $12::timestamptz END
             FROM fate
             ON CONFLICT (once) DO NOTHING
             RETURNING ${columns}`,
      values: [
        message.id,
        message.once,
        message.fingerprint ?? null,
        message.agency,
        message.dossier ?? null,
        message.event ?? null,
        message.template,
        message.recipient,
        message.sealed,
        message.segments,
        message.dueAt,
        message.at,
        cap.from,
        cap.to,
        message.refused ?? null,
        cap.most,
      ],
    })
    return row
  }

  /** Of those that wait the ones whose time has come, taken by nobody else until the transaction ends; partial index. */
  due(tx: Transaction, now: Date, most: number): Promise<NotificationRow[]> {
    return tx.query<NotificationRow>({
      name: 'notifications-due',
      text: `SELECT ${columns} FROM notifications WHERE state = 'planned' AND due_at <= $1
             ORDER BY due_at LIMIT $2 FOR UPDATE SKIP LOCKED`,
      values: [now, most],
    })
  }

  async hold(tx: Transaction, id: string): Promise<NotificationRow | undefined> {
    const [row] = await tx.query<NotificationRow>({
      name: 'notification-hold',
      text: `SELECT ${columns} FROM notifications WHERE id = $1 FOR UPDATE`,
      values: [id],
    })
    return row
  }

  /** On its way by a channel. */
  async sending(tx: Transaction, id: string, adapter: string, reference: string): Promise<void> {
    await tx.query({
      name: 'notification-sending',
      text: `UPDATE notifications SET state = 'sending', reason = NULL, settled_at = NULL, reference = $3,
               tried = CASE WHEN adapter IS NULL THEN tried ELSE tried || adapter END, adapter = $2 WHERE id = $1`,
      values: [id, adapter, reference],
    })
  }

  async settle(
    tx: Transaction,
    id: string,
    to: { state: 'sent' | 'in-doubt' | 'refused'; reason?: string; providerId?: string; at: Date },
  ): Promise<void> {
    await tx.query({
      name: 'notification-settle',
      text: `UPDATE notifications SET state = $2, reason = $3, provider_id = coalesce($4, provider_id), settled_at = $5
             WHERE id = $1`,
      values: [id, to.state, to.reason ?? null, to.providerId ?? null, to.at],
    })
  }

  /** The message that a provider's report is about, held until the transaction ends. */
  async holdReported(tx: Transaction, about: Reported): Promise<NotificationRow | undefined> {
    const [row] = await tx.query<NotificationRow>({
      name: 'notification-reported',
      text: `SELECT ${columns} FROM notifications WHERE id IN (
               SELECT id FROM notifications WHERE reference = $1
               UNION SELECT id FROM notifications WHERE provider_id = $2
               UNION SELECT id FROM notifications WHERE id = $3::uuid
             ) ORDER BY number DESC LIMIT 1 FOR UPDATE`,
      values: [about.reference ?? null, about.providerId ?? null, about.id ?? null],
    })
    return row
  }

  /** What a provider has reported of it; `adapter` is the channel that reached the person, or the last that did not. */
  async report(
    tx: Transaction,
    id: string,
    { state, adapter, at }: { state: 'delivered' | 'undelivered'; adapter: string; at: Date },
  ): Promise<void> {
    await tx.query({
      name: 'notification-report',
      text: `UPDATE notifications SET state = $2, settled_at = $4, adapter = $3, reason = NULL,
               tried = CASE WHEN adapter = $3 THEN tried ELSE array_remove(tried, $3) || adapter END
             WHERE id = $1`,
      values: [id, state, adapter, at],
    })
  }

  async find(id: string): Promise<NotificationRow | undefined> {
    const [row] = await this.#database.query<NotificationRow>({
      name: 'notification',
      text: `SELECT ${columns} FROM notifications WHERE id = $1`,
      values: [id],
    })
    return row
  }

  async findOnce(once: string): Promise<NotificationRow | undefined> {
    const [row] = await this.#database.query<NotificationRow>({
      name: 'notification-once',
      text: `SELECT ${columns} FROM notifications WHERE once = $1`,
      values: [once],
    })
    return row
  }

  /** In the order in which they were planned; index notifications_dossier. */
  ofDossier(code: string): Promise<NotificationRow[]> {
    return this.#database.query<NotificationRow>({
      name: 'notifications-of-dossier',
      text: `SELECT ${columns} FROM notifications WHERE dossier = $1 ORDER BY number`,
      values: [code],
    })
  }
}
