import type { JsonSchema } from '../../contract/schemas.ts'

/** A single value that a schema knows: its path as field tables write it, and the words it may be. */
export interface SchemaLeaf {
  readonly path: string
  readonly words: readonly string[] | undefined
}

/** Every single value that a JSON Schema describes. Follows properties, items and local references. */
export function leavesOf(
  schema: JsonSchema,
  library: Readonly<Record<string, JsonSchema>> = {},
): SchemaLeaf[] {
  return walk(schema, schema, '', library)
}

function walk(
  node: JsonSchema,
  root: JsonSchema,
  path: string,
  library: Readonly<Record<string, JsonSchema>>,
): SchemaLeaf[] {
  const { $ref, properties, items, enum: words } = node
  if (typeof $ref === 'string') {
    const [document = '', pointer = ''] = $ref.split('#')
    const target = document === '' ? root : (library[document] ?? {})
    return walk(resolve(target, pointer), target, path, library)
  }
  if (properties !== undefined) {
    return Object.entries(properties as Readonly<Record<string, JsonSchema>>).flatMap(([name, child]) =>
      walk(child, root, path === '' ? name : `${path}.${name}`, library),
    )
  }
  if (items !== undefined) return walk(items as JsonSchema, root, `${path}[]`, library)
  return [{ path, words: Array.isArray(words) ? words.map(String) : undefined }]
}

function resolve(root: JsonSchema, pointer: string): JsonSchema {
  return pointer
    .split('/')
    .slice(1)
    .reduce<JsonSchema>((node, token) => (node[token] ?? {}) as JsonSchema, root)
}
