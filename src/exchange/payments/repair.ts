import type { Adapter } from '../../adapter/index.ts'
import type { Database } from '../../ledger/database.ts'
import type { PaymentRecord, Payments } from '../../ledger/payments.ts'
import type { Logger } from '../../telemetry/log.ts'
import type { Events } from '../events.ts'
import { queryPlatform, type Standing } from './query-platform.ts'
import type { Settle } from './settle.ts'

export interface RepairParts {
  readonly database: Database
  readonly payments: Payments
  readonly settle: Settle
  readonly events: Events
  readonly adapters: () => readonly Adapter[]
  readonly log: Logger
  readonly pace: RepairPace
}

/** Milliseconds. */
export interface RepairPace {
  /** Age at which a payment of which nothing has been heard is asked about first. */
  readonly afterMs: number
  /** Age from which nobody asks any more. */
  readonly forMs: number
}

const batch = 50
/** Between two questions about one payment at the most. */
const longestMs = 6 * 3_600_000

/** Makes good what callbacks did not bring: asks the platforms about payments that are still open. */
export class Repair {
  readonly #parts: RepairParts

  constructor(parts: RepairParts) {
    this.#parts = parts
  }

  /** One round over all that is due. @returns how many payments were asked about */
  async run(now: Date, signal: AbortSignal): Promise<number> {
    const { payments } = this.#parts
    let asked = 0
    while (!signal.aborted) {
      const due = await payments.due(now, batch)
      for (const payment of due) {
        if (signal.aborted) break
        await this.ask(payment, now, `payments-repair:${payment.reference}`, signal)
        asked++
      }
      if (due.length < batch) break
    }
    return asked
  }

  /** Asks about one payment, and settles it when the platform knows how it ended. */
  async ask(
    payment: PaymentRecord,
    now: Date,
    correlationId: string,
    signal?: AbortSignal,
  ): Promise<Standing> {
    const { adapters, log, pace, payments } = this.#parts
    const standing = await queryPlatform(payment, adapters(), correlationId, log, signal)
    if (standing.kind === 'known' && standing.state !== 'pending')
      await this.#settle(payment, standing, now, correlationId)
    await payments.asked(payment.reference, nextQuery(payment, now, pace))
    return standing
  }

  #settle(
    { adapter }: PaymentRecord,
    { notice }: Extract<Standing, { kind: 'known' }>,
    at: Date,
    correlationId: string,
  ): Promise<void> {
    const { database, settle, events } = this.#parts
    return database.transaction(async tx => {
      const { event } = await settle.settle(tx, notice, { adapter, by: 'query', correlationId })
      if (event !== undefined) await events.record(tx, [event], { adapter, at, correlationId })
    })
  }
}

/** Ever more rarely, and not for ever. */
export function nextQuery(
  { created_at, queries }: Pick<PaymentRecord, 'created_at' | 'queries'>,
  now: Date,
  { afterMs, forMs }: RepairPace,
): Date | null {
  const next = new Date(now.getTime() + Math.min(afterMs * 2 ** queries, longestMs))
  return next.getTime() - created_at.getTime() > forMs ? null : next
}
