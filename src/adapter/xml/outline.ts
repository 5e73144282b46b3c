import { XmlFault } from './fault.ts'
import { type XmlLimits, xmlLimits } from './limits.ts'
import { declare, outermost, type Scope, splitName, uriOf } from './names.ts'
import { treeOf } from './parse.ts'
import { references } from './references.ts'
import { scan } from './scan.ts'
import { decodeDocument } from './text.ts'
import type { Node } from './to-object.ts'

/** A name with its namespace; `''` is none. */
export interface QName {
  readonly uri: string
  readonly local: string
}

/** An element with its children in the order of the document, for documents about documents (WSDL, XML Schema). */
export interface Outline extends QName {
  /** By their local name; only those without a namespace. */
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly Outline[]
  /** A name in the text of an attribute, e.g. `type="tns:HoSo"`; unprefixed ones are in the default namespace. */
  resolve(name: string): QName
  /** Prefixes that this element declares. */
  readonly declares: ReadonlyMap<string, string>
}

/**
 * Reads a document as `parseXml` does, with the same refusals, but keeps order and what prefixes mean, and drops text.
 * @throws XmlFault
 */
export function readOutline(document: Uint8Array | string, limits: Partial<XmlLimits> = {}): Outline {
  const all = { ...xmlLimits, ...limits }
  const text = decodeDocument(document, all.bytes)
  const { decode } = references(all.references)
  const root = treeOf(text, scan(text, all), all).find(isElement)
  if (root === undefined) throw new XmlFault('malformed')
  return outline(root, outermost, decode)
}

function isElement(node: Node): boolean {
  return !('#text' in node) && !('#cdata' in node)
}

/** As deep as the document, which the scan has bounded. */
function outline(node: Node, outer: Scope, decode: (text: string) => string): Outline {
  const tag = Object.keys(node).find(key => key !== ':@') ?? ''
  const attributes = Object.entries((node[':@'] ?? {}) as Readonly<Record<string, string>>).map(
    ([name, value]) => [name, decode(value).trim()] as const,
  )
  const declared = attributes
    .filter(([name]) => name === 'xmlns' || name.startsWith('xmlns:'))
    .map(([name, uri]) => [name.slice(6), uri] as const)
  const scope = declare(outer, declared)
  const resolve = (name: string): QName => {
    const [prefix, local] = splitName(name)
    return { uri: uriOf(scope, prefix), local }
  }
  const children = (node[tag] as readonly Node[]).filter(isElement)
  return {
    ...resolve(tag),
    attributes: Object.fromEntries(attributes.filter(([name]) => !name.includes(':') && name !== 'xmlns')),
    children: children.map(child => outline(child, scope, decode)),
    resolve,
    declares: new Map(declared),
  }
}
