import type { Queryable } from './database.ts'
import type { DeliveryState } from './delivery-state.ts'

export interface DossierRecord {
  readonly code: string
  readonly agency: string
  readonly agency_path: string
  readonly procedure: string
  readonly channel: string
  readonly status: string
  readonly withheld: string | null
  readonly revision: number
  readonly steps: number
  readonly content_message: string
  readonly created_at: Date
  readonly updated_at: Date
}

export interface StepRecord {
  readonly number: number
  readonly message_id: string
  readonly status: string
  readonly accepted_at: Date
  /** Sealed. */
  readonly body: Buffer
}

export interface DeliveryRecord {
  readonly id: string
  readonly adapter: string
  readonly adapter_version: string
  readonly operation: string
  readonly lane_key: string
  readonly sequence: number
  readonly message_id: string
  /** The dossier's as of this delivery; empty where it carries neither dossier nor step. */
  readonly status: string
  readonly state: DeliveryState
  readonly attempts: number
  readonly due_at: Date
  readonly outcome: Record<string, unknown> | null
  /** Of the last attempt. */
  readonly http_status: number | null
  readonly created_at: Date
  readonly finished_at: Date | null
}

export interface RecentDelivery extends Pick<DeliveryRecord, 'id' | 'operation' | 'lane_key' | 'status'> {
  readonly content_message: string
  readonly kind: string
  /** Sealed. */
  readonly body: Buffer
}

export interface MessageRecord {
  readonly id: string
  readonly kind: string
  /** Of a dossier and its steps, and of what else belongs to it; else the thing's own id. */
  readonly dossier_code: string
  readonly correlation_id: string
  readonly accepted_at: Date
  /** Whom it concerns; null: nobody in particular. */
  readonly agency: string | null
}

export interface DossierFilter {
  /** Prefixes of agency paths that the caller may see. */
  readonly scopes: readonly string[]
  /** Prefixes of those that are asked for. */
  readonly agencies?: readonly string[]
  readonly status?: string
  readonly procedure?: string
  readonly updatedSince?: Date
  readonly updatedBefore?: Date
  /** The last row of the page before. */
  readonly after?: { updatedAt: Date; code: string }
  readonly limit: number
}

export interface DeliveryFilter {
  readonly states?: readonly DeliveryState[]
  readonly adapter?: string
  readonly dossier?: string
  /** Only those of which nobody knows whether they have arrived. */
  readonly inDoubt?: boolean
  readonly after?: string
  readonly limit: number
}

/** Nobody knows whether it has arrived: it is asked about, or it waits for somebody who finds out. */
export function isInDoubt({ state, outcome }: Pick<DeliveryRecord, 'state' | 'outcome'>): boolean {
  if (state === 'unknown' || state === 'probing') return true
  return (
    (state === 'refused' && outcome?.rule === 'unsure') || (state === 'dead' && outcome?.kind === 'unknown')
  )
}

/** The same, for the ledger. */
const inDoubt = `(state IN ('unknown', 'probing') OR state = 'refused' AND outcome->>'rule' = 'unsure'
  OR state = 'dead' AND outcome->>'kind' = 'unknown')`

const deliveryColumns = `id, adapter, adapter_version, operation, lane_key, sequence, message_id, status, state, attempts,
  due_at, outcome, created_at, finished_at,
  (SELECT a.http_status FROM attempts a WHERE a.delivery_id = deliveries.id ORDER BY a.number DESC LIMIT 1) AS http_status`

/** The ledger's reading side: what people and systems ask about. */
export class Records {
  readonly #database: Queryable

  constructor(database: Queryable) {
    this.#database = database
  }

