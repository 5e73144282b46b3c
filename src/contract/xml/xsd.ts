import { xsdPattern } from './pattern.ts'
import type { Member, ObjectShape, Shape, TextShape } from './shape.ts'

/**
 * Shapes as XML Schema, in the gateway's way of writing XML as objects: `xs:` is XML Schema, `tns:` the schema's own
 * namespace, `@` an attribute. Pure.
 */
export type Xsd = Readonly<Record<string, unknown>>

/** The type that stands for an object of any members. */
const fieldsType = 'Fields'

/** One schema document: elements that hold what their shape says, and every type that has a name. */
export function schemaDocument(
  namespace: string,
  elements: readonly (ObjectShape | { readonly name: string; readonly type: Shape })[],
  named: readonly (ObjectShape | TextShape)[],
): Xsd {
  const objects = named.filter(shape => shape.kind === 'object')
  const texts = named.filter(shape => shape.kind === 'text')
  return {
    '@targetNamespace': namespace,
    '@elementFormDefault': 'qualified',
    'xs:element': elements.map(element =>
      'type' in element
        ? { '@name': element.name, ...typed(element.type) }
        : { '@name': element.name, ...annotation(element.about), 'xs:complexType': sequence(element) },
    ),
    'xs:complexType': [...objects.map(shape => complexType(shape)), ...fieldsTypes],
    'xs:simpleType': texts.map(shape => ({
      '@name': shape.name,
      ...annotation(shape.about),
      ...restriction(shape),
    })),
  }
}

const fieldsTypes: readonly Xsd[] = [
  {
    '@name': fieldsType,
    ...annotation('Các trường tuỳ loại: con trỏ JSON (RFC 6901) và giá trị.'),
    'xs:sequence': {
      'xs:element': { '@name': 'field', '@type': 'tns:Field', '@minOccurs': 0, '@maxOccurs': 'unbounded' },
    },
  },
  {
    '@name': 'Field',
    'xs:sequence': {
      'xs:element': [
        { '@name': 'path', '@type': 'xs:string' },
        { '@name': 'value', '@type': 'xs:string' },
        {
          '@name': 'type',
          '@minOccurs': 0,
          ...annotation('Không có: chữ.'),
          'xs:simpleType': {
            'xs:restriction': {
              '@base': 'xs:string',
              'xs:enumeration': ['string', 'number', 'boolean'].map(value => ({ '@value': value })),
            },
          },
        },
      ],
    },
  },
]

function complexType(shape: ObjectShape): Xsd {
  return { '@name': shape.name, ...annotation(shape.about), ...sequence(shape) }
}

function sequence({ members }: ObjectShape): Xsd {
  return { 'xs:sequence': { 'xs:element': members.map(elementOf) } }
}

function elementOf({ name, shape, required, list, about }: Member): Xsd {
  const { '@type': type, ...inline } = typed(shape)
  const least = required ? (list?.least ?? 1) : 0
  return {
    '@name': name,
    ...(type === undefined ? {} : { '@type': type }),
    ...(least === 1 ? {} : { '@minOccurs': least }),
    ...(list === undefined ? {} : { '@maxOccurs': list.most ?? 'unbounded' }),
    ...annotation(about),
    ...inline,
  }
}

/** The name of a type, or the type itself. */
function typed(shape: Shape): Xsd {
  if (shape.kind === 'fields') return { '@type': `tns:${fieldsType}` }
  if (shape.kind === 'object' || shape.name !== undefined) return { '@type': `tns:${shape.name}` }
  const facets = facetsOf(shape)
  return Object.keys(facets).length === 0
    ? { '@type': baseOf(shape) }
    : { 'xs:simpleType': restriction(shape) }
}

function restriction(shape: TextShape): Xsd {
  return { 'xs:restriction': { '@base': baseOf(shape), ...facetsOf(shape) } }
}

function baseOf({ type, limits }: TextShape): string {
  switch (type) {
    case 'string':
      return 'xs:string'
    case 'boolean':
      return 'xs:boolean'
    case 'number':
      return 'xs:decimal'
    case 'instant':
      return 'xs:dateTime'
    case 'binary':
      return 'xs:base64Binary'
    case 'integer':
      return typeof limits.maximum === 'number' && limits.maximum < 2 ** 31 ? 'xs:int' : 'xs:long'
  }
}

/** xs:dateTime may come without an offset; then it would be anybody's guess which instant is meant. */
const withOffset = '.*(Z|[+\\-][0-9]{2}:[0-9]{2})'

function facetsOf({ type, limits }: TextShape): Xsd {
  const { enum: values, pattern, minLength, maxLength, minimum, maximum } = limits
  if (Array.isArray(values)) return { 'xs:enumeration': values.map(value => ({ '@value': value })) }
  const expression = typeof pattern === 'string' ? xsdPattern(pattern) : undefined
  switch (type) {
    case 'boolean':
    case 'binary':
      return {}
    case 'instant':
      return { 'xs:pattern': { '@value': withOffset } }
    case 'string':
      return {
        ...facet('minLength', minLength),
        ...facet('maxLength', maxLength),
        ...facet('pattern', expression),
      }
    case 'integer':
    case 'number':
      return { ...facet('minInclusive', minimum), ...facet('maxInclusive', maximum) }
  }
}

function facet(name: string, value: unknown): Xsd {
  return value === undefined ? {} : { [`xs:${name}`]: { '@value': value } }
}

function annotation(about: string): Xsd {
  return about === '' ? {} : { 'xs:annotation': { 'xs:documentation': about } }
}
