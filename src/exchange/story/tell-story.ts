import type { Client } from '../../access/clients.ts'
import { speaksFor } from '../../catalog/agency-code.ts'
import { Fault } from '../../errors/fault.ts'
import { AccessRecords } from '../../ledger/access-records.ts'
import type { Database } from '../../ledger/database.ts'
import { EventStore } from '../../ledger/events.ts'
import { FileOpenings } from '../../ledger/file-openings.ts'
import { Notifications } from '../../ledger/notifications.ts'
import { Payments } from '../../ledger/payments.ts'
import { type DossierRecord, Records } from '../../ledger/records.ts'
import { type StoryItem, storyItems } from './items.ts'
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
  readonly #records: Records
  readonly #accesses: AccessRecords
  readonly #events: EventStore
  readonly #payments: Payments
  readonly #notifications: Notifications
  readonly #openings: FileOpenings

  constructor(database: Database) {
    this.#records = new Records(database)
    this.#accesses = new AccessRecords(database)
    this.#events = new EventStore(database)
    this.#payments = new Payments(database)
    this.#notifications = new Notifications(database)
    this.#openings = new FileOpenings(database)
  }

  /** @throws Fault `dossier-unknown`, also when the dossier is outside the client's scope. */
  async of(client: Pick<Client, 'agency'> | 'admin', code: string): Promise<Story> {
    const dossier = await this.#records.dossier(code)
    if (dossier === undefined || (client !== 'admin' && !speaksFor(client, dossier.agency)))
      throw new Fault('dossier-unknown')
    const [steps, accesses, deliveries, events, payments, notifications, openings] = await Promise.all([
      this.#records.steps(code),
      this.#accesses.list({ dossier: code, limit: mostAccesses }),
      this.#records.deliveriesOfDossier(code),
      this.#events.ofDossier(code),
      this.#payments.ofDossier(code),
      this.#notifications.ofDossier(code),
      this.#openings.list({ dossier: code, limit: mostOpenings }),
    ])
    const held = { dossier, steps, accesses, deliveries, events, payments, notifications, openings }
    const items = storyItems(held)
    const { status, agency, procedure } = dossier
    return { code, status, agency, procedure, items: items.map(item => ({ ...item, title: titleOf(item) })) }
  }

  /** The whole province's, latest change first. */
  recent(): Promise<DossierRecord[]> {
    return this.#records.dossiers({ scopes: [''], limit: mostRecent })
  }
}

/** An event that a later version knows, or an adapter brought, says its own name. */
function titleOf({ what }: StoryItem): Words {
  return words[what] ?? { vi: what, en: what }
}
