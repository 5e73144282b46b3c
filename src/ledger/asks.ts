import { ArrayColumns } from './array-columns.ts'
import type { Database } from './database.ts'
import { GroupCommit } from './group-commit.ts'
import { statement } from './sql.ts'

export interface Ask {
  /** UUIDv7. */
  readonly id: string
  readonly client: string
  readonly adapter: string
  readonly version: string
  readonly operation: string
  /** Seals it, when its group is written: many in a row cost less. */
  readonly question: () => Buffer
  readonly correlationId: string
}

interface Conclusion {
  readonly id: string
  readonly outcome: object
  readonly durationMs: number
}

const most = 200
/** As with access records: whoever waits for one commit should not wait for two. */
const sideBySide = { flights: 3, worthwhile: 16 } as const

/**
 * The record of questions to platforms: who, what, when, and what came of it. Answers are never kept. What arrives together
 * shares one statement and so one commit.
 */
export class Asks {
  readonly #database: Database
  readonly #records: GroupCommit<Ask, void>
  readonly #conclusions: GroupCommit<Conclusion, void>

  constructor(database: Database) {
    this.#database = database
    this.#records = new GroupCommit({
      flush: items => this.#insert(items),
      keyOf: ({ id }) => id,
      most,
      ...sideBySide,
    })
    this.#conclusions = new GroupCommit({
      flush: items => this.#update(items),
      keyOf: ({ id }) => id,
      most,
      // Nobody waits for these.
      paceMs: 20,
    })
  }

  /** Resolves after the commit: only then may the call leave. @throws Fault `ledger-unavailable` */
  record(ask: Ask): Promise<void> {
    return this.#records.submit(ask)
  }

  /** @throws Fault `ledger-unavailable` */
  conclude(id: string, outcome: object, durationMs: number): Promise<void> {
    return this.#conclusions.submit({ id, outcome, durationMs })
  }

  /** Resolves when everything is written. */
  async idle(): Promise<void> {
    await Promise.all([this.#records.idle(), this.#conclusions.idle()])
  }

  async #insert(items: readonly Ask[]): Promise<PromiseSettledResult<void>[]> {
    const rows = new ArrayColumns(8)
    const questions: Buffer[] = []
    let place = 1
    for (const { id, client, adapter, version, operation, question, correlationId } of items) {
      const sealed = question()
      rows.push([id, client, adapter, version, operation, correlationId, place, sealed.length])
      questions.push(sealed)
      place += sealed.length
    }
    const values = [Buffer.concat(questions, place - 1), ...rows.texts()]
    await this.#database.query(statement('ask-record', values))
    return items.map(() => written)
  }

  async #update(items: readonly Conclusion[]): Promise<PromiseSettledResult<void>[]> {
    const rows = new ArrayColumns(3)
    for (const { id, outcome, durationMs } of items) rows.push([id, JSON.stringify(outcome), durationMs])
    await this.#database.query(statement('ask-conclude', rows.texts()))
    return items.map(() => written)
  }
}

const written: PromiseSettledResult<void> = { status: 'fulfilled', value: undefined }
