import type { Budget } from '../budget.ts'
import { importLimits } from '../budget.ts'
import { anything, type Member, type Shape, type ValueShape } from '../shape.ts'

/** Items of a list that are looked at: they are alike, and a sample may hold a year of them. */
const mostItems = 50

export interface SampleReading {
  /** XML: all is text, and what it spells is looked at. */
  readonly xml: boolean
  readonly budget: Budget
}

/** The shape that a sample message shows. One sample cannot tell what may be missing: nothing is required. */
export function shapeOfSample(value: unknown, reading: SampleReading, depth = 0): Shape {
  reading.budget.spend()
  if (depth > importLimits.depth) return anything('quá sâu')
  if (Array.isArray(value)) {
    const items = value.slice(0, mostItems).map(item => shapeOfSample(item, reading, depth + 1))
    return {
      kind: 'list',
      items: items.length === 0 ? anything('danh sách rỗng trong mẫu') : items.reduce(merge),
    }
  }
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).map(
      ([name, member]): Member => ({
        name,
        required: false,
        shape: shapeOfSample(member, reading, depth + 1),
      }),
    )
    return { kind: 'object', members }
  }
  return valueShape(value, reading.xml)
}

function valueShape(value: unknown, xml: boolean): ValueShape {
  if (typeof value === 'string') {
    // An empty text says that the field is there, not what it is.
    if (value === '') return { kind: 'value', type: 'string' }
    const spells = xml ? spelling(value) : undefined
    return { kind: 'value', type: 'string', sample: value, ...(spells && { spells }) }
  }
  if (typeof value === 'boolean') return { kind: 'value', type: 'boolean', sample: value }
  if (typeof value === 'number')
    return { kind: 'value', type: Number.isSafeInteger(value) ? 'integer' : 'number', sample: value }
  return anything('null trong mẫu')
}

/** Only what can be nothing else: 12 digits are as likely an identity as a number. */
function spelling(text: string): ValueShape['spells'] | undefined {
  if (/^(true|false)$/.test(text)) return 'boolean'
  return undefined
}

/** What two items of a list have in common and what either adds. */
function merge(a: Shape, b: Shape): Shape {
  if (a.kind === 'object' && b.kind === 'object') {
    const names = new Set([...a.members, ...b.members].map(({ name }) => name))
    return {
      kind: 'object',
      members: [...names].map(name => {
        const [left, right] = [a, b].map(side => side.members.find(member => member.name === name)?.shape)
        const both = left !== undefined && right !== undefined ? merge(left, right) : (left ?? right)
        return { name, required: false, shape: both ?? anything('?') }
      }),
    }
  }
  if (a.kind === 'list' && b.kind === 'list') return { kind: 'list', items: merge(a.items, b.items) }
  if (a.kind === 'value' && a.type === 'any') return b
  if (b.kind === 'value' && b.type === 'any') return a
  if (a.kind !== b.kind) return anything('khi là nhóm, khi là giá trị')
  return a.kind === 'value' && b.kind === 'value' && a.type !== b.type ? anything('kiểu không nhất quán') : a
}
