import type { Adapter } from '../../adapter/index.ts'
import type { Database } from '../../ledger/database.ts'
import { DocumentStore } from '../../ledger/documents.ts'
import type { Records } from '../../ledger/records.ts'
import type { Seal } from '../../ledger/seal.ts'
import type { Logger } from '../../telemetry/log.ts'
import type { Exchange } from '../open.ts'
import { DocumentsArrive } from './arrive.ts'
import { documentFinished } from './finished.ts'
import { LookAtDocuments } from './look.ts'
import { SendDocuments } from './send.ts'

/** How often the lists of axes are looked at. */
const lookEveryMs = 60_000

export interface Documents {
  readonly send: SendDocuments
  readonly look: LookAtDocuments
}

/** Documents between agencies, put together: sent by the outbox, taken from the axes' lists. */
export function openDocuments(parts: {
  readonly exchange: Exchange
  readonly database: Database
  readonly records: Records
  readonly seal: Seal
  readonly adapters: () => readonly Adapter[]
  readonly log: Logger
  readonly clock?: () => Date
}): Documents {
  const { exchange, database, records, seal, adapters, log, clock = () => new Date() } = parts
  const { router, outbox, events, handlers, schedule } = exchange
  const store = new DocumentStore(database)
  const arrive = new DocumentsArrive({ database, store, events, seal, adapters, log, clock })
  handlers.onFinished(documentFinished(events, clock))
  schedule.add({ name: 'documents.take', everyMs: lookEveryMs, run: ({ signal }) => arrive.run(signal) })
  return { send: new SendDocuments({ records, outbox, router }), look: new LookAtDocuments(store, seal) }
}
