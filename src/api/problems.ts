import type { ErrorObject } from 'ajv'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { toViolations } from '../contract/violations.ts'
import { Fault } from '../errors/fault.ts'
import { languageOf, problemMediaType, toFault, toProblem } from '../errors/problem.ts'

/** Every error leaves as a problem document (RFC 9457) in the caller's language. */
export function answerProblems(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError | Fault, request, reply) => {
    const fault = fromFastify(error, request)
    if (fault.status >= 500) request.log.error({ code: fault.code, error }, 'request failed')
    sendProblem(fault, request, reply)
  })
  app.setNotFoundHandler((request, reply) => sendProblem(new Fault('not-found'), request, reply))
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
      return new Fault('media-type-unsupported', { params: { accepted: 'application/json' } })
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
