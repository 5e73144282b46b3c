import type { XmlAsk, XmlResult } from './observed.ts'
import { parseJson } from './parse-json.ts'
import { at } from './pointer.ts'
import type { Reading } from './reading.ts'
import { layerOf, type SoapFault, viewEnvelope } from './soap-view.ts'
import type { Unwrap } from './transport/spec.ts'
import { naming, XmlFault, type XmlReason } from './xml/index.ts'

export interface Unwrapped {
  readonly layers: readonly unknown[]
  readonly fault?: SoapFault
  /** Why an inner document is not read. */
  readonly refused?: XmlReason
}

/**
 * Takes out of an answer what it holds as text: JSON in a string, XML in a JSON string, either in base64. Each member is
 * looked for in the innermost layer first. Text that is not what was declared stays text: guides are often wrong.
 */
export function* unwrapLayers(
  outer: readonly unknown[],
  reading: Reading,
): Generator<XmlAsk, Unwrapped, XmlResult> {
  const layers = [...outer]
  let fault: SoapFault | undefined
  for (const unwrap of reading.unwrap) {
    const host = layers.toReversed().find(layer => typeof at(layer, unwrap.at) === 'string')
    if (host === undefined) continue
    const inner = yield* open(at(host, unwrap.at) as string, unwrap, reading)
    if (inner === undefined) continue
    if (inner.refused !== undefined) return { layers, refused: inner.refused }
    remove(host, unwrap.at)
    layers.push(inner.layer)
    fault ??= inner.fault
  }
  return fault === undefined ? { layers } : { layers, fault }
}

interface Inner {
  readonly layer?: unknown
  readonly fault?: SoapFault
  readonly refused?: XmlReason
}

function* open(
  wrapped: string,
  { as, base64 }: Unwrap,
  { namespaces, opaque }: Reading,
): Generator<XmlAsk, Inner | undefined, XmlResult> {
  const bytes = base64 === true ? fromBase64(wrapped) : wrapped
  if (bytes === undefined) return undefined
  const head = (typeof bytes === 'string' ? bytes : bytes.toString('utf8', 0, 1000))
    .replace(/^\uFEFF/, '')
    .trimStart()
  if (as === 'json') {
    const layer = head.startsWith('{') ? parseJson(bytes.toString()) : undefined
    return layer === undefined ? undefined : { layer }
  }
  if (!head.startsWith('<')) return undefined
  const document = yield {
    document: typeof bytes === 'string' ? bytes.trim() : bytes,
    reading: { namespaces, opaque },
  }
  if (document instanceof XmlFault)
    return document.reason === 'malformed' ? undefined : { refused: document.reason }
  const view = viewEnvelope(document, naming(namespaces))
  const layer = view !== undefined && as === 'soap' ? layerOf(view) : document
  return view?.fault === undefined ? { layer } : { layer, fault: view.fault }
}

function fromBase64(text: string): Buffer | undefined {
  const plain = text.replace(/\s/g, '')
  return plain !== '' && plain.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(plain)
    ? Buffer.from(plain, 'base64')
    : undefined
}

function remove(document: unknown, pointer: string): void {
  const slash = pointer.lastIndexOf('/')
  const parent = at(document, pointer.slice(0, slash)) as Record<string, unknown>
  delete parent[
    pointer
      .slice(slash + 1)
      .replaceAll('~1', '/')
      .replaceAll('~0', '~')
  ]
}
