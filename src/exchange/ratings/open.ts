import type { Adapter } from '../../adapter/index.ts'
import type { Database } from '../../ledger/database.ts'
import { Ratings } from '../../ledger/ratings.ts'
import type { Logger } from '../../telemetry/log.ts'
import type { Exchange } from '../open.ts'
import { RemindRatings } from './remind.ts'
import { ReportRatings } from './report.ts'

export interface RatingUses {
  readonly report: ReportRatings
  readonly remind: RemindRatings
}

export function openRatings(parts: {
  readonly exchange: Pick<Exchange, 'schedule' | 'outbox' | 'router' | 'events'>
  readonly database: Database
  readonly adapters: () => readonly Adapter[]
  readonly log: Logger
  readonly clock?: () => Date
}): RatingUses {
  const { exchange, database, adapters, log, clock = () => new Date() } = parts
  const { schedule, outbox, router, events } = exchange
  const ratings = new Ratings(database)
  const remind = new RemindRatings({ database, ratings, events, log })
  schedule.add(remind)
  return { report: new ReportRatings({ database, ratings, outbox, router, adapters, clock }), remind }
}
