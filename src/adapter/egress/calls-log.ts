import type { Logger } from '../logger.ts'
import type { Interceptor } from './outgoing.ts'
import type { Redact } from './redact.ts'

/**
 * One line for each call, at debug. Never a header, a body or a query; a path only without the secrets that some
 * platforms want in it.
 */
export function callsLog({ log, redact }: { log: Logger; redact: Redact }): Interceptor {
  return next => async outgoing => {
    const start = performance.now()
    const reply = await next(outgoing)
    const { url, method, correlationId } = outgoing
    log.debug(
      {
        correlationId,
        method,
        origin: url.origin,
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
}
