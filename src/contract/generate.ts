import { writeFileSync } from 'node:fs'
import { compile, type JSONSchema } from 'json-schema-to-typescript'
import { canonicalSchemas } from './schemas.ts'

/**
 * Writes types.generated.ts from schemas/ (`npm run types`). One bundle schema, so that a definition
 * shared by two messages becomes one type.
 */
export async function generateTypes(): Promise<string> {
  const messages = Object.fromEntries(
    [...canonicalSchemas].map(([id, schema]) => [camel(id), named(camel(id), schema as JSONSchema)]),
  )
  const definitions = Object.fromEntries(
    [...canonicalSchemas.values()]
      .flatMap(schema => Object.entries((schema.$defs ?? {}) as Record<string, JSONSchema>))
      .map(([name, schema]) => [name, named(name, schema)]),
  )
  const bundle = {
    title: 'Canonical',
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(
      Object.keys(messages).map(name => [name, { $ref: `#/definitions/${name}` }]),
    ),
    definitions: { ...messages, ...definitions },
  }
  const local = JSON.stringify(bundle)
    .replaceAll(/"[a-z-]*#\/\$defs\//g, '"#/definitions/')
    .replaceAll(/"([a-z-]+)#"/g, (_, id: string) => `"#/definitions/${camel(id)}"`)
  return compile(JSON.parse(local), 'Canonical', {
    bannerComment: '// Generated from schemas/ by `npm run types`. Do not edit.',
    additionalProperties: false,
    style: { semi: false, singleQuote: true, printWidth: 110 },
  })
}

const camel = (id: string) => id.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())

/** Types take English names; the Vietnamese titles stay as documentation in the description. */
function named(name: string, schema: JSONSchema): JSONSchema {
  const {
    $id: _id,
    $schema: _schema,
    $defs: _defs,
    if: _if,
    then: _then,
    ...rest
  } = schema as Record<string, unknown>
  return withoutTitles({ ...rest, tsName: name }, name) as JSONSchema
}

function withoutTitles(node: unknown, name?: string): unknown {
  if (Array.isArray(node)) return node.map(item => withoutTitles(item))
  if (typeof node !== 'object' || node === null) return node
  const { title, tsName: _tsName, ...rest } = node as Record<string, unknown>
  if (typeof rest.$ref === 'string') return { $ref: rest.$ref }
  const copy: Record<string, unknown> = Object.fromEntries(
    Object.entries(rest).map(([key, value]) => [key, key === 'enum' ? value : withoutTitles(value)]),
  )
  if (typeof title === 'string') copy.description = [title, rest.description].filter(Boolean).join('. ')
  if (typeof title !== 'string' && title !== undefined) copy.title = withoutTitles(title)
  if (name) copy.title = `${name[0]?.toUpperCase()}${name.slice(1)}`
  return copy
}

if (process.argv[1]?.endsWith('generate.ts')) {
  writeFileSync(new URL('types.generated.ts', import.meta.url), await generateTypes())
}
