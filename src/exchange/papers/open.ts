import type { Catalog } from '../../catalog/catalog.ts'
import { AccessControls } from '../../ledger/access-controls.ts'
import { Accesses } from '../../ledger/accesses.ts'
import type { Database } from '../../ledger/database.ts'
import type { Seal } from '../../ledger/seal.ts'
import type { Logger } from '../../telemetry/log.ts'
import type { PopulationSettings } from '../citizens/open.ts'
import { Pace } from '../citizens/pace.ts'
import { Controls } from '../citizens/stops.ts'
import { SubjectKeys } from '../citizens/subject-keys.ts'
import type { Router } from '../route.ts'
import { AskPapers } from './ask-papers.ts'

export interface PaperDesk {
  readonly papers: AskPapers
  /** Resolves when every record is written. */
  readonly idle: () => Promise<void>
}

/** Everything that asking the national store of papers takes. Limits and office hours are those of questions about people. */
export function openPapers(parts: {
  readonly database: Database
  readonly seal: Seal
  readonly catalog: Catalog
  readonly router: Router
  readonly settings: PopulationSettings
  readonly log: Logger
  readonly clock?: () => Date
}): PaperDesk {
  const { database, seal, catalog, router, settings, log, clock: now = () => new Date() } = parts
  const accesses = new Accesses(database)
  return {
    papers: new AskPapers({
      route: (operation, unit) => router.routeAsk(operation, unit),
      ...{ catalog, accesses, seal, log, now },
      controls: new Controls(new AccessControls(database)),
      pace: new Pace(settings),
      keys: new SubjectKeys(seal),
      officeHours: [settings.officeFrom, settings.officeTo],
    }),
    idle: () => accesses.idle(),
  }
}
