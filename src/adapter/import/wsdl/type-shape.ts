import type { Outline, QName } from '../../xml/index.ts'
import type { Budget } from '../budget.ts'
import { importLimits } from '../budget.ts'
import { anything, type Member, type ObjectShape, type Shape, type ValueShape } from '../shape.ts'
import { type Declared, type Schemas, xsUri } from './schemas.ts'

export interface TypeReading {
  readonly schemas: Schemas
  /** How the manifest writes a name (see xml/names.ts). */
  readonly naming: (uri: string, local: string) => string
  readonly budget: Budget
}

/** Where reading stands: the declarations that lead here, so that circles end. */
interface Place {
  readonly reading: TypeReading
  readonly within: readonly Outline[]
  readonly declared: Declared
}

/** The content of a global element. Undefined when there is none of that name. */
export function elementShape(name: QName, reading: TypeReading): Shape | undefined {
  const declared = reading.schemas.find('element', name)
  return declared === undefined ? undefined : contentOf(declared.node, { reading, within: [], declared })
}

/** The content of a global type, for parts of rpc messages. */
export function typeShape(name: QName, reading: TypeReading): Shape | undefined {
  const declared = reading.schemas.find('complexType', name) ?? reading.schemas.find('simpleType', name)
  if (declared === undefined) return name.uri === xsUri ? builtIn(name.local) : undefined
  return ofType(declared.node, { reading, within: [], declared })
}

/** What an element declaration says about its content. */
function contentOf(element: Outline, place: Place): Shape {
  const { type } = element.attributes
  if (type !== undefined) return named(element.resolve(type), place)
  const own = element.children.find(({ local }) => local === 'complexType' || local === 'simpleType')
  return own === undefined ? anything('không khai kiểu') : ofType(own, place)
}

function named(name: QName, place: Place): Shape {
  if (name.uri === xsUri) return builtIn(name.local)
  const { schemas } = place.reading
  const declared = schemas.find('complexType', name) ?? schemas.find('simpleType', name)
  if (declared === undefined) return anything(`không có kiểu ${name.local}`)
  return ofType(declared.node, { ...place, declared })
}

function ofType(node: Outline, place: Place): Shape {
  place.reading.budget.spend()
  if (place.within.includes(node)) return anything('vòng lặp')
  if (place.within.length > importLimits.depth) return anything('quá sâu')
  const inside = { ...place, within: [...place.within, node] }
  if (node.local === 'simpleType') return simple(node, inside)
  const content = node.children.find(({ local }) => local === 'simpleContent' || local === 'complexContent')
  if (content?.local === 'simpleContent') return textWithAttributes(content, inside)
  const derived = content?.children.find(({ local }) => local === 'extension' || local === 'restriction')
  if (derived === undefined) return object(members(node, inside, false))
  const base = derived.attributes.base === undefined ? undefined : derived.resolve(derived.attributes.base)
  // SOAP encoding's arrays say what they hold in an attribute that no message has to follow.
  if (base?.uri === 'http://schemas.xmlsoap.org/soap/encoding/') return anything('mảng kiểu soap-encoding')
  const inherited =
    derived.local === 'restriction' || base === undefined || base.uri === xsUri
      ? undefined
      : named(base, inside)
  const before = inherited?.kind === 'object' ? inherited.members : []
  return object([...before, ...members(derived, inside, false)])
}

/** Members by name: one that stands twice is a list. */
function object(found: readonly Member[]): ObjectShape {
  const byName = new Map<string, Member>()
  for (const member of found) {
    const before = byName.get(member.name)
    const repeated: Member =
      before === undefined
        ? member
        : {
            ...before,
            shape: before.shape.kind === 'list' ? before.shape : { kind: 'list', items: before.shape },
          }
    byName.set(member.name, repeated)
  }
  return { kind: 'object', members: [...byName.values()] }
}

/** Elements and attributes of a type, in the order of its particles. */
function members(node: Outline, place: Place, optional: boolean, repeated = false): Member[] {
  return node.children.flatMap((child): Member[] => {
    if (child.uri !== xsUri) return []
    const { minOccurs, maxOccurs } = child.attributes
    const may = optional || minOccurs === '0'
    const many = repeated || (maxOccurs !== undefined && maxOccurs !== '0' && maxOccurs !== '1')
    switch (child.local) {
      case 'sequence':
      case 'all':
        return members(child, place, may, many)
      case 'choice':
        return members(child, place, true, many)
      case 'group':
        return referred('group', child, place, inner => members(inner.node, inner, may, many))
      case 'attributeGroup':
        return referred('attributeGroup', child, place, inner => members(inner.node, inner, may, many))
      case 'element':
        return maxOccurs === '0' ? [] : [elementMember(child, place, may, many)]
      case 'attribute':
        return child.attributes.use === 'prohibited' ? [] : [attributeMember(child, place)]
      default:
        return []
    }
  })
}

