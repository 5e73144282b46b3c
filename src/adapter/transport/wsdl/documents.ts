import { posix } from 'node:path'
import { AdapterFault } from '../../adapter-fault.ts'
import { parseXml, XmlFault, type XmlObject } from '../../xml/index.ts'

/** WSDL and schema documents of an adapter by their path inside its `wsdl/`. */
export type Documents = ReadonlyMap<string, string>

export const wsdlUri = 'http://schemas.xmlsoap.org/wsdl/'
const schemaUri = 'http://www.w3.org/2001/XMLSchema'

/** Schema documents of whole ministries stay well below. */
const limits = { bytes: 4 * 1024 * 1024, elements: 100_000, depth: 60 }
const mostDocuments = 64

/**
 * The documents that a WSDL reaches by import and include, itself first, each read by the hardened reader. Imports are
 * followed inside the folder only: an address, a way out of it or a document that is not there refuses the whole WSDL,
 * so that nothing is ever fetched. Circles are fine.
 * @throws AdapterFault saying which document and why.
 */
export function reachable(entry: string, documents: Documents): Documents {
  const found = new Map<string, string>()
  const waiting = [entry]
  let bytes = 0
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (found.has(name)) continue
    const text = documents.get(name)
    if (text === undefined) throw new AdapterFault(`wsdl/${name} is not there`)
    bytes += text.length
    if (found.size >= mostDocuments || bytes > limits.bytes)
      throw new AdapterFault(`the WSDL has more than ${mostDocuments} documents or ${limits.bytes} bytes`)
    found.set(name, text)
    for (const location of locationsIn(readDocument(name, text))) waiting.push(resolve(name, location))
  }
  return found
}

/** @throws AdapterFault naming the document. */
export function readDocument(name: string, text: string): XmlObject {
  try {
    return parseXml(text, { namespaces: { wsdl: wsdlUri, xs: schemaUri }, limits })
  } catch (error) {
    if (error instanceof XmlFault) throw new AdapterFault(`wsdl/${name} is not read: ${error.reason}`)
    throw error
  }
}

const linking = new Set([
  'wsdl:import',
  'wsdl:include',
  'xs:import',
  'xs:include',
  'xs:redefine',
  'xs:override',
])

/** schemaLocation and location, wherever imports may stand. Recursion is bounded by the reader's depth. */
function* locationsIn(node: unknown, name = ''): Generator<string> {
  if (Array.isArray(node)) {
    for (const item of node) yield* locationsIn(item, name)
  } else if (typeof node === 'object' && node !== null) {
    const members = node as XmlObject
    const location = members['@schemaLocation'] ?? members['@location']
    if (linking.has(name) && typeof location === 'string' && location !== '') yield location
    for (const [member, value] of Object.entries(members)) {
      if (!member.startsWith('@')) yield* locationsIn(value, member)
    }
  }
}

function resolve(from: string, location: string): string {
  const shown = location.replace(/[^\x21-\x7e]/g, '?').slice(0, 100)
  if (/^[A-Za-z][A-Za-z0-9+.-]*:|^[/\\]|[\\%?#]/.test(location))
    throw new AdapterFault(
      `wsdl/${from} imports ${shown}: put the document into wsdl/ and import it by its name; nothing is fetched`,
    )
  const path = posix.join(posix.dirname(from), location)
  if (path.startsWith('..')) throw new AdapterFault(`wsdl/${from} imports ${shown}, which is outside wsdl/`)
  return path
}

const soapBindings = ['http://schemas.xmlsoap.org/wsdl/soap/', 'http://schemas.xmlsoap.org/wsdl/soap12/']

/** The namespaces that the bindings of a document give to the bodies of rpc calls. */
export function bodyNamespaces(document: XmlObject): string[] {
  return [...membersNamed(document, new Set(soapBindings.map(uri => `{${uri}}body`)))].flatMap(body => {
    const uri = typeof body === 'object' && body !== null ? (body as XmlObject)['@namespace'] : undefined
    return typeof uri === 'string' && uri !== '' ? [uri] : []
  })
}

function* membersNamed(node: unknown, names: ReadonlySet<string>): Generator<unknown> {
  if (Array.isArray(node)) {
    for (const item of node) yield* membersNamed(item, names)
  } else if (typeof node === 'object' && node !== null) {
    for (const [name, value] of Object.entries(node)) {
      if (names.has(name)) yield* Array.isArray(value) ? value : [value]
      else yield* membersNamed(value, names)
    }
  }
}
