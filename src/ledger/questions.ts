import type { Database, Transaction } from './database.ts'

/** A citizen's: open → answering → answered. An agency's own: publishing → published. refused: the platform would not. */
export type QuestionState = 'open' | 'answering' | 'answered' | 'publishing' | 'published' | 'refused'

export interface QuestionRecord {
  readonly id: string
  readonly origin: 'portal' | 'agency'
  readonly adapter: string | null
  readonly remote_id: string | null
  readonly agency: string
  readonly agency_path: string
  readonly domain: string | null
  readonly procedure: string | null
  readonly shown: boolean | null
  readonly state: QuestionState
  /** Sealed under `question <id>`. */
  readonly body: Buffer
  readonly fingerprint: Buffer
  /** Sealed under `asker <id>`; null: nothing was told, or its time is over. */
  readonly asker: Buffer | null
  readonly asker_until: Date | null
  /** Sealed under `answer <id>`. */
  readonly answer: Buffer | null
  readonly answer_fingerprint: Buffer | null
  readonly message: string | null
  readonly at: Date
  readonly updated_at: Date
}

export interface QuestionFilter {
  /** Prefixes of agency paths that the caller may see. */
  readonly scopes: readonly string[]
  /** Prefixes of those that are asked for. */
  readonly agencies?: readonly string[]
  readonly origin?: string
  readonly state?: string
  readonly domain?: string
  readonly procedure?: string
  readonly since?: Date
  readonly before?: Date
  /** The last row of the page before. */
  readonly after?: { readonly at: Date; readonly id: string }
  readonly limit: number
}

const columns = `id, origin, adapter, remote_id, agency, agency_path, domain, procedure, shown, state, body, fingerprint,
  asker, asker_until, answer, answer_fingerprint, message, at, updated_at`

/** Questions and what became of them. */
export class QuestionStore {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** Writes a question whole; one of this id (or of this id at its platform) is left alone. @returns whether it is new */
  async add(tx: Transaction, record: QuestionRecord): Promise<boolean> {
    const rows = await tx.query({
      name: 'question-add',
      text: `INSERT INTO questions (${columns})
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
             ON CONFLICT DO NOTHING RETURNING id`,
      values: valuesOf(record),
    })
    return rows.length > 0
  }

  /** What its platform tells anew of a held question; never again who asked, whose time may be over. */
  async change(tx: Transaction, record: QuestionRecord): Promise<void> {
    await tx.query({
      name: 'question-change',
      text: `UPDATE questions SET agency = $2, agency_path = $3, domain = $4, procedure = $5, shown = $6, state = $7, body = $8,
               fingerprint = $9, answer = $10, updated_at = $11 WHERE id = $1`,
      values: [
        ...[record.id, record.agency, record.agency_path, record.domain, record.procedure, record.shown],
        ...[record.state, record.body, record.fingerprint, record.answer, record.updated_at],
      ],
    })
  }

  /** Another answer stands, and is on its way. */
  async answer(
    tx: Transaction,
    answer: Pick<QuestionRecord, 'id' | 'answer' | 'answer_fingerprint' | 'message' | 'updated_at'>,
  ): Promise<void> {
    await tx.query({
      name: 'question-answer',
      text: `UPDATE questions SET state = 'answering', answer = $2, answer_fingerprint = $3, message = $4, updated_at = $5
             WHERE id = $1`,
      values: [answer.id, answer.answer, answer.answer_fingerprint, answer.message, answer.updated_at],
    })
  }

  /** Other words of an agency's own question, on their way; its answer stays. */
  async republish(tx: Transaction, record: QuestionRecord): Promise<void> {
    await tx.query({
      name: 'question-republish',
      text: `UPDATE questions SET agency = $2, agency_path = $3, domain = $4, procedure = $5, state = $6, body = $7,
               fingerprint = $8, message = $9, updated_at = $10 WHERE id = $1`,
      values: [
        ...[record.id, record.agency, record.agency_path, record.domain, record.procedure, record.state],
        ...[record.body, record.fingerprint, record.message, record.updated_at],
      ],
    })
  }

