import { uuidv7 } from 'uuidv7'
import type { Adapter } from '../../adapter/index.ts'
import type { Database, Transaction } from '../../ledger/database.ts'
import type { PostalOrderStore } from '../../ledger/postal-orders.ts'
import type { Seal } from '../../ledger/seal.ts'
import type { Logger } from '../../telemetry/log.ts'
import type { Events } from '../events.ts'
import type { NewEvent } from '../handlers.ts'
import { sealedTracking } from './view.ts'

export interface TrackPostParts {
  readonly database: Database
  readonly store: PostalOrderStore
  readonly events: Events
  readonly seal: Seal
  readonly adapters: () => readonly Adapter[]
  readonly log: Logger
  readonly clock: () => Date
}

const operation = 'postal-order.track'
/** The most that the post gives at once. */
const pageSize = 1_000
/** Of one turn: a feed that never ends must not keep the others waiting. */
const mostPages = 20

/** A row of the feed, as the adapter reads it. */
interface Row {
  readonly id: string
  readonly number: string
  readonly code: string
  readonly message?: string
}

/**
 * Reads what the post says of all orders, page by page behind a cursor. A page's events and the cursor behind it are
 * written together, so that nothing is told twice or left out, whoever reads at the same time.
 */
export class TrackPost {
  readonly #parts: TrackPostParts

  constructor(parts: TrackPostParts) {
    this.#parts = parts
  }

  /** One turn: every adapter that has a feed is read to its end. @returns how many orders something was told of */
  async run(signal?: AbortSignal): Promise<number> {
    let told = 0
    const feeds = this.#parts
      .adapters()
      .filter(({ operations }) => operations.get(operation)?.direction === 'ask')
    for (const adapter of feeds) {
      for (let page = 0; page < mostPages && signal?.aborted !== true; page++) {
        const { rows, orders } = await this.#page(adapter, signal)
        told += orders
        if (rows < pageSize) break
      }
    }
    return told
  }

  async #page(adapter: Adapter, signal?: AbortSignal): Promise<{ rows: number; orders: number }> {
    const { store, database, log, clock } = this.#parts
    const after = await store.cursor(adapter.id)
    const correlationId = uuidv7()
    const canonical = { pageSize, ...(after === undefined ? {} : { after }) }
    const { record, answer } = await adapter.ask(operation, canonical, {
      standing: 'unsure',
      correlationId,
      ...(signal === undefined ? {} : { signal }),
    })
    if (record.outcome.kind !== 'delivered') {
      const { kind, rule, owner } = record.outcome
      log.warn({ adapter: adapter.id, operation, outcome: kind, rule, owner }, 'the post’s feed was not read')
      return { rows: 0, orders: 0 }
    }
    const rows = (answer?.rows ?? []) as readonly Row[]
    const last = rows.at(-1)
    if (last === undefined || last.id === after) return { rows: 0, orders: 0 }
    const orders = await database.transaction(async tx => {
      const now = clock()
      // First, so that whoever reads at the same time waits here, and then writes nothing.
      if (!(await store.advance(tx, adapter.id, after, last.id, now))) return 0
      const events = await this.#note(tx, adapter.id, rows, now)
      await this.#parts.events.record(tx, events, { adapter: adapter.id, at: now, correlationId })
      return events.length
    })
    return { rows: rows.length, orders }
  }

  /** Rows of numbers that are not ours are other systems' orders of the same customer. */
  async #note(tx: Transaction, adapter: string, rows: readonly Row[], at: Date): Promise<NewEvent[]> {
    const { store, seal } = this.#parts
    const events: NewEvent[] = []
    for (const { number, code, message } of rows) {
      const order = await store.ofNumber(tx, adapter, number)
      if (order === undefined) continue
      const { id, dossier, agency, direction } = order
      const tracking = message === undefined ? null : seal.close(sealedTracking(id), message)
      await store.track(tx, id, { code, tracking, at })
      const data = { order: id, direction, number, code, ...(message === undefined ? {} : { message }) }
      events.push({ type: 'post.tracked', dossier, agency, data })
    }
    return events
  }
}
