export interface ContentType {
  /** Lower case, without parameters. Empty when there is none or it is no media type. */
  readonly type: string
  /** By lower-case name; the first of a name counts. */
  readonly parameters: ReadonlyMap<string, string>
}

// RFC 9110 §5.6.2 and §8.3.1.
const token = "[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}"
const media = new RegExp(`^\\s*(${token}/${token})\\s*(?:;|$)`)
const parameter = new RegExp(`;\\s*(${token})\\s*=\\s*(?:(${token})|"((?:[^"\\\\]|\\\\.){0,400})")`, 'g')
const longest = 1000

/** Platforms name the same few types all day; what is longer bears a boundary, which is new each time. */
const mostKnown = 200
const longestKnown = 60
const known = new Map<string, ContentType>()

/** Reads a Content-Type; whatever is not one comes out empty. Never throws. */
export function readContentType(header: string | readonly string[] | undefined): ContentType {
  const text = typeof header === 'string' ? header : (header?.[0] ?? '')
  const found = known.get(text)
  if (found !== undefined) return found
  const read = readText(text.slice(0, longest))
  if (known.size < mostKnown && text.length <= longestKnown) known.set(text, read)
  return read
}

function readText(text: string): ContentType {
  const parameters = new Map<string, string>()
  const type = media.exec(text)?.[1]?.toLowerCase() ?? ''
  for (const [, name = '', plain, quoted] of text.matchAll(parameter)) {
    const key = name.toLowerCase()
    if (!parameters.has(key)) parameters.set(key, plain ?? quoted?.replace(/\\(.)/g, '$1') ?? '')
  }
  return { type, parameters }
}

/** text/xml, application/xml and everything that ends in +xml (RFC 7303 §4). */
export function isXmlType(type: string): boolean {
  return /^(text|application)\/xml$|\+xml$/.test(type)
}
