import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Fate, Faults } from '../dial/faults.ts'
import { drop, ERROR_PAGE, GARBAGE_PAGE } from '../dial/wreck.ts'
import { done } from './codes.ts'
import type { Desk } from './desk.ts'
import type { Incoming } from './envelope.ts'
import { facades } from './facades.ts'
import { asJson, type Told } from './told.ts'

export interface WireOptions {
  readonly desk: Desk
  readonly faults: Faults
  /** Aborted when the sandbox closes, so that calls being delayed neither act any more nor hold it up. */
  readonly closing: AbortSignal
}

/**
 * P1's addresses (reference 1.1), and those of the façades. `/mapi/login` and `/mapi/g` were seen for other services behind the same adapter;
 * that the portal uses them too is INFERRED. The body is taken as raw bytes whatever its type, so that everything wrong
 * with it is answered in the portal's manner and not in the web framework's.
 */
export async function wire(app: FastifyInstance, { desk, faults, closing }: WireOptions): Promise<void> {
  app.removeAllContentTypeParsers()
  const delay = (fate: Fate) => faults.delay(fate, closing)
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, next) => next(null, body))

  app.post('/mapi/login', async (request, reply) => {
    const fate = faults.forLogin()
    return perform(request, reply, fate, delay, incoming => asJson(desk.login(incoming)))
  })

  app.post('/mapi/g', async (request, reply) => {
    const fate = faults.forBusiness()
    if (fate.fault === 'expiredSession') {
      return perform(request, reply, fate, delay, incoming => asJson(desk.expire(incoming)))
    }
    return perform(request, reply, fate, delay, incoming => asJson(desk.business(incoming)))
  })

  // Its real name is UNKNOWN.
  app.post('/mapi/share', async (request, reply) => {
    const fate = faults.forBusiness()
    if (fate.fault === 'expiredSession') {
      return perform(request, reply, fate, delay, incoming => asJson(desk.expire(incoming)))
    }
    return perform(request, reply, fate, delay, incoming => asJson(desk.catalogue(incoming)))
  })

  for (const { path, act } of facades(desk)) {
    app.post<{ Querystring: Readonly<Record<string, string>> }>(path, async (request, reply) => {
      const fate = faults.forBusiness()
      if (fate.fault === 'expiredSession') return reply.code(401).send({ error: 'invalid_token' })
      return perform(request, reply, fate, delay, incoming => act(incoming, request.query))
    })
  }
}

/**
 * The delay comes before acting, and a caller who has hung up meanwhile is served all the same: that is how a time-out
 * leaves a sender not knowing.
 */
async function perform(
  request: FastifyRequest,
  reply: FastifyReply,
  fate: Fate,
  delay: (fate: Fate) => Promise<boolean>,
  act: (incoming: Incoming) => Told,
): Promise<FastifyReply> {
  if (!(await delay(fate))) return drop(request, reply)
  switch (fate.fault) {
    case 'none':
    case 'expiredSession':
      return send(reply, act(incomingOf(request)))
    case 'error5xx':
      return reply.code(503).type('text/html; charset=utf-8').send(ERROR_PAGE)
    case 'dropBefore':
      return drop(request, reply)
    case 'dropAfter':
      act(incomingOf(request))
      return drop(request, reply)
    case 'garbage':
      return sendGarbage(reply, fate, fate.acts ? act(incomingOf(request)) : asJson(done))
    case 'doubleEncoded': {
      const inner = act(incomingOf(request))
      return send(
        reply,
        inner.code === undefined ? inner : asJson({ error_code: inner.code, message: inner.text }),
      )
    }
  }
}

function incomingOf(request: FastifyRequest): Incoming {
  const dstcode = request.headers.dstcode
  return {
    contentType: request.headers['content-type'] ?? '',
    dstcode: typeof dstcode === 'string' ? dstcode : '',
    body: request.body instanceof Uint8Array ? request.body : new Uint8Array(),
  }
}

function send(reply: FastifyReply, { type, text }: Told): FastifyReply {
  return reply.type(`${type}; charset=utf-8`).send(text)
}

/** HTTP 200 with a body that says nothing: a web page, or the first half of an answer that reads like success. */
function sendGarbage(reply: FastifyReply, fate: Fate, { type, text }: Told): FastifyReply {
  if (fate.page) return reply.type('text/html; charset=utf-8').send(GARBAGE_PAGE)
  return send(reply, { type, text: text.slice(0, Math.floor(text.length / 2)) })
}
