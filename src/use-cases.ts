import type { Adapter } from './adapter/index.ts'
import type { Catalog } from './catalog/catalog.ts'
import { AskPlatform } from './exchange/ask.ts'
import { openCatalogs } from './exchange/catalogs/open.ts'
import { openDocuments } from './exchange/documents/open.ts'
import { openFiles } from './exchange/files/open.ts'
import { openLand } from './exchange/land/open.ts'
import { Look } from './exchange/look.ts'
import { openNotifications } from './exchange/notifications/open.ts'
import { openExchange } from './exchange/open.ts'
import { openPayments } from './exchange/payments/open.ts'
import { openPost } from './exchange/post/open.ts'
import { openQuestions } from './exchange/questions/open.ts'
import { openRatings } from './exchange/ratings/open.ts'
import type { SchedulePace } from './exchange/schedule.ts'
import { TellStory } from './exchange/story/tell-story.ts'
import { Asks } from './ledger/asks.ts'
import type { Database } from './ledger/database.ts'
import type { Job } from './ledger/deliveries.ts'
import { FileOpenings } from './ledger/file-openings.ts'
import type { Records } from './ledger/records.ts'
import type { Seal } from './ledger/seal.ts'
import type { Settings } from './settings/load.ts'
import type { Logger } from './telemetry/log.ts'

export interface UseCaseParts {
  readonly database: Database
  readonly records: Records
  readonly seal: Seal
  readonly catalog: Catalog
  readonly adapters: () => readonly Adapter[]
  readonly onQueued: (jobs: Job[]) => void
  readonly log: Logger
  readonly settings: Pick<
    Settings,
    'payments' | 'notifications' | 'tax' | 'questions' | 'attachments' | 'files' | 'lateEffectSeconds'
  >
  readonly pace?: SchedulePace
  readonly clock?: () => Date
}

/**
 * The use cases that every role opens: the worker tells them what ended, and runs what they do by themselves. `api` are
 * those that the HTTP side calls.
 */
export function openUseCases(parts: UseCaseParts) {
  const { settings, pace, clock, ...common } = parts
  const { database, records, seal, catalog, adapters, log } = parts
  const exchange = openExchange({
    ...common,
    lateSeconds: settings.lateEffectSeconds,
    ...(pace && { pace }),
  })
  const asks = new Asks(database)
  const platform = new AskPlatform({ adapters, asks, seal, log })
  const shared = { exchange, platform, database, records, seal, catalog, adapters, log }
  const payments = openPayments({ ...shared, settings: settings.payments })
  const notifications = openNotifications({
    ...exchange,
    ...{ database, seal, records, adapters, catalog, log },
    settings: settings.notifications,
    ...(clock && { clock }),
  })
  const land = openLand({ ...shared, pace: settings.tax })
  const post = openPost(shared)
  const documents = openDocuments({ ...shared, settings: settings.attachments })
  const files = openFiles({ ...shared, settings: settings.files })
  const catalogs = openCatalogs(shared)
  const ratings = openRatings(shared)
  const questions = openQuestions({ ...shared, settings: settings.questions, ...(clock && { clock }) })
  const look = new Look(database, seal, catalog)
  return {
    exchange,
    notifications,
    publish: files.publish,
    /** Resolves when every record is written. */
    idle: () => asks.idle(),
    api: {
      ...{ platform, payments, land, post, documents, catalogs, ratings, questions, look },
      story: new TellStory(database),
      openings: new FileOpenings(database),
      notifications: notifications.request,
      receive: exchange.receive,
      files: files.open,
    },
  }
}
