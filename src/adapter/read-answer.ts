import type { Reply } from './egress/reply.ts'
import { fromCatalog } from './from-catalog.ts'
import { type ContentType, isXmlType, readContentType } from './mime/content-type.ts'
import { MimeFault } from './mime/fault.ts'
import { type Part, readMultipart } from './mime/multipart.ts'
import { includeParts } from './mime/xop.ts'
import type { Observed, XmlAsk, XmlResult } from './observed.ts'
import { parseJson } from './parse-json.ts'
import { at } from './pointer.ts'
import type { Reading } from './reading.ts'
import { layerOf, type SoapFault, viewEnvelope } from './soap-view.ts'
import { unwrapLayers } from './unwrap.ts'
import { outcomeOf } from './x-road/error-class.ts'
import { readXRoadCode, unreadableXRoadCode, type XRoadCode } from './x-road/error-code.ts'
import { naming, XmlFault, type XmlObject } from './xml/index.ts'

export type Answer = Extract<Reply, { event: 'answer' }>

/** What a body has to say, whatever its clothes. */
export type Content = Pick<
  Observed,
  'json' | 'xml' | 'layers' | 'text' | 'fault' | 'header' | 'attachments' | 'xRoad' | 'ruled'
>

const curly = 0x7b
/** What may be parsed a second time when the first shows that there is more to it. */
const smallBytes = 64 * 1024

/**
 * What `readAnswer` gives for most answers, without its ado: a JSON object that calls itself so, and holds no document
 * of its own. Undefined: it takes `readAnswer`.
 */
export function readPlainJson(reply: Answer, reading: Reading): Content | undefined {
  const { body, headers } = reply
  if (body[0] !== curly || body.length > smallBytes || reading.soap || reading.xRoad !== undefined)
    return undefined
  if (readContentType(headers['content-type']).type !== 'application/json') return undefined
  const text = body.toString('utf8')
  const read = parseJson(text)
  if (read === undefined || reading.unwrap.some(({ at: place }) => typeof at(read, place) === 'string'))
    return undefined
  return { json: true, xml: false, layers: [read], text, attachments: none }
}

const none: readonly Part[] = []

/** Reads the body of an answer; yields each XML document in it to whoever drives. Never throws for what is in it. */
export function* readAnswer(reply: Answer, reading: Reading): Generator<XmlAsk, Content, XmlResult> {
  const declared = readContentType(reply.headers['content-type'])
  let root: Pick<Part, 'bytes' | 'type'> = { bytes: reply.body, type: declared }
  let attachments: readonly Part[] = []
  if (declared.type === 'multipart/related') {
    try {
      ;({ root, attachments } = readMultipart(declared, reply.body))
    } catch (error) {
      if (!(error instanceof MimeFault)) throw error
      return malformed('', 'MIME', error.reason)
    }
  }
  const text = root.bytes.toString('utf8').replace(/^\uFEFF/, '')
  try {
    const content = yield* readRoot(root, text, attachments, reading)
    return withXRoad({ ...content, attachments }, reply, reading)
  } catch (error) {
    if (!(error instanceof MimeFault)) throw error
    return malformed(text, 'MIME', error.reason)
  }
}

function* readRoot(
  root: Pick<Part, 'bytes' | 'type'>,
  text: string,
  attachments: readonly Part[],
  reading: Reading,
): Generator<XmlAsk, Content, XmlResult> {
  const certainly = isXmlType(root.type.type) || (reading.soap && root.type.type !== 'text/html')
  if (certainly ? mayBeXml(root.bytes) : looksLikeXml(root.type, text)) {
    const { namespaces, opaque } = reading
    const document = yield { document: root.bytes, reading: { namespaces, opaque } }
    if (!(document instanceof XmlFault))
      return yield* fromDocument(includeParts(document, attachments, namespaces), text, reading)
    // Where nobody has promised XML, what only looks like it may be plain words.
    if (certainly || document.reason !== 'malformed') return malformed(text, 'XML', document.reason)
  }
  const body = parseJson(text)
  if (body === undefined) return plain(text)
  return yield* withLayers([body], { ...plain(text), json: true }, reading)
}

function* fromDocument(
  document: XmlObject,
  text: string,
  reading: Reading,
): Generator<XmlAsk, Content, XmlResult> {
  const view = viewEnvelope(document, naming(reading.namespaces))
  const base = { ...plain(text), xml: true, ...(view === undefined ? {} : { header: view.header }) }
  const layer = view !== undefined && reading.soap ? layerOf(view) : document
  return yield* withLayers(
    [layer],
    view?.fault === undefined ? base : { ...base, fault: view.fault },
    reading,
  )
}

function* withLayers(
  layers: readonly unknown[],
  base: Content,
  reading: Reading,
): Generator<XmlAsk, Content, XmlResult> {
  const { layers: all, fault, refused } = yield* unwrapLayers(layers, reading)
  if (refused !== undefined) return malformed(base.text, 'XML', refused)
  const found: SoapFault | undefined = base.fault ?? fault
  return { ...base, layers: all, ...(found === undefined ? {} : { fault: found }) }
}

function withXRoad(content: Content, reply: Answer, { xRoad }: Reading): Content {
  if (xRoad === undefined || content.ruled !== undefined) return content
  const error = xRoad === 'rest' ? restError(reply) : readXRoadCode(content.fault?.code ?? '')
  if (error === undefined) return content
  return { ...content, xRoad: error, ruled: { outcome: outcomeOf(error), final: false } }
}

/** X-Road-Error is there only when X-Road itself failed; a provider's own 4xx or 5xx comes without (pr-rest §4.7). */
function restError({ headers }: Answer): XRoadCode | undefined {
  const value = headers['x-road-error']
  const text = Array.isArray(value) ? value[0] : value
  return text === undefined ? undefined : (readXRoadCode(text) ?? unreadableXRoadCode)
}

function malformed(text: string, part: string, reason: string): Content {
  const outcome = fromCatalog('unknown', 'malformed-answer', 'platform-answer-malformed', { part, reason })
  return { ...plain(text), ruled: { outcome, final: true } }
}

function plain(text: string): Content {
  return { json: false, xml: false, layers: [], text, attachments: [] }
}

/** The first byte that is not white space: `<`, or one of an encoding that the reader will refuse. */
function mayBeXml(bytes: Uint8Array): boolean {
  const first = bytes.subarray(0, 1000).find(byte => byte > 0x20 || byte === 0)
  // EF: the byte order mark of UTF-8.
  return first === 0x3c || first === 0 || first === 0xef || first === 0xfe || first === 0xff
}

function looksLikeXml({ type }: ContentType, text: string): boolean {
  return type !== 'text/html' && /^\s{0,1000}<(\?xml\s|[\p{L}_])/u.test(text.slice(0, 2000)) && !isHtml(text)
}

function isHtml(text: string): boolean {
  return /^\s*<(!doctype\s+)?html\b/i.test(text.slice(0, 2000))
}
