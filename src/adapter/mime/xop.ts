import { type Namespaces, naming, type XmlObject } from '../xml/index.ts'
import type { Part } from './multipart.ts'

const xopUri = 'http://www.w3.org/2004/08/xop/include'

/**
 * Puts the parts of an MTOM message back where `xop:Include` names them, as base64 text: the document is then what it
 * would have been without MTOM (XOP §1). An include of a part that is not there stays as it is.
 */
export function includeParts(
  document: XmlObject,
  attachments: readonly Part[],
  namespaces: Namespaces,
): XmlObject {
  if (attachments.length === 0) return document
  const byId = new Map(attachments.map(part => [part.id, part]))
  const name = naming(namespaces)(xopUri, 'Include')
  return included(document, name, byId) as XmlObject
}

function included(value: unknown, name: string, parts: ReadonlyMap<string, Part>): unknown {
  if (Array.isArray(value)) return value.map(item => included(item, name, parts))
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value
  const include = (value as XmlObject)[name]
  const href = typeof include === 'object' && include !== null ? (include as XmlObject)['@href'] : undefined
  const part =
    typeof href === 'string' && href.startsWith('cid:') ? parts.get(contentId(href.slice(4))) : undefined
  if (part !== undefined) return part.bytes.toString('base64')
  return Object.fromEntries(Object.entries(value).map(([key, its]) => [key, included(its, name, parts)]))
}

/** RFC 2392: a cid URL is the percent-encoded Content-ID. */
function contentId(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
