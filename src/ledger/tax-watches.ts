import type { Database, Transaction } from './database.ts'

export interface TaxWatch {
  readonly dossier: string
  /** Of the dossier. */
  readonly agency: string
  readonly asked: number
  readonly since: Date
}

/** Which obligations the tax office must still be asked about, and when next. */
export class TaxWatches {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** A slip sent again after the tax office returned it begins anew. */
  async begin(tx: Transaction, dossier: string, at: Date): Promise<void> {
    await tx.query({
      name: 'tax-watch-begin',
      text: `INSERT INTO tax_watches (dossier, next_at, asked, since) VALUES ($1, $2, 0, now())
             ON CONFLICT (dossier) DO UPDATE SET next_at = $2, asked = 0, since = now(), ended = NULL`,
      values: [dossier, at],
    })
  }

  async end(tx: Transaction, dossier: string, reason: 'settled' | 'given-up'): Promise<void> {
    await tx.query({
      name: 'tax-watch-end',
      text: 'UPDATE tax_watches SET ended = $2 WHERE dossier = $1 AND ended IS NULL',
      values: [dossier, reason],
    })
  }

  /** Takes those that are due and puts each off until `nextAt`: a process that ends meanwhile only delays them. */
  async take(now: Date, most: number, nextAt: (watch: TaxWatch) => Date): Promise<TaxWatch[]> {
    return this.#database.transaction(async tx => {
      const watches = await tx.query<TaxWatch & Record<string, unknown>>({
        name: 'tax-watch-due',
        text: `SELECT w.dossier, d.agency, w.asked, w.since FROM tax_watches w JOIN dossiers d ON d.code = w.dossier
               WHERE w.ended IS NULL AND w.next_at <= $1 ORDER BY w.next_at LIMIT $2 FOR UPDATE OF w SKIP LOCKED`,
        values: [now, most],
      })
      await tx.query({
        name: 'tax-watch-put-off',
        text: `UPDATE tax_watches w SET next_at = n.next_at, asked = asked + 1
               FROM unnest($1::text[], $2::timestamptz[]) AS n (dossier, next_at) WHERE w.dossier = n.dossier`,
        values: [watches.map(({ dossier }) => dossier), watches.map(nextAt)],
      })
      return watches
    })
  }

  /** A number that no question has had before. */
  async nextQuestion(): Promise<number> {
    const [row] = await this.#database.query<{ number: string }>({
      name: 'tax-question',
      text: `SELECT nextval('tax_questions') AS number`,
    })
    return Number(row?.number)
  }
}
