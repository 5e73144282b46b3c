import { randomUUID } from 'node:crypto'
import { AdapterFault } from '../adapter-fault.ts'
import type { Filling } from '../filling.ts'
import type { Observed } from '../observed.ts'
import { readingOf } from '../reading.ts'
import type { RequestSpec } from '../request-spec.ts'
import type { Settings } from '../settings.ts'
import { Streamed } from '../streamed.ts'
import { compileTemplate, fillSettings } from '../template.ts'
import { crossedReply } from '../x-road/crossed.ts'
import { readClientId, readServiceId, sameId, writeClientId, writeServicePath } from '../x-road/identifier.ts'
import { restRequestHash } from '../x-road/request-hash.ts'
import { compileXRoadText } from '../x-road/texts.ts'
import { compileAddress, compileHeaders, hasHeader, headerText } from './address.ts'
import { contentTypes, encodeHeld } from './body.ts'
import { exchangeWire, type HttpContext, type Send, type Wire, whenWritable } from './send.ts'
import type { XRoadRestTransport } from './spec.ts'

/**
 * A call of an X-Road REST service (pr-rest): `/r1/…` at our security server. Query strings are written to the message
 * logs of both servers, so that persons belong into bodies.
 */
export function compileXRoadRest(request: RequestSpec, context: HttpContext): Send {
  const { transport, settings, egress } = context
  if (transport.kind !== 'x-road-rest') throw new AdapterFault('a service needs an X-Road transport')
  const text = (value: string | undefined) => String(fillSettings(value ?? '', settings) ?? '')
  const client = writeClientId(readClientId(text(transport.client)))
  const service = writeServicePath(readServiceId(text(request.service)))
  const urlOf = compileAddress(
    { base: transport.base, prefix: `r1/${service}`, path: request.path ?? '', query: request.query },
    settings,
    egress.admit,
  )
  const headersOf = compileHeaders(
    {
      'X-Road-Client': client,
      'X-Road-Security-Server': transport.securityServer ?? '',
      ...transport.headers,
      ...request.headers,
    },
    settings,
  )
  const textsOf = compileTexts(request, transport, settings)
  const body = request.body === undefined ? undefined : compileTemplate(request.body, settings)
  const encoding = request.encoding ?? 'json'
  const reading = readingOf(transport)
  const method = request.method ?? 'POST'
  return (filling, signal) =>
    whenWritable(async () => {
      const bytes =
        body === undefined ? undefined : encodeHeld(body(filling), encoding, transport.namespaces ?? {})
      const headers = { ...headersOf(filling), ...textsOf(filling), 'X-Road-Id': randomUUID() }
      if (bytes !== undefined && !hasHeader(headers, 'content-type'))
        Object.assign(headers, { 'Content-Type': contentTypes[encoding] })
      const wire: Wire = { method, url: urlOf(filling), headers, body: bytes }
      const exchanged = await exchangeWire(wire, reading, context, filling, signal)
      const sent = { ...wire, headers: exchanged.sent ?? headers }
      const member = crossed(exchanged.observed, sent, service, client, transport)
      return member === undefined ? exchanged : crossedReply(exchanged, member)
    })
}

function compileTexts(
  request: RequestSpec,
  transport: XRoadRestTransport,
  settings: Settings,
): (filling: Filling) => Record<string, string> {
  const templates = [
    ['X-Road-UserId', request.userId ?? transport.userId],
    ['X-Road-Issue', request.issue ?? transport.issue],
    ['X-Road-Represented-Party', request.representedParty ?? transport.representedParty],
  ].flatMap(([name = '', text]) =>
    text === undefined ? [] : [[name, compileXRoadText(name, text, settings)] as const],
  )
  return filling =>
    Object.fromEntries(
      templates
        .map(([name, template]) => [name, headerText(name, template(filling))] as const)
        .filter(([, value]) => value !== ''),
    )
}

/** What the answer does not repeat of the call. X-Road's own errors need not: they may come before anything was read. */
function crossed(
  { event, status = 0, headers, xRoad }: Observed,
  wire: Wire,
  service: string,
  client: string,
  transport: XRoadRestTransport,
): string | undefined {
  if (event !== 'answer') return undefined
  const required = transport.echo !== 'if-present' && xRoad === undefined && status >= 200 && status < 300
  const echoed = (name: string) => {
    const value = headers[name]
    return Array.isArray(value) ? String(value.at(-1)) : (value as string | undefined)
  }
  const differs = (name: string, expected: string, needed: boolean) => {
    const value = echoed(name)
    return value === undefined ? needed : !sameId(value, expected)
  }
  if (differs('x-road-id', wire.headers['X-Road-Id'] ?? '', required)) return 'X-Road-Id'
  if (differs('x-road-service', service, required)) return 'X-Road-Service'
  if (differs('x-road-client', client, false)) return 'X-Road-Client'
  if (transport.requestHash !== 'check' || xRoad !== undefined) return undefined
  return hashDiffers(wire, echoed('x-road-request-id'), echoed('x-road-request-hash'))
    ? 'X-Road-Request-Hash'
    : undefined
}

function hashDiffers(
  { method, url, headers, body }: Wire,
  requestId: string | undefined,
  hash: string | undefined,
): boolean {
  if (requestId === undefined || hash === undefined) return true
  const head = [...Object.entries(headers), ['x-road-request-id', requestId] as const]
  return (
    restRequestHash(method, url.pathname + url.search, head, body instanceof Streamed ? undefined : body) !==
    hash
  )
}
