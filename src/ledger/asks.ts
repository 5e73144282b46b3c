import type { Database } from './database.ts'

export interface Ask {
  /** UUIDv7. */
  readonly id: string
  readonly client: string
  readonly adapter: string
  readonly version: string
  readonly operation: string
  /** Sealed. */
  readonly question: Buffer
  readonly correlationId: string
}

/** The record of questions to platforms: who, what, when, and what came of it. Answers are never kept. */
export class Asks {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** Resolves after the commit: only then may the call leave. */
  async record(ask: Ask): Promise<void> {
    await this.#database.query({
      name: 'ask-record',
      text: `INSERT INTO asks (id, client_id, adapter, adapter_version, operation, question, correlation_id, asked_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, now())`,
      values: [ask.id, ask.client, ask.adapter, ask.version, ask.operation, ask.question, ask.correlationId],
    })
  }

  async conclude(id: string, outcome: object, durationMs: number): Promise<void> {
    await this.#database.query({
      name: 'ask-conclude',
      text: 'UPDATE asks SET outcome = $2, duration_ms = $3 WHERE id = $1',
      values: [id, outcome, durationMs],
    })
  }
}
