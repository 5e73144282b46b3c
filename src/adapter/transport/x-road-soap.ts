import { randomUUID } from 'node:crypto'
import { AdapterFault } from '../adapter-fault.ts'
import type { Filling } from '../filling.ts'
import { type Attachment, writeMultipart } from '../mime/write.ts'
import type { Observed } from '../observed.ts'
import { readingOf } from '../reading.ts'
import type { AttachmentSpec, RequestSpec } from '../request-spec.ts'
import type { Settings } from '../settings.ts'
import { compileTemplate, fillSettings } from '../template.ts'
import { crossedReply } from '../x-road/crossed.ts'
import { readClientId, readServiceId } from '../x-road/identifier.ts'
import { soapRequestHash } from '../x-road/request-hash.ts'
import {
  crossedMember,
  requestHashOf,
  type SoapHeader,
  writeSoapHeader,
  xRoadNamespaces,
} from '../x-road/soap-header.ts'
import { compileXRoadText } from '../x-road/texts.ts'
import { type Naming, naming } from '../xml/index.ts'
import { addressOf, compileHeaders, notEncodable, textOf } from './address.ts'
import { exchangeWire, type HttpContext, type Send, whenWritable } from './send.ts'
import { soapHeaders, withDefaults, writeEnvelope } from './soap.ts'

/**
 * A call by X-Road message protocol 4.0 (pr-mess): the security server's address, the header block that says who calls
 * what, one element in the body, attachments beside it where there are any.
 */
export function compileXRoadSoap(request: RequestSpec, context: HttpContext): Send {
  const { transport, settings, egress } = context
  if (transport.kind !== 'x-road-soap') throw new AdapterFault('a service needs an X-Road transport')
  const text = (value: string | undefined) => String(fillSettings(value ?? '', settings) ?? '')
  const client = readClientId(text(transport.client))
  const service = readServiceId(text(request.service))
  const address = addressOf(transport.base, request.path ?? '', settings)
  egress.admit(address)
  const headersOf = compileHeaders({ ...transport.headers, ...request.headers }, settings)
  const textsOf = compileTexts({ ...transport, ...request }, settings)
  const body = compileTemplate(request.body ?? {}, settings)
  const attachmentsOf = compileAttachments(request.attachments ?? [], settings)
  const { namespaces = {}, protocolVersion = '4.0' } = transport
  const written = { ...xRoadNamespaces, ...namespaces }
  const reading = readingOf(transport)
  const names = naming(namespaces)
  const defaults = soapHeaders('1.1', '')
  return (filling, signal) =>
    whenWritable(async () => {
      const header = writeSoapHeader({
        client,
        service,
        id: randomUUID(),
        protocolVersion,
        ...textsOf(filling),
      })
      const envelope = Buffer.from(writeEnvelope('1.1', header, body(filling) as object, written))
      const headers = withDefaults(headersOf(filling), defaults)
      const attachments = attachmentsOf(filling)
      const { contentType, bytes } =
        attachments.length === 0
          ? { contentType: undefined, bytes: envelope }
          : writeMultipart({ type: 'text/xml; charset=utf-8', bytes: envelope }, attachments)
      if (contentType !== undefined) headers['content-type'] = contentType
      const wire = { method: 'POST', url: address, headers, body: bytes } as const
      const exchanged = await exchangeWire(wire, reading, context, filling, signal)
      const member = crossed(exchanged.observed, header, envelope, names)
      return member === undefined ? exchanged : crossedReply(exchanged, member)
    })
}

type Texts = Pick<SoapHeader, 'userId' | 'issue' | 'representedParty'>

function compileTexts(
  { userId, issue, representedParty }: Readonly<Record<keyof Texts, string | undefined>> | RequestSpec,
  settings: Settings,
): (filling: Filling) => Texts {
  const templates = Object.entries({ userId, issue, representedParty }).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, compileXRoadText(name, value, settings)] as const],
  )
  return filling =>
    Object.fromEntries(
      templates
        .map(([name, template]) => [name, textOf(template(filling) ?? '', name)] as const)
        .filter(([, value]) => value !== ''),
    )
}

function compileAttachments(
  specs: readonly AttachmentSpec[],
  settings: Settings,
): (filling: Filling) => Attachment[] {
  const compiled = specs.map(spec => ({ ...spec, content: compileTemplate(spec.content, settings) }))
  return filling =>
    compiled.map(({ id, type, content, encoding }) => {
      const text = textOf(content(filling) ?? '', id)
      if (encoding === 'base64' && !/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(text)) throw notEncodable(id)
      return { id, type, bytes: Buffer.from(text, encoding === 'base64' ? 'base64' : 'utf8') }
    })
}

/** What an envelope does not repeat of the call. A fault may come without a header: X-Road's own always do. */
function crossed(
  { xml, header, fault, status = 0 }: Observed,
  sent: object,
  envelope: Buffer,
  names: Naming,
): string | undefined {
  const bare = header === undefined || header === '' || header === null
  if (!xml || (bare && (fault !== undefined || status >= 300))) return undefined
  const member = crossedMember(sent, header, names)
  if (member !== undefined) return member
  const claimed = requestHashOf(header, names)
  if (claimed === undefined) return undefined
  const expected = soapRequestHash(claimed.algorithmId, envelope)
  return expected !== undefined && expected !== claimed.hash ? 'requestHash' : undefined
}
