import type { Client } from '../../access/clients.ts'
import { AccessRecords } from '../../ledger/access-records.ts'
import type { Database, Queryable } from '../../ledger/database.ts'
import { EventStore } from '../../ledger/events.ts'
import { FileOpenings } from '../../ledger/file-openings.ts'
import { Notifications } from '../../ledger/notifications.ts'
import { Payments } from '../../ledger/payments.ts'
import { type DossierRecord, Records } from '../../ledger/records.ts'
import { ownDossier } from '../own-dossier.ts'
import { type StoryItem, type StoryParts, storyItems } from './items.ts'
import { type Words, words } from './words.ts'

/** More questions about a dossier's people are left to the access record. */
const mostAccesses = 200
/** More openings of its papers (a platform may fetch them piece by piece) are left to the list of openings. */
const mostOpenings = 200
const mostRecent = 50

export interface Story {
  readonly code: string
  readonly status: string
  readonly agency: string
  readonly procedure: string
  readonly items: readonly (StoryItem & { readonly title: Words })[]
}

/** Use case: everything that happened to one dossier, on one line through time, whoever did it. */
export class TellStory {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** As of one moment. @throws Fault `dossier-unknown`, also when the dossier is outside the client's scope. */
  async of(client: Pick<Client, 'agency'> | 'admin', code: string): Promise<Story> {
    const held = await this.#database.snapshot(database => heldOf(database, client, code))
    const { status, agency, procedure } = held.dossier
    const items = storyItems(held).map(item => ({ ...item, title: titleOf(item) }))
    return { code, status, agency, procedure, items }
  }

  /** The whole province's, latest change first. */
  recent(): Promise<DossierRecord[]> {
    return new Records(this.#database).dossiers({ scopes: [''], limit: mostRecent })
  }
}

async function heldOf(
  database: Queryable,
  client: Pick<Client, 'agency'> | 'admin',
  code: string,
): Promise<StoryParts> {
  const records = new Records(database)
  const dossier = await ownDossier(records, client, code)
  const [steps, accesses, deliveries, events, payments, notifications, openings] = await Promise.all([
    records.steps(code),
    new AccessRecords(database).list({ dossier: code, limit: mostAccesses }),
    records.deliveriesOfDossier(code),
    new EventStore(database).ofDossier(code),
    new Payments(database).ofDossier(code),
    new Notifications(database).ofDossier(code),
    new FileOpenings(database).list({ dossier: code, limit: mostOpenings }),
  ])
  return { dossier, steps, accesses, deliveries, events, payments, notifications, openings }
}

/** An event that a later version knows, or an adapter brought, says its own name. */
function titleOf({ what }: StoryItem): Words {
  return words[what] ?? { vi: what, en: what }
}
