import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Clients } from '../../access/clients.ts'
import { once } from '../../contract/once.ts'
import { toViolations } from '../../contract/violations.ts'
import { readValue } from '../../contract/xml/read.ts'
import { Fault } from '../../errors/fault.ts'
import { languageOf } from '../../errors/problem.ts'
import { admit } from '../agency/authenticate.ts'
import type { AgencyRoute } from '../agency/routes.ts'
import { correlationId } from '../correlation.ts'
import { faultOf } from '../problems.ts'
import { type BoundOperation, type SoapContract, soapContract } from './contract.ts'
import { keyOf } from './credentials.ts'
import { type Envelope, headerText, readEnvelope } from './envelope.ts'
import { type SoapVersion, soapNamespace, versions } from './names.ts'
import type { SoapCall } from './operations.ts'
import { answerEnvelope, faultEnvelope } from './respond.ts'
import { wsdl } from './wsdl.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** In which a SOAP call is answered, once its envelope is read. */
    soapVersion?: SoapVersion
  }
}

export interface SoapApi {
  readonly clients: Clients
  /** Of the agency API, all registered. */
  readonly routes: readonly AgencyRoute[]
}

const mediaTypes = ['text/xml', 'application/soap+xml']

/** The agency API for systems that speak SOAP. Encapsulated: what it adds reaches no other API. */
export async function soapApi(app: FastifyInstance, api: SoapApi): Promise<void> {
  const contract = soapContract(api.routes)
  const document = once(() => wsdl(contract, anyAddress))
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(mediaTypes, { parseAs: 'buffer' }, (_request, bytes, done) => done(null, bytes))
  app.setErrorHandler((error: FastifyError | Fault, request, reply) =>
    answerFault(faultOf(error, request), request, reply, contract),
  )
  app.addHook('onSend', async (request, reply) => {
    if (request.method === 'POST') reply.header('cache-control', 'no-store')
  })

  app.get('/', { schema: { hide: true } }, async (request, reply) =>
    reply.type('text/xml; charset=utf-8').send(document().replaceAll(anyAddress, addressOf(request))),
  )

  app.post('/', { schema: { hide: true, consumes: mediaTypes } }, async (request, reply) => {
    checkCharset(request.headers['content-type'])
    const envelope = await readEnvelope(bytesOf(request.body))
    request.soapVersion = envelope.version
    const bound = operationOf(contract, envelope)
    const call = await admitted(request, reply, api.clients, envelope, bound)
    const { run, body } = bound.operation
    const value = await run(call, inputOf(envelope, bound)).catch((error: unknown) => {
      throw body === undefined ? error : placedBelow(error, `/${body}`)
    })
    const answer = { name: bound.answer.name, shape: bound.answer, value }
    return reply
      .type(versions[envelope.version].mediaType)
      .send(answerEnvelope(envelope.version, answer, request.id))
  })
}

/** Reading ISO-8859-1 or TCVN as UTF-8 would change a citizen's name. */
function checkCharset(contentType: string | undefined): void {
  const charset = /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(contentType ?? '')?.[1]
  if (charset !== undefined && !/^(utf-?8|us-ascii)$/i.test(charset))
    throw new Fault('soap-malformed', { params: { reason: 'the charset is not UTF-8' } })
}

function bytesOf(body: unknown): Uint8Array {
  if (!(body instanceof Uint8Array)) throw new Fault('soap-malformed', { params: { reason: 'it is empty' } })
  return body
}

function operationOf({ operations }: SoapContract, { operation }: Envelope): BoundOperation {
  const bound = operations.get(operation)
  if (bound !== undefined) return bound
  throw new Fault('soap-operation-unknown', {
    params: { operations: [...operations.keys()].join(', '), namespace: soapNamespace },
  })
}

/** Who calls, what about, and whether it may. @throws Fault */
async function admitted(
  request: FastifyRequest,
  reply: FastifyReply,
  clients: Clients,
  { headers }: Envelope,
  { operation }: BoundOperation,
): Promise<SoapCall> {
  const correlation = headerText(headers.CorrelationId)
  if (correlation !== undefined) {
    request.id = correlationId({ headers: { 'x-correlation-id': correlation } })
    reply.header('x-correlation-id', request.id)
  }
  const client = await admit(clients, keyOf(request.headers.authorization, headers), operation.permission)
  request.client = client
  const idempotencyKey = headerText(headers.IdempotencyKey) ?? headerText(request.headers['idempotency-key'])
  if (idempotencyKey !== undefined && idempotencyKey.length > longestKey)
    throw new Fault('request-invalid', { params: { reason: 'IdempotencyKey' } })
  const language = request.headers['accept-language']
  return {
    client,
    id: request.id,
    caller: request.caller,
    headers: {
      ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
      ...(language === undefined ? {} : { 'accept-language': language }),
    },
    raw: reply.raw,
  }
}

/** As the agency API's header. */
const longestKey = 255

/** @throws Fault `body-invalid`, with pointers from the operation's element on */
function inputOf({ content }: Envelope, { request, validator }: BoundOperation): Record<string, unknown> {
  const input = readValue(content ?? '', request)
  const valid = validator()
  if (valid(input)) return input as Record<string, unknown>
  const violations = toViolations(valid.errors ?? [])
  throw new Fault('body-invalid', { params: { count: violations.length }, violations })
}

/** What a use case says is wrong with a dossier, said of the operation that carries it. */
function placedBelow(error: unknown, parent: string): unknown {
  if (!(error instanceof Fault) || error.violations.length === 0) return error
  const { code, params, retryAfterSeconds } = error
  return new Fault(code, {
    params,
    violations: error.violations.map(({ pointer, message }) => ({ pointer: parent + pointer, message })),
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    cause: error,
  })
}

function answerFault(fault: Fault, request: FastifyRequest, reply: FastifyReply, contract: SoapContract) {
  const soap12 = request.headers['content-type']?.startsWith('application/soap+xml') === true
  const version = request.soapVersion ?? (soap12 ? '1.2' : '1.1')
  const language = languageOf(request.headers['accept-language'])
  const { status, body } = faultEnvelope(version, fault, {
    problem: contract.problem,
    language,
    correlationId: request.id,
  })
  if (fault.retryAfterSeconds !== undefined) reply.header('retry-after', fault.retryAfterSeconds)
  if (status === 401) reply.header('www-authenticate', 'Basic realm="lienthong", charset="UTF-8"')
  return reply.code(status).header('content-language', language).type(versions[version].mediaType).send(body)
}

/** Where the WSDL, which is written once, names the address by which each caller has come. */
const anyAddress = 'http://address.invalid/soap'

/** The facade's own address, as the caller has reached it. @throws Fault `request-invalid` */
function addressOf(request: FastifyRequest): string {
  const { host = '' } = request
  if (!/^[\w.:[\]-]{1,255}$/.test(host)) throw new Fault('request-invalid', { params: { reason: 'Host' } })
  return `${request.protocol}://${host}/soap`
}
