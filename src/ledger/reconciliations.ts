import type { Database } from './database.ts'
import { statement } from './sql.ts'

/** One difference. */
export interface ReconciliationRow {
  readonly verdict: string
  readonly adapter: string
  readonly reference: string | null
  readonly dossier_code: string | null
  readonly state: string | null
  readonly amount: number | null
  readonly platform_state: string | null
  readonly platform_amount: number | null
  readonly told: string | null
  readonly note: string | null
}

export interface Reconciliation {
  /** UUIDv7. */
  readonly id: string
  /** `2026-11-22`, in Vietnam. */
  readonly day: string
  /** Verdict → how many, matched ones too. */
  readonly counts: Readonly<Record<string, number>>
  readonly started_at: Date
  readonly finished_at: Date
  /** Differences only. */
  readonly rows: readonly ReconciliationRow[]
}

/** What the daily comparisons found. Every run is kept. */
export class Reconciliations {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  async keep({ id, day, counts, started_at, finished_at, rows }: Reconciliation): Promise<void> {
    await this.#database.transaction(async tx => {
      await tx.query({
        text: 'INSERT INTO reconciliations (id, day, counts, started_at, finished_at) VALUES ($1, $2, $3, $4, $5)',
        values: [id, day, counts, started_at, finished_at],
      })
      await tx.query({
        text: `INSERT INTO reconciliation_rows
               SELECT $1, row_number() OVER (), r.* FROM jsonb_to_recordset($2) AS r (verdict text, adapter text,
                 reference text, dossier_code text, state text, amount bigint, platform_state text,
                 platform_amount bigint, told text, note text)`,
        values: [id, JSON.stringify(rows)],
      })
    })
  }

  /** The newest of a day. */
  async ofDay(day: string): Promise<Reconciliation | undefined> {
    const [run] = await this.#database.query<Omit<Reconciliation, 'rows'>>({
      text: `SELECT id, to_char(day, 'YYYY-MM-DD') AS day, counts, started_at, finished_at FROM reconciliations
             WHERE day = $1 ORDER BY id DESC LIMIT 1`,
      values: [day],
    })
    if (run === undefined) return undefined
    const rows = await this.#database.query<ReconciliationRow>({
      text: `SELECT verdict, adapter, reference, dossier_code, state, amount::float8 AS amount, platform_state,
               platform_amount::float8 AS platform_amount, told, note
             FROM reconciliation_rows WHERE reconciliation = $1 ORDER BY number`,
      values: [run.id],
    })
    return { ...run, rows }
  }

  /** The message whose content the portal last got of a dossier. @param adapters those that tell the portal of dossiers */
  async lastTold(
    dossier: string,
    adapters: readonly string[],
  ): Promise<{ id: string; body: Buffer } | undefined> {
    const [row] = await this.#database.query<{ id: string; body: Buffer }>(
      statement('last-told', [dossier, adapters]),
    )
    return row
  }
}
