import { type Namespaces, naming, type XmlObject } from '../xml/index.ts'
import { MimeFault } from './fault.ts'
import type { Part } from './multipart.ts'

/** Letters put back in all. One part may be named thousands of times: a small answer would become gigabytes. */
const mostLetters = 32 * 1024 * 1024
const xopUri = 'http://www.w3.org/2004/08/xop/include'

/**
 * Puts the parts of an MTOM message back where `xop:Include` names them, as base64 text: the document is then what it
 * would have been without MTOM (XOP §1). An include of a part that is not there stays as it is.
 * @throws MimeFault
 */
export function includeParts(
  document: XmlObject,
  attachments: readonly Part[],
  namespaces: Namespaces,
): XmlObject {
  if (attachments.length === 0) return document
  const byId = new Map(attachments.map(part => [part.id, part]))
  const texts = new Map<Part, string>()
  let letters = 0
  const textOf = (part: Part): string => {
    letters += Math.ceil(part.bytes.length / 3) * 4
    if (letters > mostLetters) throw new MimeFault('too-large')
    const text = texts.get(part) ?? part.bytes.toString('base64')
    texts.set(part, text)
    return text
  }
  const name = naming(namespaces)(xopUri, 'Include')
  return included(document, name, byId, textOf) as XmlObject
}

function included(
  value: unknown,
  name: string,
  parts: ReadonlyMap<string, Part>,
  textOf: (part: Part) => string,
): unknown {
  if (Array.isArray(value)) return value.map(item => included(item, name, parts, textOf))
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value
  const include = (value as XmlObject)[name]
  const href = typeof include === 'object' && include !== null ? (include as XmlObject)['@href'] : undefined
  const part =
    typeof href === 'string' && href.startsWith('cid:') ? parts.get(contentId(href.slice(4))) : undefined
  if (part !== undefined) return textOf(part)
  return Object.fromEntries(
    Object.entries(value).map(([key, its]) => [key, included(its, name, parts, textOf)]),
  )
}

/** RFC 2392: a cid URL is the percent-encoded Content-ID. */
function contentId(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
