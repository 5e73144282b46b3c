import { AdapterFault } from '../adapter-fault.ts'
import { readingOf } from '../reading.ts'
import type { RequestSpec } from '../request-spec.ts'
import { soap11, soap12 } from '../soap-view.ts'
import { compileTemplate, fillSettings } from '../template.ts'
import { type Namespaces, writeXml } from '../xml/index.ts'
import { compileAddress, compileHeaders, headerText } from './address.ts'
import { exchangeWire, type HttpContext, type Send, whenWritable } from './send.ts'
import type { SoapTransport } from './spec.ts'

export type SoapVersion = SoapTransport['version']

/** `content` and `header` are objects of elements, as the XML writer takes them. @throws XmlFault */
export function writeEnvelope(
  version: SoapVersion,
  header: object | undefined,
  content: object,
  namespaces: Namespaces,
): string {
  const uri = version === '1.1' ? soap11 : soap12
  const envelope = {
    [`{${uri}}Envelope`]: {
      ...(header === undefined ? {} : { [`{${uri}}Header`]: header }),
      [`{${uri}}Body`]: content,
    },
  }
  const declared = Object.values(namespaces).includes(uri) || Object.hasOwn(namespaces, 'soap')
  return writeXml(envelope, { namespaces: declared ? namespaces : { soap: uri, ...namespaces } })
}

/** Content-Type and, in 1.1, SOAPAction: absent or quoted, an empty one as `""` (SOAP 1.1 §6.1.1). */
export function soapHeaders(version: SoapVersion, action: string): Record<string, string> {
  const quoted = `"${headerText('SOAPAction', action).replace(/["\\]/g, '')}"`
  if (version === '1.1') return { 'content-type': 'text/xml; charset=utf-8', soapaction: quoted }
  const parameter = action === '' ? '' : `; action=${quoted}`
  return { 'content-type': `application/soap+xml; charset=utf-8${parameter}` }
}

/** What the manifest says in a header of its own stays: some services want application/xml. */
export function withDefaults(
  headers: Record<string, string>,
  defaults: Readonly<Record<string, string>>,
): Record<string, string> {
  const own = new Set(Object.keys(headers).map(name => name.toLowerCase()))
  const missing = Object.entries(defaults).filter(([name]) => !own.has(name))
  return { ...Object.fromEntries(missing), ...headers }
}

/** A SOAP call without WSDL, document/literal: the body template is the content of the envelope's body. */
export function compileRawSoap(request: RequestSpec, context: HttpContext): Send {
  const { transport, settings, egress } = context
  if (transport.kind !== 'soap') throw new AdapterFault('a request with an action needs a SOAP transport')
  const { version, namespaces = {} } = transport
  const urlOf = compileAddress(
    { base: transport.base, path: request.path ?? '', query: request.query },
    settings,
    egress.admit,
  )
  const headersOf = compileHeaders({ ...transport.headers, ...request.headers }, settings)
  const body = compileTemplate(request.body ?? {}, settings)
  const header = request.header === undefined ? undefined : compileTemplate(request.header, settings)
  const defaults = soapHeaders(version, String(fillSettings(request.action, settings) ?? ''))
  const reading = readingOf(transport)
  return (filling, signal) =>
    whenWritable(() => {
      const text = writeEnvelope(
        version,
        header?.(filling) as object | undefined,
        body(filling) as object,
        namespaces,
      )
      const headers = withDefaults(headersOf(filling), defaults)
      const wire = { method: 'POST', url: urlOf(filling), headers, body: Buffer.from(text) } as const
      return exchangeWire(wire, reading, context, filling, signal)
    })
}
