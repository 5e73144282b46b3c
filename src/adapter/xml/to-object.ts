import { XmlFault } from './fault.ts'
import { declare, type Naming, outermost, type Scope, splitName, uriOf, xsi } from './names.ts'
import type { References } from './references.ts'
import type { Places } from './scan.ts'

export type XmlObject = Readonly<Record<string, unknown>>

/** fast-xml-parser's ordered tree: one member named as the tag, or `#text`, or `#cdata`; attributes under `:@`. */
export type Node = Readonly<Record<string, unknown>>

interface Building {
  readonly text: string
  readonly places: Places
  readonly naming: Naming
  readonly opaque: ReadonlySet<string>
  readonly references: References
}

/** Pure; recursion is as deep as the document, which the scan has bounded. */
export function toObject(tree: readonly Node[], building: Building): XmlObject {
  const state = { ...building, ordinal: -1 }
  const root: Record<string, unknown> = {}
  for (const node of tree) if (!isText(node)) addElement(root, node, outermost, '', state)
  return root
}

type State = Building & { ordinal: number }

function isText(node: Node): boolean {
  return '#text' in node || '#cdata' in node
}

function addElement(
  parent: Record<string, unknown>,
  node: Node,
  outer: Scope,
  path: string,
  state: State,
): void {
  const tag = Object.keys(node).find(key => key !== ':@') ?? ''
  const attributes = Object.entries((node[':@'] ?? {}) as Readonly<Record<string, string>>)
  const scope = declare(outer, declarations(attributes, state))
  const [prefix, local] = splitName(tag)
  const name = state.naming(uriOf(scope, prefix), local)
  const ordinal = ++state.ordinal
  const here = state.opaque.size === 0 ? '' : `${path}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
  const value = contentOf(node[tag] as readonly Node[], attributes, scope, here, state)
  add(parent, name, state.opaque.has(here) ? bytesOf(ordinal, state) : value)
}

function declarations(
  attributes: readonly (readonly [string, string])[],
  { references }: State,
): (readonly [string, string])[] {
  return attributes
    .filter(([name]) => name === 'xmlns' || name.startsWith('xmlns:'))
    .map(([name, uri]) => [name.slice(6), references.decode(uri).trim()])
}

function contentOf(
  children: readonly Node[],
  attributes: readonly (readonly [string, string])[],
  scope: Scope,
  path: string,
  state: State,
): unknown {
  const object: Record<string, unknown> = {}
  let nil = false
  for (const [name, raw] of attributes) {
    if (name === 'xmlns' || name.startsWith('xmlns:')) continue
    const [prefix, local] = splitName(name)
    // An attribute without prefix is in no namespace, whatever the default one is (Namespaces in XML §6.2).
    const uri = prefix === '' ? '' : uriOf(scope, prefix)
    const value = state.references.decode(raw.replace(/[\t\n]/g, ' '))
    if (uri === xsi && local === 'nil' && /^(true|1)$/.test(value.trim())) nil = true
    const key = `@${state.naming(uri, local)}`
    if (Object.hasOwn(object, key)) throw new XmlFault('malformed')
    object[key] = value
  }
  const texts: string[] = []
  let elements = 0
  for (const child of children) {
    if ('#text' in child) texts.push(state.references.decode(String(child['#text'])))
    else if ('#cdata' in child) texts.push(cdata(child))
    else {
      elements++
      addElement(object, child, scope, path, state)
    }
  }
  return nil ? null : settled(object, texts.join(''), elements)
}

function settled(object: Record<string, unknown>, text: string, elements: number): unknown {
  if (Object.keys(object).length === 0) return text
  // Between elements, white space is layout.
  if (elements > 0 ? text.trim() !== '' : text !== '') object['#text'] = text
  return object
}

function cdata(child: Node): string {
  const [inner] = child['#cdata'] as readonly Node[]
  return String(inner?.['#text'] ?? '')
}

function add(parent: Record<string, unknown>, name: string, value: unknown): void {
  if (!Object.hasOwn(parent, name)) parent[name] = value
  else if (Array.isArray(parent[name])) (parent[name] as unknown[]).push(value)
  else parent[name] = [parent[name], value]
}

function bytesOf(ordinal: number, { text, places }: State): Buffer {
  return Buffer.from(text.slice(places.starts[ordinal], places.ends[ordinal]))
}
