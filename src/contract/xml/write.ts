import { fieldsOf } from './fields.ts'
import type { FieldsShape, Member, ObjectShape, Shape } from './shape.ts'

/**
 * A value as elements of a shape, for the XML writer: in the shape's order, every name behind the prefix. What the shape
 * does not know is left out, as JSON answers leave out what their schema does not know. Pure.
 */
export function writeValue(value: unknown, shape: Shape, prefix: string): unknown {
  switch (shape.kind) {
    case 'text':
      if (value instanceof Date) return value.toISOString()
      return typeof value === 'string' ? writable(value) : value
    case 'object':
      return writeObject(value as Readonly<Record<string, unknown>>, shape, prefix)
    case 'fields':
      return writeFields(value, shape, prefix)
  }
}

function writeObject(
  value: Readonly<Record<string, unknown>>,
  { members }: ObjectShape,
  prefix: string,
): object {
  return Object.fromEntries(
    members.flatMap(member => {
      const its = value[member.name]
      return its === undefined || its === null
        ? []
        : [[prefix + member.name, writeMember(its, member, prefix)]]
    }),
  )
}

function writeMember(value: unknown, { shape }: Member, prefix: string): unknown {
  return Array.isArray(value)
    ? value.map(item => writeValue(item, shape, prefix))
    : writeValue(value, shape, prefix)
}

function writeFields(value: unknown, _shape: FieldsShape, prefix: string): object {
  return {
    [`${prefix}field`]: fieldsOf(value).map(({ path, value: its, type }) => ({
      [`${prefix}path`]: writable(path),
      [`${prefix}value`]: writable(its),
      ...(type === undefined ? {} : { [`${prefix}type`]: type }),
    })),
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 §2.2 has no way to write them
const unwritable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu

/** JSON holds characters that XML cannot: one of them must not make a dossier unreadable. */
function writable(text: string): string {
  return text.replace(unwritable, '\ufffd')
}
