import type { Transaction } from './database.ts'
import type { Job } from './deliveries.ts'
import type { DeliveryState } from './delivery-state.ts'
import { statement } from './sql.ts'

/**
 * Ends the doubt about deliveries of which the platform has told, unasked, that they arrived: nothing sends them again.
 *
 * @returns jobs for what was released behind them, to be queued after the commit
 */
export async function arrived(tx: Transaction, deliveries: readonly string[]): Promise<Job[]> {
  if (deliveries.length === 0) return []
  const free = await tx.query<{ id: string }>(statement('arrived-lock', [deliveries]))
  const ids = free.map(({ id }) => id)
  const rows = await tx.query<Job & { state: DeliveryState }>(statement('arrived', [ids, new Date()]))
  return rows
    .filter(({ state }) => state === 'queued')
    .map(({ id, adapter, version }) => ({ id, adapter, version }))
}
