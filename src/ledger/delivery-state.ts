/**
 * The life of a delivery: every state, and the states it may go to. The one table that says so. To `delivered` also by the
 * platform's own report (sql/arrived.sql).
 */
export const transitions = {
  /** waits behind others in its lane */
  accepted: ['queued', 'sending', 'held', 'cancelled'],
  /** head of its lane, has or will have a job */
  queued: ['sending', 'cancelled'],
  /** leased by a worker; the call may be out */
  sending: ['delivered', 'refused', 'retrying', 'unknown', 'dead', 'queued'],
  /** waits for its next attempt */
  retrying: ['sending', 'delivered', 'cancelled'],
  /** the call went out and nobody knows what became of it; an operator may have it asked about at once */
  unknown: ['probing', 'unknown', 'delivered', 'cancelled'],
  /** leased by a worker that asks the platform first */
  probing: ['delivered', 'refused', 'retrying', 'unknown', 'dead', 'sending'],
  /** stands behind a refused or dead head of its lane */
  held: ['accepted', 'queued', 'cancelled'],
  /** by the platform; or by us, because in doubt it may not be sent again, and then its own report may end the doubt */
  refused: ['queued', 'delivered', 'cancelled'],
  /** patience exhausted; while in doubt or not */
  dead: ['queued', 'unknown', 'delivered', 'cancelled'],
  delivered: [],
  cancelled: [],
} as const satisfies Record<string, readonly string[]>

export type DeliveryState = keyof typeof transitions

export const deliveryStates = Object.keys(transitions) as DeliveryState[]

export function mayBecome(from: DeliveryState, to: DeliveryState): boolean {
  return (transitions[from] as readonly DeliveryState[]).includes(to)
}
