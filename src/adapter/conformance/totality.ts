import { dossierSchema, type JsonSchema, stepSchema } from '../../contract/schemas.ts'
import type { CodeTable } from '../mapping/code-table.ts'
import { isListRow, type Row } from '../mapping/rows.ts'
import { leavesOf, type SchemaLeaf } from './schema-paths.ts'

/** What the gateway adds to a canonical message before an adapter gets it. */
const added = { dossier: ['code', 'procedure.nationalCode'], step: ['dossier'] } as const
const canonicalSchemas = { dossier: dossierSchema, step: stepSchema } as const

/** Native fields that the table neither writes nor ignores with a reason, and fields it writes that there are not. */
export function nativeGaps(rows: readonly Row[], schema: JsonSchema): string[] {
  const known = leavesOf(schema).map(leaf => leaf.path)
  return gaps(known, rows, row => row.native)
}

/** The same for our side, so that nothing an agency sends is lost in silence. */
export function canonicalGaps(rows: readonly Row[], carries: 'dossier' | 'step'): string[] {
  const known = [...canonicalLeaves(carries).map(leaf => leaf.path), ...added[carries]]
  return gaps(known, rows, row => row.canonical)
}

/** Words of our model for which a code table has no code. */
export function missingCodes(
  rows: readonly Row[],
  carries: 'dossier' | 'step',
  tables: ReadonlyMap<string, CodeTable>,
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
          .map(word => `${row.canonical}: ${word} is not in ${codes.name}.csv`)
  })
}

function canonicalLeaves(carries: 'dossier' | 'step'): SchemaLeaf[] {
  return leavesOf(canonicalSchemas[carries], { dossier: dossierSchema })
}

function gaps(known: readonly string[], rows: readonly Row[], side: (row: Row) => string): string[] {
  // A row that only says how its list is written names the list, of which the schema knows the members.
  const [lists, values] = [rows.filter(isListRow), rows.filter(row => !isListRow(row))].map(some =>
    some.map(side).filter(path => path !== ''),
  ) as [string[], string[]]
  const given = [
    ...values,
    ...lists.filter(list => !known.some(path => path === list || path.startsWith(`${list}.`))),
  ]
  return [
    ...known
      .filter(path => !given.includes(path))
      .map(path => `${path} is neither mapped nor ignored with a reason`),
    ...given.filter(path => !known.includes(path)).map(path => `${path} is not in the schema`),
  ]
}
