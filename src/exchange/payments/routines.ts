import type { Routine } from '../schedule.ts'
import { Reconcile } from './reconcile.ts'
import { dayAfter } from './reference.ts'
import type { Repair } from './repair.ts'

const repairEveryMs = 5 * 60_000
/** Days that are made up for after the gateway has been away; further back an admin asks by the day. */
const mostDays = 7

/** What payments do by themselves. @param reconcileAt `HH:mm`, on the clock of Vietnam */
export function paymentRoutines(repair: Repair, reconcile: Reconcile, reconcileAt: string): Routine[] {
  return [
    {
      name: 'payments-repair',
      everyMs: repairEveryMs,
      async run({ now, signal }) {
        await repair.run(now, signal)
      },
    },
    {
      name: 'payments-reconcile',
      everyMs: { dailyAt: reconcileAt },
      async run({ now, cursor, save, signal }) {
        for (const day of daysOwed(cursor, Reconcile.dayBefore(now))) {
          await reconcile.run(day, signal)
          await save(day)
        }
      },
    },
  ]
}

/** The days after the last one that was done, up to and with `last`; at the most the newest seven. @param done `2026-11-22`, or nothing yet */
export function daysOwed(done: unknown, last: string): string[] {
  if (typeof done !== 'string') return [last]
  const days: string[] = []
  for (let day = dayAfter(done); day <= last; day = dayAfter(day)) days.push(day)
  return days.slice(-mostDays)
}
