import type { Adapter } from '../../adapter/index.ts'
import { ContentStore } from '../../ledger/contents.ts'
import type { Database } from '../../ledger/database.ts'
import { DocumentStore } from '../../ledger/documents.ts'
import type { Records } from '../../ledger/records.ts'
import type { Seal } from '../../ledger/seal.ts'
import type { Settings } from '../../settings/load.ts'
import type { Logger } from '../../telemetry/log.ts'
import type { Exchange } from '../open.ts'
import { AttachmentsAhead } from './ahead.ts'
import { DocumentsArrive } from './arrive.ts'
import { documentFinished } from './finished.ts'
import { LookAtDocuments } from './look.ts'
import { SendDocuments } from './send.ts'

/** How often the lists of axes are looked at. */
const lookEveryMs = 60_000
const clearEveryMs = 3_600_000

export interface Documents {
  readonly send: SendDocuments
  readonly look: LookAtDocuments
  readonly ahead: AttachmentsAhead
}

/** Documents between agencies, put together: sent by the outbox, taken from the axes' lists. */
export function openDocuments(parts: {
  readonly exchange: Exchange
  readonly database: Database
  readonly records: Records
  readonly seal: Seal
  readonly adapters: () => readonly Adapter[]
  readonly log: Logger
  readonly settings: Settings['attachments']
  readonly clock?: () => Date
}): Documents {
  const { exchange, database, records, seal, adapters, log, settings, clock = () => new Date() } = parts
  const { router, outbox, events, handlers, schedule } = exchange
  const store = new DocumentStore(database)
  const contents = new ContentStore(database, seal)
  const { limitBytes } = settings
  const arrive = new DocumentsArrive({
    ...{ database, store, contents, limitBytes, events, seal, adapters, log, clock },
  })
  handlers.onFinished(documentFinished(events, clock))
  schedule.add({ name: 'documents.take', everyMs: lookEveryMs, run: ({ signal }) => arrive.run(signal) })
  schedule.add({
    name: 'attachments.clear',
    everyMs: clearEveryMs,
    run: async () => {
      const gone = await contents.clear(settings)
      if (gone > 0) log.info({ gone }, 'attachments were cleared away')
    },
  })
  return {
    send: new SendDocuments({ records, outbox, router, database, contents, limitBytes }),
    look: new LookAtDocuments(store, seal, contents),
    ahead: new AttachmentsAhead(contents, settings),
  }
}
