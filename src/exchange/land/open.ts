import type { Adapter } from '../../adapter/index.ts'
import type { Catalog } from '../../catalog/catalog.ts'
import { LandCodes } from '../../catalog/land-codes.ts'
import { Asks } from '../../ledger/asks.ts'
import type { Database } from '../../ledger/database.ts'
import { Obligations } from '../../ledger/obligations.ts'
import type { Records } from '../../ledger/records.ts'
import type { Seal } from '../../ledger/seal.ts'
import { TaxWatches } from '../../ledger/tax-watches.ts'
import type { Logger } from '../../telemetry/log.ts'
import type { Exchange } from '../open.ts'
import { AskTax, type AskTaxParts } from './ask-tax.ts'
import { landCatalogues } from './catalogues.ts'
import { HearLand } from './hear.ts'
import { LearnObligation } from './learn.ts'
import { LookObligation } from './look.ts'
import { LandRefused } from './refused.ts'
import { SendLand } from './send.ts'

/** Land and its taxes, put together. */
export interface Land {
  readonly send: SendLand
  readonly look: LookObligation
  /** The routine that asks the tax office. */
  readonly ask: AskTax
}

export function openLand(parts: {
  readonly exchange: Pick<Exchange, 'handlers' | 'router' | 'outbox' | 'events' | 'schedule'>
  readonly database: Database
  readonly records: Records
  readonly seal: Seal
  readonly catalog: Catalog
  readonly adapters: () => readonly Adapter[]
  readonly log: Logger
  readonly pace: AskTaxParts['pace']
  readonly clock?: () => Date
}): Land {
  const { exchange, database, records, seal, catalog, adapters, log, pace, clock = () => new Date() } = parts
  const { handlers, router, outbox, events, schedule } = exchange
  const codes = new LandCodes()
  const obligations = new Obligations(database, seal)
  const watches = new TaxWatches(database)
  const learn = new LearnObligation(obligations, watches)
  const asks = new Asks(database)
  const ask = new AskTax({
    ...{ database, watches, obligations, asks, learn, events, router, seal, log, clock, pace },
  })
  handlers.onEvent(new HearLand({ obligations, learn, catalog }))
  for (const handler of landCatalogues(codes, catalog)) handlers.onQuestion(handler)
  handlers.onFinished(new LandRefused(events, clock))
  schedule.add(ask)
  return {
    send: new SendLand({ records, outbox, router, adapters, codes, obligations, learn, ask }),
    look: new LookObligation(records, obligations),
    ask,
  }
}