function referred(
  kind: 'group' | 'attributeGroup',
  node: Outline,
  place: Place,
  read: (inner: Place & { readonly node: Outline }) => Member[],
): Member[] {
  const { ref } = node.attributes
  if (ref === undefined) return []
  const declared = place.reading.schemas.find(kind, node.resolve(ref))
  place.reading.budget.spend()
  if (declared === undefined || place.within.includes(declared.node)) return []
  return read({ ...place, declared, within: [...place.within, declared.node], node: declared.node })
}

function elementMember(element: Outline, place: Place, optional: boolean, many: boolean): Member {
  const { reading } = place
  reading.budget.spend()
  const { ref, name = '', form } = element.attributes
  const target = ref === undefined ? undefined : element.resolve(ref)
  const declared = target === undefined ? undefined : reading.schemas.find('element', target)
  const uri =
    target?.uri ??
    ((form ?? (place.declared.qualified ? 'qualified' : '')) === 'qualified' ? place.declared.uri : '')
  const shape =
    target === undefined
      ? contentOf(element, place)
      : declared === undefined
        ? anything(`không có phần tử ${target.local}`)
        : contentOf(declared.node, { ...place, declared })
  return {
    name: reading.naming(uri, target?.local ?? name),
    required: !optional,
    shape: many ? { kind: 'list', items: shape } : shape,
  }
}

function attributeMember(attribute: Outline, place: Place): Member {
  const { ref, name = '', form, type, use } = attribute.attributes
  const target = ref === undefined ? undefined : attribute.resolve(ref)
  const qualified = (form ?? (place.declared.attributesQualified ? 'qualified' : '')) === 'qualified'
  const own = attribute.children.find(({ local }) => local === 'simpleType')
  const shape =
    type !== undefined
      ? named(attribute.resolve(type), place)
      : own === undefined
        ? builtIn('string')
        : ofType(own, place)
  return {
    name: `@${place.reading.naming(target?.uri ?? (qualified ? place.declared.uri : ''), target?.local ?? name)}`,
    required: use === 'required',
    shape,
  }
}

function textWithAttributes(content: Outline, place: Place): Shape {
  const derived = content.children.find(({ local }) => local === 'extension' || local === 'restriction')
  const base = derived?.attributes.base
  const inherited =
    derived === undefined || base === undefined ? builtIn('string') : named(derived.resolve(base), place)
  const attributes = derived === undefined ? [] : members(derived, place, false)
  const before: readonly Member[] =
    inherited.kind === 'object' ? inherited.members : [{ name: '#text', required: true, shape: inherited }]
  return attributes.length === 0 ? inherited : object([...before, ...attributes])
}

/** A simple type as its built-in base with what restricts it. */
function simple(node: Outline, place: Place): ValueShape {
  const restriction = node.children.find(({ local }) => local === 'restriction')
  if (restriction === undefined) return builtIn('string')
  const { base } = restriction.attributes
  const inline = restriction.children.find(({ local }) => local === 'simpleType')
  const under =
    base === undefined
      ? inline === undefined
        ? undefined
        : ofType(inline, place)
      : named(restriction.resolve(base), place)
  const value = under?.kind === 'value' ? under : builtIn('string')
  const facet = (name: string) =>
    restriction.children.filter(({ local }) => local === name).map(({ attributes }) => attributes.value ?? '')
  const words = facet('enumeration')
  const most = Number(facet('maxLength')[0] ?? facet('length')[0])
  return {
    ...value,
    ...(words.length > 0 && words.length <= 200 ? { words } : {}),
    ...(Number.isSafeInteger(most) && most > 0 ? { maxLength: most } : {}),
  }
}

const integers =
  /^(integer|int|long|short|byte|(positive|negative|nonNegative|nonPositive)(Integer)|unsigned\w+)$/

function builtIn(local: string): ValueShape {
  if (local === 'anyType' || local === 'anySimpleType') return anything(`xs:${local}`)
  const spells = integers.test(local)
    ? 'integer'
    : /^(decimal|float|double)$/.test(local)
      ? 'decimal'
      : local === 'boolean' || local === 'dateTime' || local === 'date'
        ? local
        : undefined
  return { kind: 'value', type: 'string', ...(spells && { spells }) }
}
