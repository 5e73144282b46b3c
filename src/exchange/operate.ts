import { Fault } from '../errors/fault.ts'
import type { Database } from '../ledger/database.ts'
import type { Job } from '../ledger/deliveries.ts'
import type { DeliveryRecord, Records } from '../ledger/records.ts'
import { statement } from '../ledger/sql.ts'

/** What an operator does to deliveries that stopped: send again, or give up. */
export class Operate {
  readonly #database: Database
  readonly #records: Records
  readonly #onQueued: (jobs: Job[]) => void

  constructor(database: Database, records: Records, onQueued: (jobs: Job[]) => void) {
    this.#database = database
    this.#records = records
    this.#onQueued = onQueued
  }

  /** @throws Fault `delivery-unknown`, `delivery-not-replayable` */
  replay(id: string): Promise<DeliveryRecord> {
    return this.#move('replay', id)
  }

  /** @throws Fault `delivery-unknown`, `delivery-not-replayable` */
  cancel(id: string): Promise<DeliveryRecord> {
    return this.#move('cancel', id)
  }

  async #move(action: 'replay' | 'cancel', id: string): Promise<DeliveryRecord> {
    const rows = await this.#database.transaction(async transaction => {
      const [, moved] = await Promise.all([
        transaction.query(statement('finish-lock', [[id]])),
        transaction.query<Job & { state?: string }>(statement(action, [id, new Date()])),
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
