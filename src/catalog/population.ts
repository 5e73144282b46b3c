import { citizenSchema } from '../contract/schemas.ts'
import { agencyPath } from './agency-code.ts'
import { invalidRow, type Row, readTable, validityOf } from './table.ts'
import { type Span, spanOf } from './validity.ts'

/** What the population database may be asked for one procedure. */
export interface PopulationProfile {
  readonly procedure: string
  /** National service code that is licensed to use the database (MaDVC). */
  readonly service: string
  /** Agency subtrees whose officers may ask. */
  readonly units: readonly string[]
  readonly operations: readonly PopulationOperation[]
  /** What a look-up may release, and whether in full. Empty: verification only. */
  readonly fields: ReadonlyMap<string, 'masked' | 'full'>
  /** Of people who do not stand in the dossier. */
  readonly relations: readonly string[]
  /** Background jobs that may stand in an officer's place. */
  readonly jobs: readonly string[]
  readonly span: Span
}

export type PopulationOperation = 'verify' | 'lookup'

const shipped = new URL('../../config/population/', import.meta.url)
const file = 'profiles.csv'
const columns = [
  'procedure',
  'service',
  'units',
  'operations',
  'fields',
  'relations',
  'jobs',
  'validFrom',
  'validTo',
] as const
const known = new Set(Object.keys(citizenSchema.properties as object))
const relations = new Set(['spouse', 'father', 'mother', 'child', 'representative'])

/**
 * Reads `profiles.csv` once, by procedure; several rows of one procedure are for several units.
 * @throws Fault `catalog-invalid` naming the line: a field that is misspelt must not pass for one that is not wanted.
 */
export function readProfiles(folder: URL = shipped): ReadonlyMap<string, readonly PopulationProfile[]> {
  const profiles = new Map<string, PopulationProfile[]>()
  for (const row of readTable(folder, file, columns)) {
    const profile = toProfile(row)
    profiles.set(profile.procedure, [...(profiles.get(profile.procedure) ?? []), profile])
  }
  return profiles
}

function toProfile(row: Row<(typeof columns)[number]>): PopulationProfile {
  const { procedure, service } = row.values
  if (procedure === '' || service === '') throw invalidRow(row, 'procedure and service are required')
  const units = words(row.values.units)
  const stray = units.find(unit => agencyPath(unit) === undefined)
  if (units.length === 0 || stray !== undefined)
    throw invalidRow(row, `units must be agency codes: ${stray ?? ''}`)
  const operations = words(row.values.operations)
  if (operations.length === 0 || !operations.every(isOperation))
    throw invalidRow(row, 'operations are verify and lookup')
  const fields = new Map(words(row.values.fields).map(word => toField(row, word)))
  for (const relation of words(row.values.relations))
    if (!relations.has(relation)) throw invalidRow(row, `relation is unknown: ${relation}`)
  return Object.freeze({
    procedure,
    service,
    units,
    operations: operations as PopulationOperation[],
    fields,
    relations: words(row.values.relations),
    jobs: words(row.values.jobs),
    span: spanOf(validityOf(row)),
  })
}

function toField(row: Row<string>, word: string): [string, 'masked' | 'full'] {
  const [name = '', extent = 'masked'] = word.split('=')
  if (!known.has(name)) throw invalidRow(row, `field is unknown: ${name}`)
  if (extent !== 'masked' && extent !== 'full') throw invalidRow(row, `${name} is either masked or full`)
  return [name, extent]
}

const words = (cell: string) => cell.split(/\s+/).filter(word => word !== '')
const isOperation = (word: string) => word === 'verify' || word === 'lookup'
