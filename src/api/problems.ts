import { maxHeaderSize, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { ErrorObject } from 'ajv'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { toViolations } from '../contract/violations.ts'
import { Fault } from '../errors/fault.ts'
import { languageOf, problemMediaType, toFault, toProblem } from '../errors/problem.ts'
import { Methods } from './methods.ts'

/** How long a request's headers may take to arrive. */
export const headersSeconds = 20

/** Node's own limit on a request's headers, in bytes. */
const headerLimit = maxHeaderSize
const retrySeconds = 5

/** Every error leaves as a problem document (RFC 9457) in the caller's language. */
export function answerProblems(app: FastifyInstance): void {
  const methods = new Methods(app)
  app.setErrorHandler((error: FastifyError | Fault, request, reply) => {
    sendProblem(faultOf(error, request), request, reply)
  })
  app.setNotFoundHandler((request, reply) => {
    const taken = methods.of(request.url)
    const allowed = taken.join(', ')
    if (taken.length === 0 || taken.includes(request.method))
      return sendProblem(new Fault('not-found'), request, reply)
    reply.header('allow', allowed)
    return sendProblem(new Fault('method-not-allowed', { params: { allowed } }), request, reply)
  })
}

/** Whatever was thrown while a request was served, as a fault of the catalogue; what is not the caller's is logged. */
export function faultOf(error: FastifyError | Fault, request: FastifyRequest): Fault {
  const fault = fromFastify(error, request)
  request.fault = fault.code
  if (fault.status >= 500)
    request.log.error({ correlationId: request.id, code: fault.code, error }, 'request failed')
  return fault
}

/** While the gateway stops, connections that are still open may bring new requests: they go to another process. */
export function refuseWhenStopping(app: FastifyInstance): void {
  let stopping = false
  app.addHook('preClose', async () => {
    stopping = true
  })
  app.addHook('onRequest', (_request, reply, done) => {
    if (!stopping) return done()
    reply.header('connection', 'close')
    done(new Fault('stopping', { retryAfterSeconds: retrySeconds }))
  })
}

/** A path that cannot be decoded, found before there is a route, so that no hook has run. */
export function answerFrameworkError(
  error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  reply.header('x-correlation-id', request.id)
  sendProblem(new Fault('request-invalid', { params: { reason: error.code } }), request, reply)
  request.log.info(
    { correlationId: request.id, method: request.method, status: reply.statusCode, code: request.fault },
    'request',
  )
}

/** What is not even HTTP, or stops in the middle of its headers: answered on the bare socket, in Vietnamese. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return
  const fault = fromParser(error)
  const body = JSON.stringify(toProblem(fault, 'vi'))
  if (socket.writable) {
    socket.write(
      [
        `HTTP/1.1 ${fault.status} ${STATUS_CODES[fault.status]}`,
        `content-type: ${problemMediaType}`,
        'content-language: vi',
        `content-length: ${Buffer.byteLength(body)}`,
        'connection: close',
        '',
        body,
      ].join('\r\n'),
    )
  }
  socket.destroySoon()
}

function fromParser({ code }: NodeJS.ErrnoException): Fault {
  if (code === 'HPE_HEADER_OVERFLOW')
    return new Fault('headers-too-large', { params: { limit: headerLimit } })
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return new Fault('body-too-slow', { params: { seconds: headersSeconds } })
  }
  return new Fault('request-invalid', { params: { reason: 'HTTP' } })
}

export function sendProblem(fault: Fault, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const language = languageOf(request.headers['accept-language'])
  if (fault.retryAfterSeconds !== undefined) reply.header('retry-after', fault.retryAfterSeconds)
  if (fault.status === 401) reply.header('www-authenticate', 'Bearer')
  request.fault = fault.code
  return reply
    .code(fault.status)
    .header('content-language', language)
    .type(problemMediaType)
    .send(toProblem(fault, language, request.id))
}

function fromFastify(error: FastifyError | Fault, request: FastifyRequest): Fault {
  if (error instanceof Fault) return error
  if (error.validation !== undefined) {
    const violations = toViolations(error.validation as unknown as ErrorObject[])
    if (error.validationContext === 'body') {
      return new Fault('body-invalid', { params: { count: violations.length }, violations })
    }
    return new Fault('request-invalid', { params: { reason: String(error.validationContext) }, violations })
  }
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new Fault('body-too-large', { params: { limit: request.routeOptions.bodyLimit ?? 0 } })
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new Fault('media-type-unsupported', {
        params: { accepted: request.routeOptions.schema?.consumes?.join(', ') ?? 'application/json' },
      })
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
      return new Fault('body-malformed', { params: { reason: 'it is empty' } })
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return new Fault('body-malformed', { params: { reason: 'its length is not what Content-Length says' } })
  }
  if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500) {
    return new Fault('request-invalid', { params: { reason: error.code }, cause: error })
  }
  return toFault(error)
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Code of the problem that was answered, for the request's log line. */
    fault?: string
  }
}
