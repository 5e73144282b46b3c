import { Fault } from '../errors/fault.ts'
import { AdapterVersions } from '../ledger/adapter-versions.ts'
import type { Database } from '../ledger/database.ts'
import type { Job } from '../ledger/deliveries.ts'
import type { DeliveryRecord, Records } from '../ledger/records.ts'
import { statement } from '../ledger/sql.ts'

/** What an operator does to deliveries that stopped: send again, or give up. */
export class Operate {
  readonly #database: Database
  readonly #records: Records
  readonly #onQueued: (jobs: Job[]) => void
  readonly #versions: AdapterVersions

  constructor(database: Database, records: Records, onQueued: (jobs: Job[]) => void) {
    this.#database = database
    this.#records = records
    this.#onQueued = onQueued
    this.#versions = new AdapterVersions(database)
  }

  /**
   * Sends a stopped delivery again, or has one in doubt asked about at once, under the version that it was accepted with or, said explicitly, under another.
   * @throws Fault `delivery-unknown`, `delivery-not-replayable`, `adapter-version-unknown`, `replay-version-unfit`
   */
  async replay(id: string, withVersion?: string): Promise<DeliveryRecord> {
    if (withVersion !== undefined) await this.#requireVersion(id, withVersion)
    return this.#move('replay', id, withVersion ?? null)
  }

  /** @throws Fault `delivery-unknown`, `delivery-not-replayable` */
  cancel(id: string): Promise<DeliveryRecord> {
    return this.#move('cancel', id)
  }

  async #requireVersion(id: string, version: string): Promise<void> {
    const delivery = await this.#records.delivery(id)
    if (delivery === undefined) throw new Fault('delivery-unknown')
    const { adapter, operation } = delivery
    const record = await this.#versions.find(adapter, version)
    if (record === undefined) throw new Fault('adapter-version-unknown', { params: { adapter, version } })
    const { state, operations } = record
    if ((state === 'tested' || state === 'active') && operations.includes(operation)) return
    throw new Fault('replay-version-unfit', { params: { adapter, version, state, operation } })
  }

  async #move(
    action: 'replay' | 'cancel',
    id: string,
    ...more: readonly (string | null)[]
  ): Promise<DeliveryRecord> {
    const rows = await this.#database.transaction(async transaction => {
      const [, moved] = await Promise.all([
        transaction.query(statement('finish-lock', [[id]])),
        transaction.query<Job & { state?: string }>(statement(action, [id, new Date(), ...more])),
      ])
      return moved
    })
    const delivery = await this.#records.delivery(id)
    if (delivery === undefined) throw new Fault('delivery-unknown')
    if (rows.length === 0) throw new Fault('delivery-not-replayable', { params: { state: delivery.state } })
    this.#onQueued(
      rows
        .filter(row => row.state !== 'cancelled')
        .map(({ id, adapter, version }) => ({ id, adapter, version })),
    )
    return delivery
  }
}
