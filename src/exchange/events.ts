import { uuidv7 } from 'uuidv7'
import { agencyPath } from '../catalog/agency-code.ts'
import type { Transaction } from '../ledger/database.ts'
import type { EventStore } from '../ledger/events.ts'
import type { Outbox, Outgoing } from '../ledger/outbox.ts'
import type { Seal } from '../ledger/seal.ts'
import type { CanonicalEvent } from './event.ts'
import type { Handlers, NewEvent } from './handlers.ts'
import type { Router } from './route.ts'

export interface EventsParts {
  readonly store: EventStore
  readonly outbox: Outbox
  readonly router: Router
  readonly handlers: Handlers
  readonly seal: Seal
}

export interface EventOrigin {
  /** The platform that said so, or `gateway`. */
  readonly adapter: string
  readonly at: Date
  readonly correlationId: string
}

/** Records what happened, and passes it on to the agency's system: both in the transaction of its cause. */
export class Events {
  readonly #parts: EventsParts

  constructor(parts: EventsParts) {
    this.#parts = parts
  }

  /**
   * Takes the lock that orders events until the transaction ends: call it after all else.
   *
   * @returns the events as recorded, in the order given
   */
  async record(tx: Transaction, events: readonly NewEvent[], origin: EventOrigin): Promise<CanonicalEvent[]> {
    if (events.length === 0) return []
    const { store, outbox, handlers, seal } = this.#parts
    const agencies = await agenciesOf(
      tx,
      events.flatMap(({ dossier }) => dossier ?? []),
    )
    const recorded = events.map(event => envelope(event, agencies, origin))
    for (const event of recorded)
      for (const observer of handlers.observers(event.type)) await observer.observed(event, tx)
    await outbox.postIn(
      tx,
      recorded.flatMap(event => this.#outgoing(event, origin)),
    )
    const rows = recorded.map(event => ({
      id: event.id,
      type: event.type,
      dossier: event.dossier ?? null,
      agency: event.agency ?? null,
      agency_path: pathOf(event.agency),
      adapter: event.adapter,
      correlation_id: origin.correlationId,
      body: seal.close(event.id, JSON.stringify(event.data)),
      at: origin.at,
    }))
    await store.add(tx, rows)
    return recorded
  }

  /** Without anybody who wants it there is nothing to post. */
  #outgoing(event: CanonicalEvent, { correlationId }: EventOrigin): Outgoing[] {
    const deliveries = this.#parts.router.route('event', event, event.agency)
    if (deliveries.length === 0) return []
    const { subject, agency = '' } = event
    return [{ kind: 'event', subject, agency, body: event, correlationId, deliveries }]
  }
}

function envelope(
  { type, dossier, agency, data }: NewEvent,
  agencies: ReadonlyMap<string, string>,
  { adapter, at }: EventOrigin,
): CanonicalEvent {
  const id = uuidv7()
  const whose = (dossier === undefined ? undefined : agencies.get(dossier)) ?? agency
  return {
    id,
    type,
    at: at.toISOString(),
    subject: dossier ?? id,
    ...(dossier === undefined ? {} : { dossier }),
    ...(whose === undefined ? {} : { agency: whose }),
    adapter,
    data,
  }
}

/** Whose dossiers are, as far as the ledger knows them; primary key. */
export async function agenciesOf(
  tx: Pick<Transaction, 'query'>,
  dossiers: readonly string[],
): Promise<Map<string, string>> {
  if (dossiers.length === 0) return new Map()
  const rows = await tx.query<{ code: string; agency: string }>({
    name: 'agencies-of-dossiers',
    text: 'SELECT code, agency FROM dossiers WHERE code = ANY ($1)',
    values: [dossiers],
  })
  return new Map(rows.map(({ code, agency }) => [code, agency]))
}

function pathOf(agency: string | undefined): string | null {
  const path = agency === undefined ? undefined : agencyPath(agency)
  return path === undefined ? null : `${path.join('/')}/`
}