  async dossier(code: string): Promise<DossierRecord | undefined> {
    const [row] = await this.#database.query<DossierRecord>({
      name: 'dossier',
      text: 'SELECT * FROM dossiers WHERE code = $1',
      values: [code],
    })
    return row
  }

  /** Newest change first; index dossiers_recent. */
  async dossiers(filter: DossierFilter): Promise<DossierRecord[]> {
    return this.#database.query<DossierRecord>({
      name: 'dossiers',
      text: `SELECT * FROM dossiers
        WHERE agency_path LIKE ANY ($1::text[]) AND ($2::text[] IS NULL OR agency_path LIKE ANY ($2))
          AND ($3::text IS NULL OR status = $3) AND ($4::text IS NULL OR procedure = $4)
          AND ($5::timestamptz IS NULL OR updated_at >= $5) AND ($6::timestamptz IS NULL OR updated_at < $6)
          AND ($7::timestamptz IS NULL OR (updated_at, code) < ($7, $8))
        ORDER BY updated_at DESC, code DESC LIMIT $9`,
      values: [
        filter.scopes.map(prefix => `${prefix}%`),
        filter.agencies?.map(prefix => `${prefix}%`) ?? null,
        filter.status ?? null,
        filter.procedure ?? null,
        filter.updatedSince ?? null,
        filter.updatedBefore ?? null,
        filter.after?.updatedAt ?? null,
        filter.after?.code ?? null,
        filter.limit,
      ],
    })
  }

  async steps(code: string): Promise<StepRecord[]> {
    return this.#database.query<StepRecord>({
      name: 'steps',
      text: `SELECT s.number, s.message_id, s.status, s.accepted_at, m.body
             FROM steps s JOIN messages m ON m.id = s.message_id WHERE s.dossier_code = $1 ORDER BY s.number`,
      values: [code],
    })
  }

  async body(message: string): Promise<Buffer | undefined> {
    const [row] = await this.#database.query<{ body: Buffer }>({
      name: 'body',
      text: 'SELECT body FROM messages WHERE id = $1',
      values: [message],
    })
    return row?.body
  }

  async message(id: string): Promise<MessageRecord | undefined> {
    const [row] = await this.#database.query<MessageRecord>({
      name: 'message',
      text: `SELECT m.id, m.kind, m.dossier_code, m.correlation_id, m.accepted_at, coalesce(m.agency, d.agency) AS agency
             FROM messages m LEFT JOIN dossiers d ON m.agency IS NULL AND d.code = m.dossier_code WHERE m.id = $1`,
      values: [id],
    })
    return row
  }

  /** In lanes of the dossier's own, then what else was posted about it, in lanes of whatever name; index messages_subject. */
  async deliveriesOfDossier(code: string): Promise<DeliveryRecord[]> {
    return this.#database.query<DeliveryRecord>({
      name: 'deliveries-of-dossier',
      text: `SELECT ${deliveryColumns} FROM deliveries WHERE lane_key = $1
               OR message_id = ANY (ARRAY(SELECT id FROM messages WHERE dossier_code = $1 AND kind NOT IN ('dossier', 'step')))
             ORDER BY lane_key <> $1, adapter, lane_key, sequence`,
      values: [code],
    })
  }

  async deliveriesOfMessage(message: string): Promise<DeliveryRecord[]> {
    return this.#database.query<DeliveryRecord>({
      name: 'deliveries-of-message',
      text: `SELECT ${deliveryColumns} FROM deliveries WHERE message_id = $1 ORDER BY adapter, sequence`,
      values: [message],
    })
  }

  async delivery(id: string): Promise<DeliveryRecord | undefined> {
    const [row] = await this.#database.query<DeliveryRecord>({
      text: `SELECT ${deliveryColumns} FROM deliveries WHERE id = $1`,
      values: [id],
    })
    return row
  }

  /** Oldest first, by id (UUIDv7: time of acceptance). */
  async deliveries(filter: DeliveryFilter): Promise<DeliveryRecord[]> {
    return this.#database.query<DeliveryRecord>({
      text: `SELECT ${deliveryColumns} FROM deliveries
        WHERE ($1::text[] IS NULL OR state = ANY ($1)) AND ($2::text IS NULL OR adapter = $2)
          AND ($3::text IS NULL OR lane_key = $3) AND ($4::uuid IS NULL OR id > $4) AND (NOT $5 OR ${inDoubt})
        ORDER BY id LIMIT $6`,
      values: [
        filter.states ?? null,
        filter.adapter ?? null,
        filter.dossier ?? null,
        filter.after ?? null,
        filter.inDoubt ?? false,
        filter.limit,
      ],
    })
  }

  /** What was accepted last for an adapter, with the sealed content, newest first; walks the primary key backwards. */
  async recent(adapter: string, limit: number): Promise<RecentDelivery[]> {
    return this.#database.query<RecentDelivery>({
      text: `SELECT d.id, d.operation, d.lane_key, d.status, d.content_message, content.kind, content.body
             FROM deliveries d JOIN messages content ON content.id = d.content_message
             WHERE d.adapter = $1 ORDER BY d.id DESC LIMIT $2`,
      values: [adapter, limit],
    })
  }

  async attempts(delivery: string): Promise<Record<string, unknown>[]> {
    return this.#database.query({
      text: `SELECT number, action, outcome, http_status AS "httpStatus", duration_ms AS "durationMs",
               request_bytes AS "requestBytes", response_bytes AS "responseBytes", losses, started_at AS "startedAt"
             FROM attempts WHERE delivery_id = $1 ORDER BY number`,
      values: [delivery],
    })
  }

  /** How many deliveries stand in each state, of each adapter. */
  async counts(): Promise<{ adapter: string; state: DeliveryState; count: number }[]> {
    return this.#database.query(
      'SELECT adapter, state, count(*)::int AS count FROM deliveries GROUP BY adapter, state ORDER BY adapter, state',
    )
  }
}
