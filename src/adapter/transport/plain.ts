import { readingOf } from '../reading.ts'
import type { RequestSpec } from '../request-spec.ts'
import { compileTemplate } from '../template.ts'
import { compileAddress, compileAddressBelow, compileHeaders, hasHeader } from './address.ts'
import { contentTypes, encodeBody } from './body.ts'
import { exchangeWire, type HttpContext, type Send, type StreamSpec, whenWritable } from './send.ts'

/** Compiles a request with a JSON, form, XML or text body. @throws AdapterFault when its address may not be called. */
export function compilePlain(
  request: RequestSpec,
  context: HttpContext,
  streams?: StreamSpec | undefined,
): Send {
  const { transport, settings, egress } = context
  const urlOf =
    request.address === undefined
      ? compileAddress(
          { base: transport.base, path: request.path ?? '', query: request.query },
          settings,
          egress.admit,
        )
      : compileAddressBelow(transport.base, request.address, settings, egress.admit)
  const headersOf = compileHeaders({ ...transport.headers, ...request.headers }, settings)
  const body = request.body === undefined ? undefined : compileTemplate(request.body, settings)
  const encoding = request.encoding ?? 'json'
  const method = request.method ?? 'POST'
  // A login beside a SOAP or X-Road transport answers in its own way.
  const reading = { ...readingOf({ ...transport, kind: 'http', base: transport.base }) }
  return (filling, signal) =>
    whenWritable(() => {
      const bytes =
        body === undefined ? undefined : encodeBody(body(filling), encoding, transport.namespaces ?? {})
      const headers = headersOf(filling)
      if (bytes !== undefined && !hasHeader(headers, 'content-type'))
        headers['content-type'] = contentTypes[encoding]
      const wire = { method, url: urlOf(filling), headers, body: bytes, streams }
      return exchangeWire(wire, reading, context, filling, signal)
    })
}
