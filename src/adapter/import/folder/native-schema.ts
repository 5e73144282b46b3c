import type { JsonSchema } from '../../../contract/schemas.ts'
import type { Shape, ValueShape } from '../shape.ts'

/** Formats that the kit's validators know; another would refuse the whole schema. */
const formats = new Set(['date-time', 'date', 'time', 'email', 'uri', 'uuid', 'ipv4', 'ipv6'])

/** A shape as the JSON Schema of `schemas/`. Patterns of strangers are left out: some take hours. */
export function schemaOf(shape: Shape, title: string): JsonSchema {
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', title, ...node(shape) }
}

function node(shape: Shape): JsonSchema {
  switch (shape.kind) {
    case 'list':
      return { type: 'array', items: node(shape.items) }
    case 'object': {
      const required = shape.members.filter(member => member.required).map(({ name }) => name)
      return {
        type: 'object',
        properties: Object.fromEntries(shape.members.map(member => [member.name, node(member.shape)])),
        ...(required.length === 0 ? {} : { required }),
      }
    }
    case 'value':
      return value(shape)
  }
}

function value({ type, format, words, maxLength, description, cut }: ValueShape): JsonSchema {
  const text = description ?? (cut === undefined ? undefined : `chưa biết / not known: ${cut}`)
  return {
    ...(text === undefined ? {} : { description: text }),
    ...(type === 'any' ? {} : { type }),
    ...(words === undefined ? {} : { enum: words }),
    ...(format !== undefined && formats.has(format) ? { format } : {}),
    ...(maxLength === undefined ? {} : { maxLength }),
  }
}
