import { hash } from 'node:crypto'
import { uuidv7 } from 'uuidv7'
import type { Client } from '../../access/clients.ts'
import type { Adapter } from '../../adapter/index.ts'
import { speaksFor } from '../../catalog/agency-code.ts'
import type { PostalOrder } from '../../contract/types.generated.ts'
import { Fault } from '../../errors/fault.ts'
import type { Database } from '../../ledger/database.ts'
import type { Outbox, Route } from '../../ledger/outbox.ts'
import type { NewPostalOrder, PostalOrderRecord, PostalOrderStore } from '../../ledger/postal-orders.ts'
import type { Records } from '../../ledger/records.ts'
import type { Seal } from '../../ledger/seal.ts'
import type { AskPlatform } from '../ask.ts'
import type { Events } from '../events.ts'
import { ownDossier } from '../own-dossier.ts'
import type { Router } from '../route.ts'
import type { Sender } from '../submit.ts'
import { type PostalOrderView, postalOrderView } from './view.ts'

export interface PostalOrdersParts {
  readonly database: Database
  readonly store: PostalOrderStore
  readonly records: Records
  readonly seal: Seal
  readonly outbox: Outbox
  readonly router: Router
  readonly events: Events
  readonly platform: AskPlatform
  /** Those that new messages go to. */
  readonly adapters: () => readonly Adapter[]
  readonly clock: () => Date
}

/** An order as the post's adapter takes it. */
export interface OutboundOrder extends PostalOrder {
  readonly id: string
  readonly number: string
}

/** Use cases of an agency system that has the post collect papers, or bring results. */
export class PostalOrders {
  readonly #parts: PostalOrdersParts

  constructor(parts: PostalOrdersParts) {
    this.#parts = parts
  }

  /**
   * Accepts an order and posts it to one platform that serves the dossier's agency. The same request again gets the
   * same order for as long as that stands: no postman comes twice. Resolves after the commit.
   *
   * @throws Fault `dossier-unknown`, `post-missing`, `platform-would-refuse`, `postal-order-stands`
   */
  async place(sender: Sender, request: PostalOrder): Promise<{ order: PostalOrderView; fresh: boolean }> {
    const { agency } = await ownDossier(this.#parts.records, sender.client, request.dossier)
    const now = this.#parts.clock()
    const message: OutboundOrder = { ...request, id: uuidv7(), number: request.number ?? request.dossier }
    const fingerprint = hash('sha256', JSON.stringify(request), 'buffer')
    const earlier = await this.#standing(message, fingerprint)
    if (earlier !== undefined) return { order: earlier, fresh: false }
    const route = this.#route(message, agency)
    const { id, dossier, direction, number } = message
    const placed = await this.#post(sender, message, agency, route, {
      id,
      client_id: sender.client.id,
      dossier,
      agency,
      adapter: route.adapter,
      direction,
      number,
      fingerprint,
      created_at: now,
    })
    if (placed) return { order: await this.get(sender.client, id), fresh: true }
    // Somebody else placed one between the look and the write.
    const standing = await this.#standing(message, fingerprint)
    if (standing === undefined) throw new Fault('idempotency-running')
    return { order: standing, fresh: false }
  }

  /** @throws Fault `postal-order-unknown`, also when it is outside the client's scope. */
  async get(client: Pick<Client, 'agency'>, id: string): Promise<PostalOrderView> {
    return postalOrderView(await this.#find(client, id), this.#parts.seal)
  }

  /**
   * Asks the post to cancel; it is cancelled when the post has said so. One that is cancelled already stays so.
   *
   * @throws Fault `postal-order-unknown`, `postal-order-state`, and as AskPlatform does.
   */
  async cancel({ client, correlationId }: Sender, id: string): Promise<PostalOrderView> {
    const { store, database, events, platform, clock } = this.#parts
    const { state, adapter, number, dossier, direction, agency } = await this.#find(client, id)
    if (state === 'requested' || state === 'refused')
      throw new Fault('postal-order-state', { params: { state, id } })
    if (state === 'registered') {
      const operation = 'postal-order.cancel'
      await platform.ask({ client, correlationId, adapter, operation, canonical: { number } })
      const at = clock()
      await database.transaction(async tx => {
        if (!(await store.cancelled(tx, id, at))) return
        const data = { order: id, direction, number }
        await events.record(tx, [{ type: 'post.cancelled', dossier, agency, data }], {
          adapter,
          at,
          correlationId,
        })
      })
    }
    return this.get(client, id)
  }

  /** Whether order and message were written, both or neither. */
  async #post(
    { correlationId }: Sender,
    body: OutboundOrder,
    agency: string,
    route: Route,
    order: NewPostalOrder,
  ): Promise<boolean> {
    const { database, outbox, store } = this.#parts
    return database.transaction(async tx => {
      if (!(await store.create(tx, order))) return false
      const subject = body.dossier
      await outbox.postIn(tx, [
        { kind: 'postal-order', subject, agency, body, correlationId, deliveries: [route] },
      ])
      return true
    })
  }

  async #standing(message: OutboundOrder, fingerprint: Buffer): Promise<PostalOrderView | undefined> {
    const { store, seal } = this.#parts
    const order = await store.standing(message.dossier, message.direction, message.number)
    if (order === undefined) return undefined
    if (!order.fingerprint.equals(fingerprint))
      throw new Fault('postal-order-stands', { params: { order: order.id } })
    return postalOrderView(order, seal)
  }

  async #find(client: Pick<Client, 'agency'>, id: string): Promise<PostalOrderRecord> {
    const order = await this.#parts.store.find(id)
    if (order === undefined || !speaksFor(client, order.agency)) throw new Fault('postal-order-unknown')
    return order
  }

  #route(message: OutboundOrder, agency: string): Route {
    const route = this.#parts.router.routeOne('postal-order', message, agency)
    if (route === undefined) throw new Fault('post-missing', { params: { agency } })
    const adapter = this.#parts.adapters().find(({ id }) => id === route.adapter)
    const violations = adapter?.check(route.operation, message) ?? []
    if (violations.length > 0)
      throw new Fault('platform-would-refuse', {
        params: { adapter: route.adapter, count: violations.length },
        violations,
      })
    return route
  }
}
