import type { Client } from '../access/clients.ts'
import { agencyPath, type Speaker, speaksFor } from '../catalog/agency-code.ts'
import type { Catalog } from '../catalog/catalog.ts'
import type { Dossier, Status, Step } from '../contract/types.generated.ts'
import { Fault } from '../errors/fault.ts'
import type { Database, Queryable } from '../ledger/database.ts'
import { type EventRow, EventStore } from '../ledger/events.ts'
import { Notifications } from '../ledger/notifications.ts'
import { PostalOrderStore } from '../ledger/postal-orders.ts'
import {
  type DeliveryRecord,
  type DossierFilter,
  type DossierRecord,
  isInDoubt,
  Records,
} from '../ledger/records.ts'
import type { Seal } from '../ledger/seal.ts'
import type { CanonicalEvent } from './event.ts'
import { notificationView } from './notifications/view.ts'
import { ownDossier } from './own-dossier.ts'
import { postalOrderView } from './post/view.ts'

/** A delivery as agencies see it. */
export interface DeliveryView {
  readonly id: string
  readonly adapter: string
  readonly operation: string
  readonly state: DeliveryRecord['state']
  readonly attempts: number
  readonly message: string
  /** The dossier's, as this delivery told it. */
  readonly status?: string
  readonly acceptedAt: string
  readonly finishedAt?: string
  /** When it is tried next. */
  readonly dueAt?: string
  readonly outcome?: Record<string, unknown>
  /** Of the last attempt. */
  readonly httpStatus?: number
  /** Nobody knows whether it has arrived. */
  readonly inDoubt?: true
}

export interface DossierSummary {
  readonly code: string
  readonly status: Status
  readonly agency: string
  readonly procedure: string
  readonly channel: string
  readonly revision: number
  readonly steps: number
  readonly createdAt: string
  readonly updatedAt: string
}

export type DossierQuery = Omit<DossierFilter, 'scopes' | 'agencies' | 'after'> & {
  readonly cursor?: string
  /** Its subtree, and those of the agencies before and after it. */
  readonly agency?: string
}

/** Use cases of an agency system that looks: what is known of a dossier, and what became of its deliveries. */
export class Look {
  readonly #database: Database
  readonly #records: Records
  readonly #events: EventStore
  readonly #seal: Seal
  readonly #catalog: Pick<Catalog, 'currentAgency' | 'heirTo'>

  constructor(database: Database, seal: Seal, catalog: Pick<Catalog, 'currentAgency' | 'heirTo'>) {
    this.#database = database
    this.#records = new Records(database)
    this.#events = new EventStore(database)
    this.#seal = seal
    this.#catalog = catalog
  }

