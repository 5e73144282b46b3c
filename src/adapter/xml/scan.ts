import { XmlFault } from './fault.ts'
import type { XmlLimits } from './limits.ts'

/** What one pass over a text has found. Positions are in the text; elements go in the order of their start tags. */
export interface Places {
  readonly starts: number[]
  readonly ends: number[]
  /** Processing instructions, the declaration included: [start, end) one after the other. */
  readonly instructions: (readonly [number, number])[]
}

const code = (letter: string) => letter.charCodeAt(0)
const [gt, lt, slash, bang, question, quote, apostrophe, equals] = [...'></!?"\'='].map(code)

/**
 * One pass over a document before anything is built from it: no DOCTYPE and so no entities of its own, no more depth,
 * elements and attributes than allowed, every start tag with its end tag, one root. Linear in the length of the text.
 * @throws XmlFault
 */
export function scan(text: string, limits: XmlLimits): Places {
  const places: Places = { starts: [], ends: [], instructions: [] }
  const open: { readonly name: string; readonly index: number }[] = []
  let attributes = 0
  let at = 0
  let sectionEnd = text.indexOf(']]>')
  for (let start = text.indexOf('<'); start !== -1; start = text.indexOf('<', at)) {
    // XML 1.0 §2.4: nothing but a CDATA section may end so.
    if (sectionEnd !== -1 && sectionEnd < at) sectionEnd = text.indexOf(']]>', at)
    if (sectionEnd !== -1 && sectionEnd < start) throw new XmlFault('malformed')
    if (open.length === 0 && text.slice(at, start).trim() !== '') throw new XmlFault('malformed')
    const kind = text.charCodeAt(start + 1)
    if (kind === bang || kind === question) {
      at = skip(text, start, open.length)
      if (kind === question) places.instructions.push([start, at])
    } else if (kind === slash) {
      at = after(text.indexOf('>', start), 1)
      const { name, index } = open.pop() ?? { name: '', index: 0 }
      if (name === '' || text.slice(start + 2, at - 1).trimEnd() !== name) throw new XmlFault('malformed')
      places.ends[index] = at
    } else {
      const tag = readTag(text, start)
      attributes += tag.attributes
      at = tag.end
      const index = places.starts.push(start) - 1
      if (open.length === 0 && index > 0) throw new XmlFault('malformed')
      if (places.starts.length > limits.elements) throw new XmlFault('too-many-elements')
      if (attributes > limits.attributes) throw new XmlFault('too-many-attributes')
      if (open.length >= limits.depth) throw new XmlFault('too-deep')
      if (tag.empty) places.ends[index] = at
      else open.push({ name: tag.name, index })
    }
  }
  if (open.length > 0 || places.starts.length === 0 || text.slice(at).trim() !== '')
    throw new XmlFault('malformed')
  return places
}

/** Comments, CDATA and processing instructions. Whatever else begins with `<!` is a DOCTYPE or belongs into one. */
function skip(text: string, start: number, depth: number): number {
  if (text.charCodeAt(start + 1) === question) return instruction(text, start)
  if (text.startsWith('<!--', start)) {
    // XML 1.0 §2.5: no two hyphens inside, and none before the end.
    const hyphens = text.indexOf('--', start + 4)
    if (text.charCodeAt(hyphens + 2) !== gt) throw new XmlFault('malformed')
    return after(hyphens, 3)
  }
  if (!text.startsWith('<![CDATA[', start)) throw new XmlFault('doctype')
  if (depth === 0) throw new XmlFault('malformed')
  return after(text.indexOf(']]>', start), 3)
}

const target = /^[\p{L}_:][\p{L}\p{M}\p{N}_:.\-·]{0,255}(?=[\s?])/u

/** XML 1.0 §2.6: it has a name, which is `xml` in no spelling but that of the declaration, at the very beginning. */
function instruction(text: string, start: number): number {
  const [name] = target.exec(text.slice(start + 2, start + 2 + 260)) ?? []
  const reserved = name?.toLowerCase() === 'xml' && (name !== 'xml' || start > 0)
  if (name === undefined || reserved) throw new XmlFault('malformed')
  return after(text.indexOf('?>', start + 2 + name.length), 2)
}

function after(found: number, length: number): number {
  if (found === -1) throw new XmlFault('malformed')
  return found + length
}

interface Tag {
  readonly name: string
  readonly attributes: number
  readonly empty: boolean
  /** After its `>`. */
  readonly end: number
}

function readTag(text: string, start: number): Tag {
  let attributes = 0
  let quoted: number | undefined
  for (let at = start + 1; at < text.length; at++) {
    const letter = text.charCodeAt(at)
    if (letter === lt) break
    if (quoted !== undefined) {
      if (letter === quoted) quoted = undefined
    } else if (letter === quote || letter === apostrophe) {
      quoted = letter
    } else if (letter === equals) {
      attributes++
    } else if (letter === gt) {
      const empty = text.charCodeAt(at - 1) === slash
      const name = /^[^\s/>]+/.exec(text.slice(start + 1, Math.min(at, start + 1 + longestName)))?.[0] ?? ''
      if (name === '' || name.length === longestName) throw new XmlFault('name')
      return { name, attributes, empty, end: at + 1 }
    }
  }
  throw new XmlFault('malformed')
}

const longestName = 256
