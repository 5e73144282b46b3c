import { AdapterFault } from '../adapter-fault.ts'
import { parsePath, rootGetter } from './path.ts'
import type { Row } from './rows.ts'
import type { Run } from './run.ts'

export type Guard = (run: Run) => boolean

/**
 * The conditions of a row, all of which must hold: `when(path)`: the canonical message has a value there;
 * `when(path, a, b)`: it is one of these; `unless(…)`: it is not. Inside lists the path may go through the row's own
 * item.
 * @param known canonical paths of the table: a mistyped condition would never hold, in silence.
 * @returns undefined for a row without conditions.
 * @throws AdapterFault
 */
export function guardOf(row: Row, known: ReadonlySet<string>): Guard | undefined {
  const guards = row.calls
    .filter(({ name }) => name === 'when' || name === 'unless')
    .map(({ name, args: [path, ...values] }): Guard => {
      if (typeof path !== 'string') throw new AdapterFault(`${name} needs a canonical path`)
      if (!known.has(path))
        throw new AdapterFault(`${name}: no row of this table has the canonical path ${path}`)
      const read = rootGetter(parsePath(path), row.canonicalGroups)
      const wanted = new Set(values.map(String))
      const expected = name === 'when'
      return run => {
        const value = read(run.canonical, run.indices)
        const holds = wanted.size === 0 ? isFilled(value) : wanted.has(String(value))
        return holds === expected
      }
    })
  if (guards.length === 0) return undefined
  return run => guards.every(guard => guard(run))
}

function isFilled(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return false
  return !Array.isArray(value) || value.length > 0
}
