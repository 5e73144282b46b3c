import { pathToFileURL } from 'node:url'
import type { Catalog } from '../../catalog/catalog.ts'
import { readProfiles } from '../../catalog/population.ts'
import { AccessControls } from '../../ledger/access-controls.ts'
import { AccessRecords } from '../../ledger/access-records.ts'
import { Accesses } from '../../ledger/accesses.ts'
import type { Database } from '../../ledger/database.ts'
import type { Seal } from '../../ledger/seal.ts'
import type { Logger } from '../../telemetry/log.ts'
import type { Router } from '../route.ts'
import { AskCitizens } from './ask-citizens.ts'
import { Oversight } from './oversight.ts'
import { Pace, type PaceLimits } from './pace.ts'
import { Controls } from './stops.ts'
import { SubjectKeys } from './subject-keys.ts'

export interface PopulationSettings extends PaceLimits {
  /** Folder of profiles.csv; absent: the one that comes with the gateway. */
  readonly profiles?: string
  readonly officeFrom: number
  readonly officeTo: number
}

export interface PopulationDesk {
  readonly citizens: AskCitizens
  readonly oversight: Oversight
  /** Resolves when every record is written. */
  readonly idle: () => Promise<void>
}

/** Everything that asking the population database takes. @throws Fault `catalog-invalid` */
export function openPopulation(parts: {
  readonly database: Database
  readonly seal: Seal
  readonly catalog: Catalog
  readonly router: Router
  readonly settings: PopulationSettings
  readonly log: Logger
  readonly now?: () => Date
}): PopulationDesk {
  const { database, seal, catalog, router, settings, log, now } = parts
  const folder = settings.profiles === undefined ? undefined : pathToFileURL(`${settings.profiles}/`)
  const profiles = readProfiles(folder)
  const accesses = new Accesses(database)
  const accessControls = new AccessControls(database)
  const controls = new Controls(accessControls)
  const keys = new SubjectKeys(seal)
  return {
    citizens: new AskCitizens({
      route: (operation, unit) => router.routeAsk(operation, unit),
      profiles,
      procedure: code => catalog.procedure(code)?.code,
      accesses,
      controls,
      pace: new Pace(settings),
      keys,
      seal,
      log,
      ...(now === undefined ? {} : { now }),
      officeHours: [settings.officeFrom, settings.officeTo],
    }),
    oversight: new Oversight({
      records: new AccessRecords(database),
      controls: accessControls,
      keys,
      seal,
      standing: controls,
    }),
    idle: () => accesses.idle(),
  }
}