  /**
   * All of it as of one moment: no event without what it did, no delivery of a revision that is not there yet.
   * @throws Fault `dossier-unknown`, also when the dossier is outside the client's scope.
   */
  async dossier(client: Pick<Client, 'agency'> | 'admin', code: string) {
    const held = await this.#database.snapshot(database => heldOf(database, client, code))
    const { record, content, steps, events, post, deliveries, notifications } = held
    return {
      ...summary(record),
      ...(record.withheld === null ? {} : { withheld: record.withheld }),
      // An admin steers deliveries; the citizen's data is the agency's business.
      ...(client === 'admin' || content === undefined
        ? {}
        : {
            dossier: {
              ...this.#open<Dossier>(record.content_message, content),
              status: record.status as Status,
            },
          }),
      timeline: steps.map(step => ({
        number: step.number,
        message: step.message_id,
        acceptedAt: step.accepted_at.toISOString(),
        ...(client === 'admin' ? { status: step.status } : this.#open<Step>(step.message_id, step.body)),
      })),
      events: events.map(event => this.#event(event, client === 'admin')),
      ...(post.length === 0
        ? {}
        : { post: post.map(order => postalOrderView(order, this.#seal, client === 'admin')) }),
      deliveries: deliveries.map(deliveryView),
      notifications: notifications.map(notificationView),
    }
  }

  /** One page, newest change first. @throws Fault `cursor-invalid` */
  async dossiers(client: Client, { cursor, agency, ...query }: DossierQuery) {
    const rows = await this.#records.dossiers({
      ...query,
      scopes: pathPrefixes(client),
      ...(agency === undefined ? {} : { agencies: pathPrefixes(this.#lineOf(agency)) }),
      ...(cursor === undefined ? {} : { after: readCursor(cursor) }),
      limit: query.limit + 1,
    })
    const page = rows.slice(0, query.limit)
    const last = page.at(-1)
    return {
      dossiers: page.map(summary),
      ...(rows.length > query.limit && last !== undefined ? { next: writeCursor(last) } : {}),
    }
  }

  /** A reform changes codes, and a dossier keeps the one it came with until it is put again: a list shows both. */
  #lineOf(code: string): Speaker {
    const agency = this.#catalog.currentAgency(code)?.code ?? code
    return { agency, heirTo: [...new Set([code, ...this.#catalog.heirTo(agency)])] }
  }

  /** What happened within the client's scope after an event, in order. @throws Fault `event-unknown` */
  async events(client: Client, { after, limit }: { after?: string; limit: number }) {
    if (after !== undefined) {
      const last = await this.#events.find(after)
      if (last === undefined || !speaksFor(client, last.agency ?? '')) throw new Fault('event-unknown')
    }
    const rows = await this.#events.after(after, pathPrefixes(client), limit + 1)
    const page = rows.slice(0, limit)
    return { events: page.map(row => this.#event(row, false)), more: rows.length > limit }
  }

  /** @throws Fault `message-unknown`, also when it is outside the client's scope. */
  async message(client: Client, id: string) {
    const message = await this.#records.message(id)
    if (message === undefined || !speaksFor(client, message.agency ?? '')) throw new Fault('message-unknown')
    return {
      id: message.id,
      kind: message.kind,
      dossier: message.dossier_code,
      correlationId: message.correlation_id,
      acceptedAt: message.accepted_at.toISOString(),
      deliveries: (await this.#records.deliveriesOfMessage(id)).map(deliveryView),
    }
  }

  #event(row: EventRow, bare: boolean): Omit<CanonicalEvent, 'data'> & Partial<CanonicalEvent> {
    const { id, type, at, dossier, agency, adapter } = row
    return {
      id,
      type,
      at: at.toISOString(),
      subject: dossier ?? id,
      ...(dossier === null ? {} : { dossier }),
      ...(agency === null ? {} : { agency }),
      adapter,
      ...(bare ? {} : { data: this.#open<CanonicalEvent['data']>(id, row.body) }),
    }
  }

  #open<T>(id: string, sealed: Buffer): T {
    return JSON.parse(this.#seal.open(id, sealed)) as T
  }
}

/** @throws Fault `dossier-unknown`, also when the dossier is outside the client's scope. */
async function heldOf(database: Queryable, client: Pick<Client, 'agency'> | 'admin', code: string) {
  const records = new Records(database)
  const record = await ownDossier(records, client, code)
  const [content, steps, events, post, deliveries, notifications] = await Promise.all([
    records.body(record.content_message),
    records.steps(code),
    new EventStore(database).ofDossier(code),
    new PostalOrderStore(database).ofDossier(code),
    records.deliveriesOfDossier(code),
    new Notifications(database).ofDossier(code),
  ])
  return { record, content, steps, events, post, deliveries, notifications }
}

/** Whether it is due at some time. */
export const waits = (state: DeliveryRecord['state']) => ['queued', 'retrying', 'unknown'].includes(state)

export function deliveryView(record: DeliveryRecord): DeliveryView {
  return {
    id: record.id,
    adapter: record.adapter,
    operation: record.operation,
    state: record.state,
    attempts: record.attempts,
    message: record.message_id,
    ...(record.status === '' ? {} : { status: record.status }),
    acceptedAt: record.created_at.toISOString(),
    ...(record.finished_at === null ? {} : { finishedAt: record.finished_at.toISOString() }),
    ...(waits(record.state) ? { dueAt: record.due_at.toISOString() } : {}),
    ...(record.outcome === null ? {} : { outcome: record.outcome }),
    ...(record.http_status === null ? {} : { httpStatus: record.http_status }),
    ...(isInDoubt(record) ? { inDoubt: true } : {}),
  }
}

function summary(record: DossierRecord): DossierSummary {
  return {
    code: record.code,
    status: record.status as Status,
    agency: record.agency,
    procedure: record.procedure,
    channel: record.channel,
    revision: record.revision,
    steps: record.steps,
    createdAt: record.created_at.toISOString(),
    updatedAt: record.updated_at.toISOString(),
  }
}

function pathPrefixes({ agency, heirTo = [] }: Speaker): string[] {
  return [agency, ...heirTo].map(pathPrefix)
}

/** Agency codes are letters and digits, so the prefix needs no escaping for LIKE; a malformed one matches nothing. */
function pathPrefix(agency: string): string {
  const path = agencyPath(agency)
  return path === undefined ? '\\' : `${path.join('/')}/`
}

/** What a dossier code may hold; anything else in a cursor (NUL, say) would upset the database. */
const cursorCode = /^[\w.-]{1,100}$/

function writeCursor({ updated_at, code }: DossierRecord): string {
  return Buffer.from(JSON.stringify([updated_at.toISOString(), code])).toString('base64url')
}

function readCursor(cursor: string): { updatedAt: Date; code: string } {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    if (Array.isArray(value) && typeof value[0] === 'string' && typeof value[1] === 'string') {
      const updatedAt = new Date(value[0])
      if (value[0].length === 24 && updatedAt.toJSON() === value[0] && cursorCode.test(value[1]))
        return { updatedAt, code: value[1] }
    }
  } catch {
    // Not JSON: told below, like any other cursor that is not ours.
  }
  throw new Fault('cursor-invalid')
}
