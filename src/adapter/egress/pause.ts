import type { Interceptor } from './outgoing.ts'
import { retryAfter } from './retry-after.ts'

// A platform that asks for hours is asked again after this long: its clock or its mood may have changed.
const longestMs = 600_000

/**
 * A platform that says 429 or 503 with a Retry-After is left alone until then (RFC 9110 §10.2.3, RFC 6585 §4), by all
 * calls to that origin and not only by the one that was told. A later, shorter answer does not cut the pause.
 */
export function pauses({ now, clock }: { now: () => number; clock: () => Date }): Interceptor {
  const until = new Map<string, number>()
  return next => async outgoing => {
    const { origin } = outgoing
    const paused = until.get(origin)
    const leftMs = paused === undefined ? 0 : paused - now()
    if (leftMs > 0) {
      return { event: 'unsent', cause: 'PAUSED', retryAfterSeconds: Math.ceil(leftMs / 1000) }
    }
    const reply = await next(outgoing)
    if (reply.event !== 'answer' || (reply.status !== 429 && reply.status !== 503)) return reply
    const seconds = retryAfter(reply.headers['retry-after'], clock())
    if (seconds !== undefined) {
      until.set(origin, Math.max(until.get(origin) ?? 0, now() + Math.min(seconds * 1000, longestMs)))
    }
    return reply
  }
}
