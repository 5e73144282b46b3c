import type { Adapter } from '../adapter/index.ts'
import type { Catalog } from '../catalog/catalog.ts'
import type { Database } from '../ledger/database.ts'
import type { Job } from '../ledger/deliveries.ts'
import { EventStore } from '../ledger/events.ts'
import { LateWatches } from '../ledger/late-watches.ts'
import { Outbox } from '../ledger/outbox.ts'
import { Receipts } from '../ledger/received.ts'
import { Routines } from '../ledger/schedules.ts'
import type { Seal } from '../ledger/seal.ts'
import type { Logger } from '../telemetry/log.ts'
import { Events } from './events.ts'
import { Handlers } from './handlers.ts'
import { LateEffects } from './late-effects.ts'
import { Receive } from './receive.ts'
import { Router } from './route.ts'
import { Schedule, type SchedulePace } from './schedule.ts'

/** What use cases share: where messages go, how they are posted, what happens, who calls in, and whom to tell. */
export interface Exchange {
  readonly handlers: Handlers
  readonly router: Router
  readonly outbox: Outbox
  readonly store: EventStore
  readonly events: Events
  readonly receive: Receive
  /** Started by the worker role, when every use case has added its routines. */
  readonly schedule: Schedule
  readonly lateEffects: LateEffects
}

export function openExchange(parts: {
  readonly database: Database
  readonly seal: Seal
  /** Absent: agencies are taken as they are named. */
  readonly catalog?: Catalog
  readonly adapters: () => readonly Adapter[]
  readonly onQueued: (jobs: Job[]) => void
  readonly log: Logger
  readonly pace?: SchedulePace
  /** How long after it was given up a call may still act at a platform; absent: not at all. */
  readonly lateSeconds?: number
}): Exchange {
  const { database, seal, catalog, adapters, onQueued, log } = parts
  const handlers = new Handlers()
  const router = new Router(adapters, code => catalog?.currentAgency(code)?.code)
  const outbox = new Outbox(database, seal, onQueued)
  const store = new EventStore(database)
  const events = new Events({ store, outbox, router, handlers, seal })
  const receive = new Receive({ adapters, database, receipts: new Receipts(seal), events, handlers, log })
  const schedule = new Schedule({
    routines: new Routines(database),
    log,
    ...(parts.pace && { pace: parts.pace }),
  })
  const lateEffects = new LateEffects({
    watches: new LateWatches(database, onQueued),
    seconds: parts.lateSeconds ?? 0,
    adapters,
    log,
  })
  schedule.add(lateEffects)
  return { handlers, router, outbox, store, events, receive, schedule, lateEffects }
}
