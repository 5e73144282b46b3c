import { readFileSync, writeFileSync } from 'node:fs'
import { compile, type JSONSchema } from 'json-schema-to-typescript'

/**
 * Writes types.generated.ts from schemas/ (`npm run types`). One bundle schema, so that a definition
 * shared by two messages becomes one type.
 */
const folder = new URL('../../schemas/', import.meta.url)
const read = (name: string) => JSON.parse(readFileSync(new URL(`${name}.schema.json`, folder), 'utf8'))

const dossier = read('dossier')
const step = read('step')

export async function generateTypes(): Promise<string> {
  const definitions = Object.fromEntries(
    Object.entries(dossier.$defs as Record<string, JSONSchema>).map(([name, schema]) => [
      name,
      named(name, schema),
    ]),
  )
  const bundle = {
    title: 'Canonical',
    type: 'object',
    additionalProperties: false,
    properties: { dossier: named('dossier', dossier), step: named('step', step) },
    definitions,
  }
  const local = JSON.stringify(bundle).replaceAll(/"(?:dossier)?#\/\$defs\//g, '"#/definitions/')
  return compile(JSON.parse(local), 'Canonical', {
    bannerComment: '// Generated from schemas/ by `npm run types`. Do not edit.',
    additionalProperties: false,
    style: { semi: false, singleQuote: true, printWidth: 110 },
  })
}

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
