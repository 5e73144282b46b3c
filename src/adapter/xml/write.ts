import { XmlFault } from './fault.ts'
import { type XmlLimits, xmlLimits } from './limits.ts'
import { isReserved, type Namespaces, splitName, xmlUri, xsi } from './names.ts'
import { scan } from './scan.ts'
import { decodeDocument, isXmlText } from './text.ts'

export interface XmlWriting {
  readonly namespaces?: Namespaces
  /** Prefixes that only values use (QNames in WSDL and XML Schema): declared, too. */
  readonly inValues?: readonly string[]
  /** Whether `<?xml version="1.0" encoding="UTF-8"?>` comes first; default yes. */
  readonly declaration?: boolean
  readonly limits?: Partial<XmlLimits>
}

/**
 * Writes `{ root: … }`, the inverse of parseXml. The order of members is the order on the wire. A list repeats its
 * element, null is `xsi:nil`, undefined is left out, bytes are an element kept opaque and go out as they are (checked to
 * be one element, nothing more). All prefixes are declared at the root.
 * @throws XmlFault name, namespace, value, character, too-deep, too-large
 */
export function writeXml(object: object, writing: XmlWriting = {}): string {
  const limits = { ...xmlLimits, ...writing.limits }
  const members = Object.entries(object).filter(([, value]) => value !== undefined)
  const [root] = members
  if (root === undefined || members.length > 1 || Array.isArray(root[1])) throw new XmlFault('malformed')
  const prefixes = new Prefixes(writing.namespaces ?? {}, writing.inValues)
  const writer: Writer = { prefixes, parts: [], size: 0, limits }
  writeElement(writer, root[0], root[1], 1)
  const [open = '', ...rest] = writer.parts
  // What the root must declare is known only now.
  const text = open + writer.prefixes.declarations() + rest.join('')
  return writing.declaration === false ? text : `<?xml version="1.0" encoding="UTF-8"?>${text}`
}

interface Writer {
  readonly prefixes: Prefixes
  readonly parts: string[]
  readonly limits: XmlLimits
  size: number
}

// Of XML 1.0 §2.3 without the colon, which Namespaces in XML §3 takes away.
const ncName = /^[\p{L}_][\p{L}\p{N}\p{M}._·-]*$/u

/** Which prefixes a document uses. */
class Prefixes {
  readonly #namespaces: Namespaces
  readonly #used = new Map<string, string>()

  constructor(namespaces: Namespaces, inValues: readonly string[] = []) {
    this.#namespaces = { xsi, ...namespaces }
    for (const prefix of inValues) this.use(`${prefix}:value`, false)
  }

  /** The name on the wire. */
  use(name: string, attribute: boolean): string {
    if (name.startsWith('{')) {
      const end = name.indexOf('}')
      const local = checked(name.slice(end + 1))
      const uri = name.slice(1, end)
      return uri === '' ? this.#bare(local, attribute) : `${this.#prefixOf(uri)}:${local}`
    }
    const [prefix, local] = splitName(name)
    checked(local)
    if (prefix === '') return this.#bare(local, attribute)
    checked(prefix)
    if (prefix === 'xml') return `xml:${local}`
    const uri = Object.hasOwn(this.#namespaces, prefix) ? this.#namespaces[prefix] : undefined
    if (uri === undefined) throw new XmlFault('namespace')
    this.#used.set(prefix, uri)
    return `${prefix}:${local}`
  }

  #bare(local: string, attribute: boolean): string {
    const uri = this.#namespaces['']
    if (uri !== undefined && !attribute) this.#used.set('', uri)
    return local
  }

  #prefixOf(uri: string): string {
    if (uri === xmlUri) return 'xml'
    const declared = Object.entries(this.#namespaces).find(
      ([prefix, its]) => its === uri && prefix !== '',
    )?.[0]
    const used = [...this.#used].find(([prefix, its]) => its === uri && prefix !== '')?.[0]
    const prefix = declared ?? used ?? this.#fresh()
    this.#used.set(prefix, uri)
    return prefix
  }

  #fresh(): string {
    for (let number = 1; ; number++) {
      const prefix = `ns${number}`
      if (!this.#used.has(prefix) && !Object.hasOwn(this.#namespaces, prefix)) return prefix
    }
  }

  declarations(): string {
    return [...this.#used]
      .map(([prefix, uri]) => ` xmlns${prefix === '' ? '' : `:${prefix}`}="${escapeAttribute(uri)}"`)
      .join('')
  }
}

function checked(name: string): string {
  if (!ncName.test(name) || isReserved(name)) throw new XmlFault('name')
  return name
}

function put(writer: Writer, text: string): void {
  writer.size += text.length
  if (writer.size > writer.limits.bytes) throw new XmlFault('too-large')
  writer.parts.push(text)
}

/** The first part of the document ends right after the root's name. */
function writeElement(writer: Writer, name: string, value: unknown, depth: number): void {
  if (value === undefined) return
  if (depth > writer.limits.depth) throw new XmlFault('too-deep')
  if (Array.isArray(value)) {
    for (const item of value) writeElement(writer, name, item, depth)
    return
  }
  if (value instanceof Uint8Array) {
    put(writer, opaque(value, writer.limits))
    return
  }
  const tag = writer.prefixes.use(name, false)
  put(writer, `<${tag}`)
  if (value === null) put(writer, ` ${writer.prefixes.use('xsi:nil', true)}="true"/>`)
  else if (typeof value !== 'object') put(writer, `>${escapeText(textOf(value))}</${tag}>`)
  else writeContent(writer, tag, Object.entries(value), depth)
}

function writeContent(
  writer: Writer,
  tag: string,
  members: readonly (readonly [string, unknown])[],
  depth: number,
): void {
  for (const [member, its] of members) {
    if (!member.startsWith('@') || its === undefined || its === null) continue
    const attribute = writer.prefixes.use(member.slice(1), true)
    if (/^xmlns(:|$)/.test(attribute)) throw new XmlFault('name')
    put(writer, ` ${attribute}="${escapeAttribute(textOf(its))}"`)
  }
  put(writer, '>')
  for (const [member, its] of members) {
    if (member === '#text') put(writer, its === undefined || its === null ? '' : escapeText(textOf(its)))
    else if (!member.startsWith('@')) writeElement(writer, member, its, depth + 1)
  }
  put(writer, `</${tag}>`)
}

function opaque(bytes: Uint8Array, limits: XmlLimits): string {
  const text = decodeDocument(bytes, limits.bytes).trim()
  const { starts, instructions } = scan(text, limits)
  if (starts[0] !== 0 || instructions.length > 0) throw new XmlFault('malformed')
  return text
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value)
  if (typeof value === 'number' && Number.isFinite(value)) return String(value)
  throw new XmlFault('value')
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  // Kept from the reader's normalisation (XML 1.0 §2.11, §3.3.3).
  '\r': '&#13;',
  '\n': '&#10;',
  '\t': '&#9;',
}

function escapeText(text: string): string {
  if (!isXmlText(text)) throw new XmlFault('character')
  return text.replace(/[&<>\r]/g, letter => entities[letter] ?? letter)
}

function escapeAttribute(text: string): string {
  if (!isXmlText(text)) throw new XmlFault('character')
  return text.replace(/[&<>"\r\n\t]/g, letter => entities[letter] ?? letter)
}
