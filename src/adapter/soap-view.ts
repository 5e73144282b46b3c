import type { Naming, XmlObject } from './xml/index.ts'

export const soap11 = 'http://schemas.xmlsoap.org/soap/envelope/'
export const soap12 = 'http://www.w3.org/2003/05/soap-envelope'

/** A SOAP fault of either version, in one shape; rules see it as `/fault/code`, `/fault/text` and so on. */
export interface SoapFault {
  /** As on the wire, its prefix included: `soap:Server`. */
  readonly code: string
  /** SOAP 1.2 only, outermost first. */
  readonly subcodes: readonly string[]
  readonly text: string
  readonly actor: string
  readonly detail: unknown
}

export interface EnvelopeView {
  readonly header: unknown
  /** The body's content; empty when there is a fault. */
  readonly body: XmlObject
  readonly fault?: SoapFault
}

/** What an envelope holds, or undefined for a document that is none. Pure. */
export function viewEnvelope(document: XmlObject, names: Naming): EnvelopeView | undefined {
  for (const uri of [soap11, soap12]) {
    const envelope = document[names(uri, 'Envelope')]
    if (envelope === undefined) continue
    const members = recordOf(envelope)
    const body = recordOf(members[names(uri, 'Body')])
    const raw = body[names(uri, 'Fault')]
    const view = { header: members[names(uri, 'Header')], body }
    if (raw === undefined) return view
    const fault = uri === soap11 ? fault11(recordOf(raw), names) : fault12(recordOf(raw), names)
    return { ...view, body: {}, fault }
  }
  return undefined
}

/** SOAP 1.1 §4.4; the members have no namespace. */
function fault11(fault: XmlObject, names: Naming): SoapFault {
  return {
    code: textOf(fault[names('', 'faultcode')]),
    subcodes: [],
    text: textOf(fault[names('', 'faultstring')]),
    actor: textOf(fault[names('', 'faultactor')]),
    detail: fault[names('', 'detail')],
  }
}

/** SOAP 1.2 part 1 §5.4. */
function fault12(fault: XmlObject, names: Naming): SoapFault {
  const name = (local: string) => names(soap12, local)
  const code = recordOf(fault[name('Code')])
  const subcodes: string[] = []
  for (let at = code[name('Subcode')]; at !== undefined; at = recordOf(at)[name('Subcode')])
    subcodes.push(textOf(recordOf(at)[name('Value')]))
  const reasons = recordOf(fault[name('Reason')])[name('Text')]
  return {
    code: textOf(code[name('Value')]),
    subcodes,
    text: (Array.isArray(reasons) ? reasons : [reasons]).map(textOf).join(' / '),
    actor: textOf(fault[name('Node')] ?? fault[name('Role')]),
    detail: fault[name('Detail')],
  }
}

/** The content of a Body that says a fault, for the XML writer. @param fault its code is `Client` or `Server` */
export function soapFault(
  version: '1.1' | '1.2',
  { code, text }: { readonly code?: unknown; readonly text?: unknown },
): object {
  const server = code !== 'Client'
  const prefix = 'soap'
  if (version === '1.1')
    return {
      [`{${soap11}}Fault`]: {
        faultcode: `${prefix}:${server ? 'Server' : 'Client'}`,
        faultstring: text ?? '',
      },
    }
  const name = (local: string) => `{${soap12}}${local}`
  return {
    [name('Fault')]: {
      [name('Code')]: { [name('Value')]: `${prefix}:${server ? 'Receiver' : 'Sender'}` },
      [name('Reason')]: { [name('Text')]: { '@xml:lang': 'vi', '#text': text ?? '' } },
    },
  }
}

function recordOf(value: unknown): XmlObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as XmlObject) : {}
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value.trim()
  const text = recordOf(value)['#text']
  return typeof text === 'string' ? text.trim() : ''
}

/** A fault is shown in one shape, whichever SOAP version it came in. */
export function layerOf({ body, fault }: EnvelopeView): object {
  return fault === undefined ? body : { fault }
}
