import type { Outline, QName } from '../../xml/index.ts'

export const xsUri = 'http://www.w3.org/2001/XMLSchema'

/** A declaration of an XML Schema and what its document says about names without prefix. */
export interface Declared {
  readonly node: Outline
  readonly uri: string
  /** Whether local elements and attributes stand in the namespace (elementFormDefault, attributeFormDefault). */
  readonly qualified: boolean
  readonly attributesQualified: boolean
}

export type Kind = 'element' | 'complexType' | 'simpleType' | 'group' | 'attributeGroup' | 'attribute'

/** All declarations of all schemas of a WSDL. */
export interface Schemas {
  find(kind: Kind, name: QName): Declared | undefined
}

const kinds = new Set<string>([
  'element',
  'complexType',
  'simpleType',
  'group',
  'attributeGroup',
  'attribute',
])

/** @param documents every document that the WSDL reaches; schemas may stand in any of them. */
export function readSchemas(documents: Iterable<Outline>): Schemas {
  const declared = new Map<string, Declared>()
  for (const document of documents) for (const schema of schemasIn(document)) declare(schema, declared)
  return {
    find(kind, { uri, local }) {
      // An included document without a namespace of its own takes that of whoever includes it.
      const own = declared.get(keyOf(kind, uri, local))
      const included = own ?? declared.get(keyOf(kind, '', local))
      return included === undefined ? undefined : { ...included, uri }
    },
  }
}

function* schemasIn(node: Outline): Generator<Outline> {
  if (node.uri === xsUri && node.local === 'schema') yield node
  else for (const child of node.children) yield* schemasIn(child)
}

function declare(schema: Outline, declared: Map<string, Declared>): void {
  const { targetNamespace: uri = '', elementFormDefault, attributeFormDefault } = schema.attributes
  for (const child of schema.children) {
    // What is redefined replaces what it redefines; to read its names, that is enough.
    const nodes = child.local === 'redefine' || child.local === 'override' ? child.children : [child]
    for (const node of nodes) {
      const { name } = node.attributes
      if (node.uri !== xsUri || !kinds.has(node.local) || name === undefined) continue
      declared.set(keyOf(node.local as Kind, uri, name), {
        node,
        uri,
        qualified: elementFormDefault === 'qualified',
        attributesQualified: attributeFormDefault === 'qualified',
      })
    }
  }
}

function keyOf(kind: Kind, uri: string, local: string): string {
  return `${kind} {${uri}}${local}`
}
