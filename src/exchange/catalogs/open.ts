import type { Adapter } from '../../adapter/index.ts'
import { AdministrativeUnits } from '../../catalog/administrative-units.ts'
import type { Catalog } from '../../catalog/catalog.ts'
import { Asks } from '../../ledger/asks.ts'
import { CatalogEntries } from '../../ledger/catalog-entries.ts'
import type { Database } from '../../ledger/database.ts'
import type { Seal } from '../../ledger/seal.ts'
import type { Logger } from '../../telemetry/log.ts'
import type { Exchange } from '../open.ts'
import { BrowseCatalogs } from './browse.ts'
import { PullCatalogs } from './pull.ts'

export interface Catalogs {
  readonly browse: BrowseCatalogs
  readonly pull: PullCatalogs
}

export function openCatalogs(parts: {
  readonly exchange: Pick<Exchange, 'schedule'>
  readonly database: Database
  readonly seal: Seal
  readonly catalog: Catalog
  readonly adapters: () => readonly Adapter[]
  readonly log: Logger
  readonly clock?: () => Date
}): Catalogs {
  const { exchange, database, seal, catalog, adapters, log, clock = () => new Date() } = parts
  const entries = new CatalogEntries(database)
  const browse = new BrowseCatalogs(catalog, new AdministrativeUnits(), entries, clock)
  const pull = new PullCatalogs({ entries, asks: new Asks(database), seal, adapters, log })
  exchange.schedule.add({
    name: pull.name,
    everyMs: pull.everyMs,
    async run(context) {
      await pull.run(context)
      for (const list of ['procedures', 'agencies', 'domains'])
        for (const { name, counts } of (await browse.differences(list)).sources)
          log.info({ catalog: name, ...counts }, 'catalogue compared with config/catalog')
    },
  })
  return { browse, pull }
}
