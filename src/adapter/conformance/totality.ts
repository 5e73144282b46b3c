import { canonicalSchemas, type JsonSchema } from '../../contract/schemas.ts'
import { compileSchema } from '../json-schema.ts'
import type { Refusal } from '../manifest.ts'
import type { CodeTable } from '../mapping/code-table.ts'
import { isListRow, type Row } from '../mapping/rows.ts'
import { leavesOf, type SchemaLeaf } from './schema-paths.ts'

/** What the gateway adds to a canonical message before an adapter gets it. */
const added: Readonly<Record<string, readonly string[]>> = {
  dossier: ['code', 'procedure.nationalCode'],
  step: ['dossier'],
}

/**
 * Native fields that the table neither writes nor ignores with a reason, and fields it names that there are not.
 *
 * @param name of the schema in the adapter's folder
 * @param sends the members that the platform takes, where those are not all
 */
export function nativeGaps(
  rows: readonly Row[],
  schema: JsonSchema,
  name: string,
  sends?: readonly string[],
): string[] {
  const known = leavesOf(schema).map(leaf => leaf.path)
  const file = `schemas/${name}.json`
  const sent = (row: Row) => sends?.includes(row.native.split(/[.[]/)[0] ?? '') ?? true
  const strangers = (sends ?? [])
    .filter(member => !rows.some(row => row.native.split(/[.[]/)[0] === member))
    .map(member => `sends: ${member} is not written by the field table`)
  return [...strangers, ...gaps(known, namedBy(rows.filter(sent), 'native'), file)]
}

/** The same for our side, so that nothing an agency sends is lost in silence. */
export function canonicalGaps(rows: readonly Row[], carries: string): string[] {
  const known = [...canonicalLeaves(carries).map(leaf => leaf.path), ...(added[carries] ?? [])]
  return gaps(known, namedBy(rows, 'canonical'), `our ${carries} (schemas/${carries}.schema.json)`)
}

/** Fields that a table reads into and that there are not, in a message that comes in. */
export function canonicalStrangers(rows: readonly Row[], as: string): string[] {
  const known = [...canonicalLeaves(as).map(leaf => leaf.path), ...(added[as] ?? [])]
  return strangersOf(known, namedBy(rows, 'canonical'), `our ${as} (schemas/${as}.schema.json)`)
}

/** Words of our model for which a code table has no code, and which the operation does not refuse either. */
export function missingCodes(
  rows: readonly Row[],
  carries: string,
  tables: ReadonlyMap<string, CodeTable>,
  refuses: readonly Refusal[] = [],
): string[] {
  const leaves = new Map(canonicalLeaves(carries).map(leaf => [leaf.path, leaf]))
  return rows.flatMap(row => {
    const name = row.calls.find(call => call.name === 'table')?.args[0]
    const codes = tables.get(String(name))
    const words = leaves.get(row.canonical)?.words ?? []
    return codes === undefined
      ? []
      : words
          .filter(word => !codes.toNative.has(word))
          .filter(word => !refuses.some(({ when }) => refusesWord(when, row.canonical.split('.'), word)))
          .map(word => `${row.canonical}: ${word} is not in ${codes.name}.csv, and nothing refuses it`)
  })
}

/** Whether a refusal speaks of this member alone, and so refuses every message with this word. */
function refusesWord(when: JsonSchema, [name, ...rest]: readonly string[], word: string): boolean {
  if (name === undefined) return compileSchema(when)(word) === true
  const { required = [name], properties, ...more } = when
  const { [name]: member, ...others } = (properties ?? {}) as Readonly<Record<string, JsonSchema>>
  const conditions = [
    ...Object.keys({ ...more, ...others }),
    ...(required as string[]).filter(one => one !== name),
  ]
  if (member === undefined || conditions.length > 0) return false
  return refusesWord(member, rest, word)
}

function canonicalLeaves(carries: string): SchemaLeaf[] {
  return leavesOf(canonicalSchemas.get(carries) ?? {}, Object.fromEntries(canonicalSchemas))
}

/**
 * A row that ignores may name a whole group (`fees[]`, `procedure.domain`): its reason holds for everything below. A row
 * that only says how its list is written names the list, of which the schema knows the members.
 *
 * @param schema where the names come from, for whoever has to compare
 */
function gaps(known: readonly string[], named: readonly Named[], schema: string): string[] {
  const given = named.filter(({ path }) => path !== '')
  return [
    ...known
      .filter(leaf => !given.some(one => one.path === leaf || (one.ignored && isBelow(leaf, one.path))))
      .map(path => `${path} is neither mapped nor ignored with a reason`),
    ...strangersOf(known, given, schema),
  ]
}

function strangersOf(known: readonly string[], named: readonly Named[], schema: string): string[] {
  return named
    .filter(({ path }) => path !== '')
    .filter(
      one => !known.some(leaf => leaf === one.path || ((one.ignored || one.list) && isBelow(leaf, one.path))),
    )
    .map(({ path }) => notOne(path, known, schema))
}

interface Named {
  readonly path: string
  readonly ignored: boolean
  readonly list: boolean
}

function namedBy(rows: readonly Row[], side: 'native' | 'canonical'): Named[] {
  return rows.map(row => ({ path: row[side], ignored: row.ignored !== undefined, list: isListRow(row) }))
}

function isBelow(leaf: string, group: string): boolean {
  return leaf.startsWith(`${group}.`) || leaf.startsWith(`${group}[]`)
}

function notOne(path: string, known: readonly string[], schema: string): string {
  const inside = known.filter(leaf => isBelow(leaf, path))
  if (inside.length === 0) return `${path} is not a field of ${schema}`
  return `${path} is not one value: name what stands in it (${inside.slice(0, 3).join(', ')}), or leave the cell empty and use jsonata`
}
