import { XMLParser } from 'fast-xml-parser'
import { XmlFault } from './fault.ts'
import { type XmlLimits, xmlLimits } from './limits.ts'
import { type Namespaces, naming } from './names.ts'
import { references } from './references.ts'
import { type Places, scan } from './scan.ts'
import { decodeDocument } from './text.ts'
import { type Node, toObject, type XmlObject } from './to-object.ts'

export interface XmlReading {
  readonly namespaces?: Namespaces
  /**
   * JSON pointers to elements that are not read but kept as they stand, as bytes from `<` to `>`: signed parts, whose
   * signature holds for exactly these bytes. Lists have no numbers in these pointers.
   */
  readonly opaque?: readonly string[]
  readonly limits?: Partial<XmlLimits>
}

/**
 * Reads a document into `{ root: … }`. Members are named by URI as the manifest's namespaces say; attributes `@name`,
 * text beside attributes or elements `#text`, repeated elements a list, `xsi:nil` null, an empty element `""`. Text is
 * kept untrimmed, and always text. Never touches the network or the disk.
 * @throws XmlFault
 */
export function parseXml(document: Uint8Array | string, reading: XmlReading = {}): XmlObject {
  const limits = { ...xmlLimits, ...reading.limits }
  const text = decodeDocument(document, limits.bytes)
  const places = scan(text, limits)
  const tree = treeOf(text, places, limits)
  return toObject(tree, {
    text,
    places,
    naming: naming(reading.namespaces ?? {}),
    opaque: new Set(reading.opaque),
    references: references(limits.references),
  })
}

/** fast-xml-parser's ordered tree of a scanned text. @throws XmlFault */
export function treeOf(text: string, places: Places, limits: XmlLimits): readonly Node[] {
  try {
    return parserFor(limits.depth).parse(withoutInstructions(text, places), true)
  } catch (cause) {
    if (cause instanceof XmlFault) throw cause
    throw new XmlFault('malformed')
  }
}

/** Of the one or two depths that are asked for. What a parser knows of a document it forgets with it. */
const parsers = new Map<number, XMLParser>()

function parserFor(depth: number): XMLParser {
  const known = parsers.get(depth)
  if (known !== undefined) return known
  const parser = new XMLParser({
    preserveOrder: true,
    ignoreAttributes: false,
    attributeNamePrefix: '',
    cdataPropName: '#cdata',
    parseTagValue: false,
    parseAttributeValue: false,
    trimValues: false,
    // References are replaced by our own bounded code, after parsing.
    processEntities: false,
    ignoreDeclaration: true,
    ignorePiTags: true,
    jPath: false,
    maxNestedTags: depth + 1,
    onDangerousProperty: name => name,
  })
  parsers.set(depth, parser)
  return parser
}

/** Instructions mean nothing here, and parsers disagree about where one with quotes ends. */
function withoutInstructions(text: string, { instructions }: Places): string {
  const parts: string[] = []
  let from = 0
  for (const [start, end] of instructions) {
    parts.push(text.slice(from, start))
    from = end
  }
  return parts.length === 0 ? text : parts.join('') + text.slice(from)
}
