import { debugs, type Logger } from '../logger.ts'
import type { Interceptor, Leg, Outgoing } from './outgoing.ts'
import type { Redact } from './redact.ts'
import type { Reply } from './reply.ts'

/**
 * One line for each call, at debug. Never a header, a body or a query; a path only without the secrets that some
 * platforms want in it.
 */
export function callsLog({ log, redact }: { log: Logger; redact: Redact }): Interceptor {
  const logged = async (next: Leg, outgoing: Outgoing): Promise<Reply> => {
    const start = performance.now()
    const reply = await next(outgoing)
    const { url, origin, method, correlationId } = outgoing
    log.debug(
      {
        correlationId,
        method,
        origin,
        path: redact(url.pathname),
        event: reply.event,
        status: 'status' in reply ? reply.status : undefined,
        cause: 'cause' in reply ? reply.cause : undefined,
        durationMs: Math.round(performance.now() - start),
      },
      'call',
    )
    return reply
  }
  return next => outgoing => (debugs(log) ? logged(next, outgoing) : next(outgoing))
}
