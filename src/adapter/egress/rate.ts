import { setTimeout as wait } from 'node:timers/promises'
import type { Interceptor } from './outgoing.ts'

export interface RateOptions {
  readonly perSecond: number
  /** A call that would have to wait longer does not go out now. */
  readonly maxWaitMs: number
  readonly now: () => number
}

/**
 * Spaces calls evenly, so that no second, wherever it begins, holds more than the platform's quota. Calls take their
 * turn in the order in which they come.
 */
export function rateLimit({ perSecond, maxWaitMs, now }: RateOptions): Interceptor {
  const spacingMs = 1000 / perSecond
  let free = Number.NEGATIVE_INFINITY
  return next => async outgoing => {
    const turn = Math.max(free, now())
    const waitMs = turn - now()
    if (waitMs > maxWaitMs) {
      return { event: 'unsent', cause: 'RATE_LIMITED', retryAfterSeconds: Math.ceil(waitMs / 1000) }
    }
    free = turn + spacingMs
    if (waitMs > 0) {
      const { signal } = outgoing
      const waited = await wait(waitMs, true, signal === undefined ? {} : { signal }).catch(() => false)
      if (!waited) return { event: 'unsent', cause: 'aborted' }
    }
    return next(outgoing)
  }
}
