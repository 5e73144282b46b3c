import { readdirSync, readFileSync } from 'node:fs'

/** JSON Schemas of the canonical model, by their `$id`; the only source of both types and validators. */
const folder = new URL('../../schemas/', import.meta.url)

export type JsonSchema = Readonly<Record<string, unknown>>

export function readSchema(name: string): JsonSchema {
  return JSON.parse(readFileSync(new URL(`${name}.schema.json`, folder), 'utf8')) as JsonSchema
}

/** The messages of the canonical model, by their `$id`; the manifest's schema describes adapters, not messages. */
export const canonicalSchemas: ReadonlyMap<string, JsonSchema> = new Map(
  readdirSync(folder)
    .flatMap(file => /^([a-z-]+)\.schema\.json$/.exec(file)?.[1] ?? [])
    .filter(id => id !== 'adapter-manifest')
    .sort()
    .map(id => [id, readSchema(id)]),
)

export const dossierSchema = canonicalSchemas.get('dossier') as JsonSchema
export const stepSchema = canonicalSchemas.get('step') as JsonSchema
export const citizenSchema = canonicalSchemas.get('citizen') as JsonSchema
export const citizenQuestionSchema = canonicalSchemas.get('citizen-question') as JsonSchema

const definitions = dossierSchema.$defs as Readonly<Record<string, JsonSchema>>

/** The ten dossier statuses, in the order of the portal's code table. */
export const statusValues = definitions.status?.enum as readonly string[]
