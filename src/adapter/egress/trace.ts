import { createHash, randomFillSync } from 'node:crypto'
import type { Interceptor } from './outgoing.ts'

/**
 * Adds the W3C trace context (https://www.w3.org/TR/trace-context/ §3.2), so that a platform's operators and ours can
 * speak of the same call: the trace id is the message's correlation id, the parent id this one call.
 */
export const tracing: Interceptor = next => outgoing => {
  const { correlationId } = outgoing
  if (correlationId === undefined) return next(outgoing)
  const traceparent = `00-${traceIdOf(correlationId)}-${spanId()}-01`
  return next({ ...outgoing, headers: Object.assign({}, outgoing.headers, { traceparent }) })
}

/** A UUID is a trace id already; any other correlation id stands behind its digest. */
export function traceIdOf(correlationId: string): string {
  const hex = correlationId.replaceAll('-', '').toLowerCase()
  // All zeros is the one value that the standard forbids.
  if (/^[0-9a-f]{32}$/.test(hex) && !/^0+$/.test(hex)) return hex
  return createHash('sha256').update(correlationId).digest('hex').slice(0, 32)
}

const pool = Buffer.alloc(8 * 512)
let drawn = pool.length

/** Drawn from the system hundreds at a time: a call for each would cost more than all else that is done here. */
function spanId(): string {
  if (drawn === pool.length) {
    randomFillSync(pool)
    drawn = 0
  }
  drawn += 8
  return pool.toString('hex', drawn - 8, drawn)
}
