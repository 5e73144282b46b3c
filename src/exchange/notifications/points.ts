import type { Dossier } from '../../contract/types.generated.ts'
import type { Point } from '../../notify/messages.ts'

/** What is known of a dossier when it is asked which messages it owes its citizen. */
export interface Standing {
  readonly status: string
  readonly changedAt: Date
  /** When its steps say so. */
  readonly acceptedAt?: Date
  readonly completedAt?: Date
}

/** A point that a dossier has reached, and when. */
export interface Reached {
  readonly point: Point
  readonly at: Date
  /** Only of `paid`: whole đồng. */
  readonly amount?: number
}

/** Longer ago nobody wants to be told: a dossier that is only brought into the books is no news. */
export const newsMs = 48 * 3_600_000

/** From acceptance on. Refused, withdrawn and stopped dossiers are the agency's to explain, in its own words. */
const received = new Set(['accepted', 'processing', 'supplement', 'payment', 'completed', 'returned'])

/**
 * The points that a dossier has reached by now. Decided by how it stands, not by how it got there: whatever was sent
 * twice, out of order or in one go comes to the same.
 */
export function pointsReached(dossier: Dossier, standing: Standing): Reached[] {
  const { status, changedAt, acceptedAt, completedAt } = standing
  if (!received.has(status)) return []
  const points: Reached[] = []
  const receivedAt = instant(dossier.receivedAt) ?? acceptedAt
  if (receivedAt !== undefined) points.push({ point: 'received', at: receivedAt })
  const amount = paidAtCounter(dossier)
  if (amount > 0 && receivedAt !== undefined) points.push({ point: 'paid', at: receivedAt, amount })
  // Handed over in one go with being completed: who holds the result needs no message that it is ready.
  const inHand =
    status === 'returned' && (dossier.procedure.immediate === true || !ready(dossier, completedAt))
  if ((status === 'completed' || status === 'returned') && !inHand)
    points.push({ point: 'result-ready', at: instant(dossier.finishedAt) ?? completedAt ?? changedAt })
  return points
}

/** Whether the point is recent enough to be told. A clock that runs ahead of ours by a little is no reason not to. */
export function isNews({ at }: Reached, now: Date): boolean {
  return now.getTime() - at.getTime() <= newsMs
}

function ready({ finishedAt }: Dossier, completedAt: Date | undefined): boolean {
  return finishedAt !== undefined || completedAt !== undefined
}

/** Fees that are collected with the dossier, of one that is not paid online. */
function paidAtCounter({ channel, onlinePayment, fees = [] }: Dossier): number {
  if (channel !== 'counter' || onlinePayment !== 'offline') return 0
  return fees
    .filter(({ collected = 'reception' }) => collected === 'reception')
    .reduce((sum, { amount }) => sum + amount, 0)
}

function instant(text: string | undefined): Date | undefined {
  return text === undefined ? undefined : new Date(text)
}
