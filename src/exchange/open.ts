import type { Adapter } from '../adapter/index.ts'
import type { Database } from '../ledger/database.ts'
import type { Job } from '../ledger/deliveries.ts'
import { EventStore } from '../ledger/events.ts'
import { Outbox } from '../ledger/outbox.ts'
import { Receipts } from '../ledger/received.ts'
import type { Seal } from '../ledger/seal.ts'
import type { Logger } from '../telemetry/log.ts'
import { Events } from './events.ts'
import { Handlers } from './handlers.ts'
import { Receive } from './receive.ts'
import { Router } from './route.ts'

/** What use cases share: where messages go, how they are posted, what happens, who calls in, and whom to tell. */
export interface Exchange {
  readonly handlers: Handlers
  readonly router: Router
  readonly outbox: Outbox
  readonly store: EventStore
  readonly events: Events
  readonly receive: Receive
}

export function openExchange(parts: {
  readonly database: Database
  readonly seal: Seal
  readonly adapters: () => readonly Adapter[]
  readonly onQueued: (jobs: Job[]) => void
  readonly log: Logger
}): Exchange {
  const { database, seal, adapters, onQueued, log } = parts
  const handlers = new Handlers()
  const router = new Router(adapters)
  const outbox = new Outbox(database, seal, onQueued)
  const store = new EventStore(database)
  const events = new Events({ store, outbox, router, handlers, seal })
  const receive = new Receive({ adapters, database, receipts: new Receipts(seal), events, handlers, log })
  return { handlers, router, outbox, store, events, receive }
}
