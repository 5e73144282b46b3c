import type { IncomingMessage } from 'node:http'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { newId } from '../contract/id.ts'

/** Long enough for UUIDs and trace ids, too narrow for anybody's data to be smuggled into logs. */
const acceptable = /^[0-9A-Za-z][0-9A-Za-z._-]{7,63}$/
/** A run of nine or more digits could be a person's number, unless it is part of a UUID. */
const personal = /\d{9}/
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** The caller's `X-Correlation-Id`, when it can be logged as it is; else a new one. */
export function correlationId(request: Pick<IncomingMessage, 'headers'>): string {
  const given = request.headers['x-correlation-id']
  if (typeof given !== 'string' || !acceptable.test(given)) return newId()
  return uuid.test(given) || !personal.test(given) ? given : newId()
}

/**
 * One log line per request: what was asked by its route pattern (never the URL, which callers fill), what came of it.
 * Written when the response is closed, not when it is finished: callers who hang up are requests too.
 */
export function logRequests(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-correlation-id', request.id)
    reply.raw.once('close', () => logRequest(request, reply))
    done()
  })
}

function logRequest(request: FastifyRequest, reply: FastifyReply): void {
  request.log.info(
    {
      correlationId: request.id,
      method: request.method,
      route: request.routeOptions.url,
      status: reply.statusCode,
      code: request.fault,
      client: request.client?.id,
      ms: Math.round(reply.elapsedTime),
      ...(reply.raw.writableFinished ? {} : { abandoned: true }),
    },
    'request',
  )
}
