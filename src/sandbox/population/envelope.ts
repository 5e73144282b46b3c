import { XMLParser } from 'fast-xml-parser'

const soap = 'http://schemas.xmlsoap.org/soap/envelope/'
const dan = 'http://dancuquocgia.bca'

/** The one element of a SOAP 1.1 body, with its children in the order in which they came. */
export interface Called {
  readonly name: string
  readonly children: readonly Element[]
}

export interface Element {
  readonly uri: string
  readonly name: string
  readonly text: string
  readonly children: readonly Element[]
}

/** Why an envelope is not taken. */
export class EnvelopeFault extends Error {
  override readonly name = 'EnvelopeFault'
}

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  processEntities: { enabled: true, maxEntityCount: 0 },
})

type Node = Readonly<Record<string, unknown>>

/** @throws {EnvelopeFault} for what a strict service would not read. */
export function readEnvelope(body: string): Called {
  if (/<!DOCTYPE/i.test(body)) throw new EnvelopeFault('DOCTYPE')
  let tree: Node[]
  try {
    tree = parser.parse(body) as Node[]
  } catch {
    throw new EnvelopeFault('XML')
  }
  const [envelope] = elementsOf(tree, {}).filter(({ name }) => name !== '?xml')
  if (envelope?.uri !== soap || envelope.name !== 'Envelope') throw new EnvelopeFault('Envelope')
  const inside = envelope.children.find(({ uri, name }) => uri === soap && name === 'Body')
  const [called, ...more] = inside?.children ?? []
  if (called === undefined || more.length > 0 || called.uri !== dan) throw new EnvelopeFault('Body')
  return called
}

function elementsOf(nodes: readonly Node[], outer: Readonly<Record<string, string>>): Element[] {
  return nodes.flatMap(node => {
    const tag = Object.keys(node).find(key => key !== ':@' && key !== '#text')
    if (tag === undefined) return []
    const attributes = (node[':@'] ?? {}) as Readonly<Record<string, string>>
    const scope = { ...outer }
    for (const [name, value] of Object.entries(attributes)) {
      if (name === 'xmlns') scope[''] = value
      else if (name.startsWith('xmlns:')) scope[name.slice(6)] = value
    }
    const [prefix, local] = tag.includes(':') ? (tag.split(':', 2) as [string, string]) : ['', tag]
    const content = node[tag] as readonly Node[]
    return [
      {
        uri: scope[prefix] ?? '',
        name: local,
        text: content.map(inner => String(inner['#text'] ?? '')).join(''),
        children: elementsOf(content, scope),
      },
    ]
  })
}

const escaped = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')

/** An object as elements below a prefix. */
export function elements(prefix: string, members: object): string {
  return Object.entries(members)
    .map(([name, value]) => {
      const inner = typeof value === 'object' ? elements(prefix, value as object) : escaped(String(value))
      return `<${prefix}:${name}>${inner}</${prefix}:${name}>`
    })
    .join('')
}

export function envelope(content: string): string {
  return `<soapenv:Envelope xmlns:soapenv="${soap}"><soapenv:Body>${content}</soapenv:Body></soapenv:Envelope>`
}

/** The collection of the people found, in the namespace of the record. */
export function collection(records: readonly object[]): string {
  const people = records.map(record => `<ns1:CongDan>${elements('ns1', record)}</ns1:CongDan>`).join('')
  return `<ns1:CongdanCollection xmlns:ns1="http://www.mic.gov.vn/dancu/1.0">${people}</ns1:CongdanCollection>`
}

export const inDan = (name: string, content: string) =>
  `<dan:${name} xmlns:dan="${dan}">${content}</dan:${name}>`

export function fault(code: string, text: string): string {
  return envelope(
    `<soapenv:Fault><faultcode>soapenv:${code}</faultcode><faultstring>${escaped(text)}</faultstring></soapenv:Fault>`,
  )
}
