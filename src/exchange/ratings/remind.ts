import { uuidv7 } from 'uuidv7'
import type { Database } from '../../ledger/database.ts'
import type { Ratings } from '../../ledger/ratings.ts'
import type { Logger } from '../../telemetry/log.ts'
import type { Events } from '../events.ts'
import type { Routine } from '../schedule.ts'
import { monthBefore, monthOf, monthsFrom } from './month.ts'

export interface RemindParts {
  readonly database: Database
  readonly ratings: Ratings
  readonly events: Events
  readonly log: Logger
}

/**
 * Tells an agency of each month that it owes: from the first that it ever reported up to the one that ended last. A sender
 * that reports only the current month loses one for every run that it misses (S1); this one hears of it, once each, as the
 * event `rating.missing`, and may still report it.
 */
export class RemindRatings implements Routine {
  readonly name = 'ratings-missing'
  readonly everyMs = { dailyAt: '07:30' } as const
  readonly #parts: RemindParts

  constructor(parts: RemindParts) {
    this.#parts = parts
  }

  async run({ now }: { readonly now: Date }): Promise<void> {
    const { database, ratings, events, log } = this.#parts
    const last = monthBefore(monthOf(now))
    for (const { agency, months } of await ratings.months()) {
      const owed = monthsFrom(months[0] ?? last, last).filter(month => !months.includes(month))
      for (const month of owed) {
        const told = await database.transaction(async tx => {
          if (!(await ratings.tell(tx, agency, month, now))) return false
          const event = { type: 'rating.missing', agency, data: { month } }
          await events.record(tx, [event], { adapter: 'gateway', at: now, correlationId: uuidv7() })
          return true
        })
        if (told) log.warn({ agency, month }, 'no ratings of a month')
      }
    }
  }
}