  /** Primary key. */
  async find(id: string): Promise<QuestionRecord | undefined> {
    const [row] = await this.#database.query<QuestionRecord>({
      name: 'question-find',
      text: `SELECT ${columns} FROM questions WHERE id = $1`,
      values: [id],
    })
    return row
  }

  /** The same, and nobody else changes it until `tx` has ended. */
  async hold(tx: Transaction, id: string): Promise<QuestionRecord | undefined> {
    const [row] = await tx.query<QuestionRecord>({
      name: 'question-hold',
      text: `SELECT ${columns} FROM questions WHERE id = $1 FOR UPDATE`,
      values: [id],
    })
    return row
  }

  /** What is known of these, by the platform's ids; index questions_remote. */
  async known(
    adapter: string,
    remoteIds: readonly string[],
  ): Promise<Map<string, Pick<QuestionRecord, 'id' | 'fingerprint' | 'state'>>> {
    const rows = await this.#database.query<
      Pick<QuestionRecord, 'id' | 'fingerprint' | 'state'> & { remote_id: string }
    >({
      name: 'questions-known',
      text: `SELECT id, remote_id, fingerprint, state FROM questions
             WHERE origin = 'portal' AND adapter = $1 AND remote_id = ANY ($2)`,
      values: [adapter, remoteIds],
    })
    return new Map(rows.map(row => [row.remote_id, row]))
  }

  /** Newest first; index questions_recent. */
  async page(filter: QuestionFilter): Promise<QuestionRecord[]> {
    return this.#database.query<QuestionRecord>({
      name: 'questions',
      text: `SELECT ${columns} FROM questions
        WHERE agency_path LIKE ANY ($1::text[]) AND ($2::text[] IS NULL OR agency_path LIKE ANY ($2))
          AND ($3::text IS NULL OR origin = $3) AND ($4::text IS NULL OR state = $4)
          AND ($5::text IS NULL OR domain = $5) AND ($6::text IS NULL OR procedure = $6)
          AND ($7::timestamptz IS NULL OR at >= $7) AND ($8::timestamptz IS NULL OR at < $8)
          AND ($9::timestamptz IS NULL OR (at, id) < ($9, $10))
        ORDER BY at DESC, id DESC LIMIT $11`,
      values: [
        filter.scopes.map(prefix => `${prefix}%`),
        filter.agencies?.map(prefix => `${prefix}%`) ?? null,
        ...[filter.origin, filter.state, filter.domain, filter.procedure].map(value => value ?? null),
        filter.since ?? null,
        filter.before ?? null,
        filter.after?.at ?? null,
        filter.after?.id ?? null,
        filter.limit,
      ],
    })
  }

  /** What came of what was posted last; of an earlier message nothing is written. @returns the question, if it is that one */
  async settle(
    tx: Transaction,
    message: string,
    id: string,
    state: QuestionState,
    at: Date,
  ): Promise<QuestionRecord | undefined> {
    const [row] = await tx.query<QuestionRecord>({
      name: 'question-settle',
      text: `UPDATE questions SET state = $3, updated_at = $4 WHERE id = $2 AND message = $1 RETURNING ${columns}`,
      values: [message, id, state, at],
    })
    return row
  }

  /** Who asked, where its time is over; index questions_asker. @returns of how many */
  async forgetAskers(now: Date): Promise<number> {
    const rows = await this.#database.query({
      name: 'questions-forget',
      text: `UPDATE questions SET asker = NULL, asker_until = NULL WHERE asker IS NOT NULL AND asker_until <= $1 RETURNING 1`,
      values: [now],
    })
    return rows.length
  }
}

function valuesOf(record: QuestionRecord): unknown[] {
  const { id, origin, adapter, remote_id, agency, agency_path, domain, procedure, shown, state } = record
  const { body, fingerprint, asker, asker_until, answer, answer_fingerprint, message, at, updated_at } =
    record
  return [
    ...[id, origin, adapter, remote_id, agency, agency_path, domain, procedure, shown, state],
    ...[body, fingerprint, asker, asker_until, answer, answer_fingerprint, message, at, updated_at],
  ]
}
