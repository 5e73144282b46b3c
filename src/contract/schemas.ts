import { readFileSync } from 'node:fs'

/** JSON Schemas of the canonical model, by their `$id`; the only source of both types and validators. */
const folder = new URL('../../schemas/', import.meta.url)

export type JsonSchema = Readonly<Record<string, unknown>>

export function readSchema(name: string): JsonSchema {
  return JSON.parse(readFileSync(new URL(`${name}.schema.json`, folder), 'utf8')) as JsonSchema
}

export const dossierSchema = readSchema('dossier')
export const stepSchema = readSchema('step')

const definitions = dossierSchema.$defs as Readonly<Record<string, JsonSchema>>

/** The ten dossier statuses, in the order of the portal's code table. */
export const statusValues = definitions.status?.enum as readonly string[]
