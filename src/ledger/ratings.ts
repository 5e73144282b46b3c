import type { Database, Transaction } from './database.ts'

export interface RatedMonths {
  readonly agency: string
  readonly months: readonly string[]
}

/** Which agency has reported which question of which month. The figures themselves are in the outbox. */
export class Ratings {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** @returns false when these very figures were posted last: nothing is written. Others wait until `tx` has ended. */
  async note(
    tx: Transaction,
    rating: { agency: string; month: string; question: string; fingerprint: Buffer; at: Date },
  ): Promise<boolean> {
    const rows = await tx.query({
      name: 'rating-note',
      text: `INSERT INTO ratings AS r (agency, month, question, fingerprint, posted_at) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (agency, month, question) DO UPDATE
               SET fingerprint = excluded.fingerprint, posted_at = excluded.posted_at
               WHERE r.fingerprint <> excluded.fingerprint
             RETURNING 1`,
      values: [rating.agency, rating.month, rating.question, rating.fingerprint, rating.at],
    })
    return rows.length > 0
  }

  async months(): Promise<RatedMonths[]> {
    return this.#database.query<RatedMonths>(
      'SELECT agency, array_agg(DISTINCT month ORDER BY month) AS months FROM ratings GROUP BY agency ORDER BY agency',
    )
  }

  /** @returns false when the agency was told of this month before. */
  async tell(tx: Transaction, agency: string, month: string, at: Date): Promise<boolean> {
    const rows = await tx.query({
      text: `INSERT INTO rating_gaps (agency, month, told_at) VALUES ($1, $2, $3)
             ON CONFLICT DO NOTHING RETURNING 1`,
      values: [agency, month, at],
    })
    return rows.length > 0
  }
}
