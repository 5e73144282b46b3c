import { uuidv7 } from 'uuidv7'
import { arrived } from './arrived.ts'
import type { Database, Transaction } from './database.ts'
import type { Job } from './deliveries.ts'
import type { Seal } from './seal.ts'
import { statement } from './sql.ts'

/** Where a message goes, under which version, and in which lane. */
export interface Route {
  readonly adapter: string
  readonly version: string
  readonly operation: string
  /** Stands in the ledger in clear: never a person's number. */
  readonly laneKey: string
}

/** A canonical message of any kind but dossier and step, which have their own way in (accept.ts). */
export interface Outgoing {
  /** What operations carry: `carries` of a manifest. */
  readonly kind: string
  /** Code of the dossier that it belongs to, else the thing's own id. */
  readonly subject: string
  /** Code of the agency that it concerns. */
  readonly agency: string
  /** The canonical message, as adapters take it. Sealed at rest. */
  readonly body: object
  readonly correlationId: string
  /** A message of this key is posted once, whoever tries again. Kept for ever, in clear: no person's number. */
  readonly once?: string
  /** It takes the place of a refused (or dead) one of the same operation that blocks its lane. */
  readonly mends?: boolean
  readonly deliveries: readonly Route[]
}

export interface Posted {
  /** Of the message that stands in the ledger, which may be an earlier one of the same key. */
  readonly message: string
  /** False: its key had been posted before; nothing was written. */
  readonly fresh: boolean
  /** In the order of the routes; empty when not fresh. */
  readonly deliveries: readonly {
    readonly id: string
    readonly adapter: string
    readonly operation: string
  }[]
}

interface Written {
  readonly message: string
  readonly delivery: string | null
  readonly state: string | null
}

/** What the gateway itself passes on: messages and their deliveries, committed together with their cause. */
export class Outbox {
  readonly #database: Database
  readonly #seal: Seal
  readonly #onQueued: (jobs: Job[]) => void

  /** @param onQueued told after each commit which deliveries need a job. */
  constructor(database: Database, seal: Seal, onQueued: (jobs: Job[]) => void) {
    this.#database = database
    this.#seal = seal
    this.#onQueued = onQueued
  }

  /** Posts in a transaction of its own. Resolves after the commit. @param also what else is written with it */
  post(messages: readonly Outgoing[], also?: (tx: Transaction) => Promise<void>): Promise<Posted[]> {
    return this.#database.transaction(async tx => {
      await also?.(tx)
      return this.postIn(tx, messages)
    })
  }

  /** Posts within the transaction of the cause. Their jobs are queued when it has committed. */
  async postIn(tx: Transaction, messages: readonly Outgoing[]): Promise<Posted[]> {
    if (messages.length === 0) return []
    const planned = messages.map(message => ({
      id: uuidv7(),
      message,
      deliveries: message.deliveries.map(route => ({ id: uuidv7(), route })),
    }))
    const rows = await tx.query<Written>(statement('outbox-write', this.#parameters(planned)))
    const fresh = new Set(rows.filter(({ delivery }) => delivery === null).map(({ message }) => message))
    const queued = new Set(rows.filter(({ state }) => state === 'queued').map(({ delivery }) => delivery))
    const jobs = planned.flatMap(({ deliveries }) =>
      deliveries
        .filter(({ id }) => queued.has(id))
        .map(({ id, route }): Job => ({ id, adapter: route.adapter, version: 0 })),
    )
    for (const { deliveries } of planned.filter(({ id, message: { mends } }) => mends && fresh.has(id)))
      jobs.push(...(await mend(tx, deliveries)))
    if (jobs.length > 0) tx.afterCommit(() => this.#onQueued(jobs))
    const earlier = await this.#earlier(
      tx,
      planned.filter(({ id }) => !fresh.has(id)).map(({ message }) => message.once ?? ''),
    )
    return planned.map(({ id, message, deliveries }): Posted => {
      if (!fresh.has(id))
        return { message: earlier.get(message.once ?? '') ?? '', fresh: false, deliveries: [] }
      const told = deliveries.map(({ id, route: { adapter, operation } }) => ({ id, adapter, operation }))
      return { message: id, fresh: true, deliveries: told }
    })
  }

  /**
   * Gives up a message that has not left yet, within the transaction of the cause.
   * @returns false: its call has left, may have, or is just about to
   */
  async withdraw(tx: Transaction, once: string): Promise<boolean> {
    const rows = await tx.query<Job & { state: string }>(statement('withdraw', [once, new Date()]))
    const jobs = rows.filter(({ state }) => state === 'queued')
    if (jobs.length > 0)
      tx.afterCommit(() => this.#onQueued(jobs.map(({ id, adapter, version }) => ({ id, adapter, version }))))
    return rows.some(({ state }) => state === 'cancelled')
  }

  /** The platform has told that a message has arrived: what is in doubt about it, or would be sent again, is delivered. */
  async arrived(tx: Transaction, once: string): Promise<void> {
    const rows = await tx.query<{ id: string }>({
      name: 'deliveries-of-key',
      text: 'SELECT d.id FROM messages m JOIN deliveries d ON d.message_id = m.id WHERE m.once = $1',
      values: [once],
    })
    const jobs = await arrived(
      tx,
      rows.map(({ id }) => id),
    )
    if (jobs.length > 0) tx.afterCommit(() => this.#onQueued(jobs))
  }

  #parameters(
    planned: readonly {
      id: string
      message: Outgoing
      deliveries: readonly { id: string; route: Route }[]
    }[],
  ): unknown[] {
    const deliveries = planned.flatMap(({ id: message, deliveries }) =>
      deliveries.map(({ id, route }) => ({ message, id, route })),
    )
    return [
      new Date(),
      planned.map(({ id }) => id),
      planned.map(({ message }) => message.kind),
      planned.map(({ message }) => message.subject),
      planned.map(({ message }) => message.agency),
      planned.map(({ message }) => message.correlationId),
      planned.map(({ message }) => message.once ?? null),
      planned.map(({ id, message }) => this.#seal.close(id, JSON.stringify(message.body))),
      deliveries.map(({ message }) => message),
      deliveries.map(({ id }) => id),
      deliveries.map(({ route }) => route.adapter),
      deliveries.map(({ route }) => route.version),
      deliveries.map(({ route }) => route.operation),
      deliveries.map(({ route }) => route.laneKey),
      deliveries.map((_, index) => index + 1),
    ]
  }

  /** A statement of its own: what another transaction committed meanwhile is seen only by a later one. */
  async #earlier(tx: Transaction, keys: readonly string[]): Promise<Map<string, string>> {
    if (keys.length === 0) return new Map()
    const rows = await tx.query<{ once: string; id: string }>({
      name: 'outbox-earlier',
      text: 'SELECT once, id FROM messages WHERE once = ANY ($1)',
      values: [keys],
    })
    return new Map(rows.map(({ once, id }) => [once, id]))
  }
}

/** After the lanes are ours: as with a dossier that an agency puts again (accept.ts). */
async function mend(tx: Transaction, deliveries: readonly { id: string }[]): Promise<Job[]> {
  const jobs: Job[] = []
  for (const { id } of deliveries)
    jobs.push(...(await tx.query<Job>(statement('supersede', [id, new Date()]))))
  return jobs
}
