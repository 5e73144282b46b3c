import { Fault } from '../../errors/fault.ts'
import { pilesUpMarks } from '../nfc.ts'
import { type Field, objectOf } from './fields.ts'
import type { Member, ObjectShape, Shape, TextShape } from './shape.ts'

/**
 * What an element says, as the value that the JSON Schema judges. What does not fit its shape is left as it is, so that
 * the schema's own judgement names it. Members are known by name, in whatever order they come; `xsi:nil` is absence.
 *
 * @param value as the XML reader gives it: text, an object of elements and `@attributes`, a list of repeated elements
 * @throws Fault `xml-refused`, for a letter under a pile of marks
 */
export function readValue(value: unknown, shape: Shape): unknown {
  if (Array.isArray(value)) return value.map(item => readValue(item, shape))
  switch (shape.kind) {
    case 'text':
      return readText(value, shape)
    case 'object':
      return readObject(value, shape)
    case 'fields':
      return readFields(value)
  }
}

function readObject(value: unknown, { members }: ObjectShape): unknown {
  if (typeof value === 'string') return value.trim() === '' ? {} : value
  if (typeof value !== 'object' || value === null) return value
  const known = new Map(members.map(member => [member.name, member]))
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, its]) => {
      if (isAside(name)) return []
      const member = known.get(name)
      if (member === undefined) return [[name, its]]
      const content = readMember(its, member)
      return content === undefined ? [] : [[name, content]]
    }),
  )
}

function readMember(value: unknown, { shape, list }: Member): unknown {
  if (list === undefined) return value === null ? undefined : readValue(value, shape)
  const items = [value].flat().filter(item => item !== null)
  return items.length === 0 ? undefined : items.map(item => readValue(item, shape))
}

/** Back from the list of places and values; what is no such list stays for the schema to judge. */
function readFields(value: unknown): unknown {
  const { field = [], ...rest } = recordOf(value)
  const others = Object.keys(rest).filter(name => !isAside(name))
  if (typeof value === 'string' && value.trim() !== '') return value
  const fields = [field].flat().map(fieldOf)
  if (others.length > 0 || fields.includes(undefined)) return value
  return objectOf(fields as Field[]) ?? value
}

function fieldOf(field: unknown): Field | undefined {
  const members = recordOf(field)
  const [path, value, type] = ['path', 'value', 'type'].map(name => bareText(members[name]))
  if (typeof path !== 'string' || typeof value !== 'string') return undefined
  const text = normalised(value)
  if (type === undefined || type === 'string') return { path: path.trim(), value: text }
  return type === 'number' || type === 'boolean' ? { path: path.trim(), value: text.trim(), type } : undefined
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {}
}

function readText(value: unknown, { type }: TextShape): unknown {
  const text = bareText(value)
  if (typeof text !== 'string') return text
  if (type === 'string') return normalised(text)
  // White space around numbers, truth values and instants means nothing (XSD 1.0 part 2 §4.3.6).
  const trimmed = text.trim()
  switch (type) {
    case 'boolean':
      return truth.get(trimmed) ?? trimmed
    case 'integer':
      return /^[+-]?\d{1,16}$/.test(trimmed) && Number.isSafeInteger(Number(trimmed))
        ? Number(trimmed)
        : trimmed
    case 'number':
      return /^[+-]?(\d{1,15}(\.\d{0,15})?|\.\d{1,15})$/.test(trimmed) ? Number(trimmed) : trimmed
    case 'instant':
      return trimmed
    case 'binary':
      return trimmed.replace(/\s+/g, '')
  }
}

const truth: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
])

/** The text of an element that has nothing else but what toolkits say about themselves. */
function bareText(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  const rest = Object.entries(value).filter(([name]) => !isAside(name))
  if (rest.length === 0) return ''
  const [[name, text] = []] = rest
  return rest.length === 1 && name === '#text' ? text : value
}

/** `xsi:type`, `xml:space` and their like: no part of the message. */
function isAside(name: string): boolean {
  return name.startsWith('@xsi:') || name.startsWith('@xml:')
}

function normalised(text: string): string {
  if (pilesUpMarks(text)) {
    throw new Fault('xml-refused', { params: { reason: 'combining-marks' } })
  }
  return text.normalize('NFC')
}
