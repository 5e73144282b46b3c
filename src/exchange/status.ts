import type { Status } from '../contract/types.generated.ts'

/**
 * Where a dossier's status may go without a correction. Staying is always allowed: several steps happen in one status.
 * After TT 01/2018/TT-VPCP: refusal and withdrawal end a dossier, a stopped one may still be returned.
 */
export const statusTransitions: Readonly<Record<Status, readonly Status[]>> = {
  registered: ['accepted', 'refused', 'supplement', 'payment', 'withdrawn'],
  accepted: [
    'processing',
    'supplement',
    'payment',
    'refused',
    'withdrawn',
    'stopped',
    'completed',
    'returned',
  ],
  processing: ['supplement', 'payment', 'refused', 'withdrawn', 'stopped', 'completed', 'returned'],
  supplement: ['accepted', 'processing', 'payment', 'refused', 'withdrawn', 'stopped', 'completed'],
  payment: [
    'accepted',
    'processing',
    'supplement',
    'refused',
    'withdrawn',
    'stopped',
    'completed',
    'returned',
  ],
  stopped: ['returned'],
  completed: ['payment', 'returned'],
  refused: [],
  withdrawn: [],
  returned: [],
}

export function statusMayBecome(from: Status, to: Status): boolean {
  return from === to || statusTransitions[from].includes(to)
}

/** Statuses in which a dossier has been received, so that it must carry `receivedAt` and `dueAt`. */
const received: ReadonlySet<Status> = new Set([
  'accepted',
  'processing',
  'supplement',
  'payment',
  'stopped',
  'completed',
  'returned',
])

export function needsDates(status: Status): boolean {
  return received.has(status)
}
