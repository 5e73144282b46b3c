import type { Budget } from '../budget.ts'
import { importLimits } from '../budget.ts'
import { oneLine } from '../names.ts'
import { anything, type Member, type Shape, type ValueShape } from '../shape.ts'
import { type ApiDocument, type At, isJson, type Json } from './document.ts'

export interface SchemaReading {
  readonly api: ApiDocument
  readonly budget: Budget
}

/**
 * The shape that a JSON Schema of OpenAPI 3.0 or 3.1 describes. allOf is joined; of oneOf and anyOf everything that any of
 * them has, nothing required; circles are cut where they close. Examples are looked at for their spelling only.
 */
export function shapeOfSchema(at: At, reading: SchemaReading, within: readonly unknown[] = []): Shape {
  const { api, budget } = reading
  budget.spend()
  const here = api.resolve(at)
  const { node } = here
  if (!isJson(node)) return anything('không khai kiểu')
  if (within.includes(node)) return anything('vòng lặp')
  if (within.length > importLimits.depth) return anything('quá sâu')
  const inside = [...within, node]
  const sub = (child: unknown) => shapeOfSchema({ file: here.file, node: child }, reading, inside)
  const parts = lists(node.allOf).map(sub)
  const choices = [...lists(node.oneOf), ...lists(node.anyOf)]
    .filter(choice => !(isJson(choice) && choice.type === 'null'))
    .map(sub)
  const own = ownShape(node, sub)
  const joined = [...(own === undefined ? [] : [own]), ...parts]
  const chosen = choices.length > 1 ? choices.map(optional) : choices
  const [first, ...rest] = [...joined, ...chosen]
  return first === undefined ? anything('không khai kiểu') : rest.reduce(join, first)
}

function ownShape(node: Json, sub: (child: unknown) => Shape): Shape | undefined {
  const type = typeOf(node.type)
  if (isJson(node.properties) || (type === 'object' && !isJson(node.additionalProperties))) {
    const required = new Set(lists(node.required))
    const members = Object.entries(isJson(node.properties) ? node.properties : {})
      .filter(([, child]) => !(isJson(child) && child.readOnly === true))
      .map(([name, child]): Member => ({ name, required: required.has(name), shape: sub(child) }))
    if (members.length === 0 && node.allOf !== undefined) return undefined
    return { kind: 'object', members }
  }
  if (type === 'object') return anything('tên trường tuỳ ý')
  if (type === 'array' || node.items !== undefined)
    return { kind: 'list', items: node.items === undefined ? anything('không khai kiểu') : sub(node.items) }
  if (type === undefined && !Array.isArray(node.enum) && node.const === undefined) return undefined
  return singleValue(node, type)
}

function singleValue(node: Json, type: string | undefined): ValueShape {
  const words = lists(node.const === undefined ? node.enum : [node.const]).filter(
    (word): word is string | number | boolean => ['string', 'number', 'boolean'].includes(typeof word),
  )
  const examples = [node.example, ...lists(node.examples), node.default]
  const sample = examples.find(
    (value): value is string | number | boolean =>
      (typeof value === 'string' && value !== '') || typeof value === 'number' || typeof value === 'boolean',
  )
  const description = [node.title, node.description].find(text => typeof text === 'string' && text !== '')
  return {
    kind: 'value',
    type: type === 'string' || type === 'integer' || type === 'number' || type === 'boolean' ? type : 'any',
    ...(typeof node.format === 'string' ? { format: node.format } : {}),
    ...(words.length > 0 && words.length <= 200 ? { words } : {}),
    ...(Number.isSafeInteger(node.maxLength) ? { maxLength: node.maxLength as number } : {}),
    ...(sample === undefined || typeof sample !== (type === 'integer' ? 'number' : type) ? {} : { sample }),
    ...(description === undefined ? {} : { description: oneLine(String(description), 120) }),
  }
}

/** 3.1 may list types, `null` among them. */
function typeOf(type: unknown): string | undefined {
  if (typeof type === 'string') return type
  return lists(type).find((one): one is string => typeof one === 'string' && one !== 'null')
}

function optional(shape: Shape): Shape {
  if (shape.kind !== 'object') return shape
  return { kind: 'object', members: shape.members.map(member => ({ ...member, required: false })) }
}

/** What both say: members of either, required where one requires them. */
function join(a: Shape, b: Shape): Shape {
  if (a.kind === 'object' && b.kind === 'object') {
    const names = new Set([...a.members, ...b.members].map(({ name }) => name))
    return {
      kind: 'object',
      members: [...names].map((name): Member => {
        const [left, right] = [a, b].map(side => side.members.find(member => member.name === name))
        if (left !== undefined && right !== undefined)
          return { name, required: left.required || right.required, shape: join(left.shape, right.shape) }
        return left ?? right ?? { name, required: false, shape: anything('?') }
      }),
    }
  }
  if (a.kind === 'value' && b.kind === 'value')
    return { ...b, ...a, ...(a.type === 'any' ? { type: b.type } : {}) }
  if (a.kind === 'list' && b.kind === 'list') return { kind: 'list', items: join(a.items, b.items) }
  return a.kind === 'value' && a.type === 'any' ? b : a
}

export function lists(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
