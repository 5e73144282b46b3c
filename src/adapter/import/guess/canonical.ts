import { dossierSchema, type JsonSchema, stepSchema } from '../../../contract/schemas.ts'

export type MessageKind = 'dossier' | 'step'

/** One single value of a canonical message. */
export interface CanonicalLeaf {
  readonly path: string
  readonly type: 'string' | 'integer' | 'boolean'
  readonly instant: boolean
  readonly words: readonly string[] | undefined
  readonly maxLength: number | undefined
}

/** What the gateway adds to a canonical message before an adapter gets it (see types.ts). */
const added: Readonly<Record<MessageKind, readonly string[]>> = {
  dossier: ['code', 'procedure.nationalCode'],
  step: ['dossier'],
}

const known = new Map<MessageKind, ReadonlyMap<string, CanonicalLeaf>>()

/** Every single value that messages of ours may hold, by path. */
export function canonicalLeaves(kind: MessageKind): ReadonlyMap<string, CanonicalLeaf> {
  const found = known.get(kind)
  if (found !== undefined) return found
  const schema = kind === 'dossier' ? dossierSchema : stepSchema
  const own = [...added[kind].map(path => leafOf(path, { type: 'string' })), ...walk(schema, schema, '')]
  const leaves = new Map(own.map(leaf => [leaf.path, leaf]))
  known.set(kind, leaves)
  return leaves
}

function* walk(node: JsonSchema, root: JsonSchema, path: string): Generator<CanonicalLeaf> {
  const { $ref, properties, items } = node
  if (typeof $ref === 'string') {
    const [document = '', pointer = ''] = $ref.split('#')
    const target = document === 'dossier' ? dossierSchema : root
    yield* walk(at(target, pointer), target, path)
  } else if (properties !== undefined) {
    for (const [name, child] of Object.entries(properties as Readonly<Record<string, JsonSchema>>))
      yield* walk(child, root, path === '' ? name : `${path}.${name}`)
  } else if (items !== undefined) {
    yield* walk(items as JsonSchema, root, `${path}[]`)
  } else {
    yield leafOf(path, node)
  }
}

function leafOf(path: string, { type, enum: words, format, maxLength }: JsonSchema): CanonicalLeaf {
  return {
    path,
    type: type === 'integer' || type === 'boolean' ? type : 'string',
    instant: format === 'date-time',
    words: Array.isArray(words) ? words.map(String) : undefined,
    maxLength: typeof maxLength === 'number' ? maxLength : undefined,
  }
}

function at(root: JsonSchema, pointer: string): JsonSchema {
  return pointer
    .split('/')
    .slice(1)
    .reduce<JsonSchema>((node, token) => (node[token] ?? {}) as JsonSchema, root)
}
