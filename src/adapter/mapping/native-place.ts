import { pointerOf } from './path.ts'
import type { Row } from './rows.ts'

/**
 * Where the native message holds what a canonical place is made of, so that whoever speaks in native words is told in
 * them: the row's own field, else that of the nearest group around it, else the first field of what stands inside it. A
 * place that no row knows stays as it is.
 *
 * @param pointer RFC 6901, canonical
 * @returns RFC 6901, native
 */
export function nativePlace(rows: readonly Row[], pointer: string): string {
  const wanted = pointer.split('/').slice(1)
  const mapped = rows.filter(({ ignored, native, canonical }) => {
    return ignored === undefined && native !== '' && canonical !== ''
  })
  const found = nearest(mapped, wanted)
  if (found === undefined) return pointer
  return pointerOf(found.nativeGroups, indicesOf(found, wanted))
}

function nearest(rows: readonly Row[], wanted: readonly string[]): Row | undefined {
  for (let depth = wanted.length; depth > 0; depth--) {
    const around = wanted.slice(0, depth)
    const exact = rows.find(row => fits(namesOf(row), around) && namesOf(row).length === depth)
    if (exact !== undefined) return exact
    const inside = rows.find(row => namesOf(row).length > depth && fits(namesOf(row), around))
    if (inside !== undefined) return inside
  }
  return undefined
}

/** Names from the root on; a list's item is undefined. */
function namesOf({ canonicalGroups }: Row): (string | undefined)[] {
  return canonicalGroups.flatMap((names, level): (string | undefined)[] =>
    level === 0 ? [...names] : [undefined, ...names],
  )
}

function fits(names: readonly (string | undefined)[], wanted: readonly string[]): boolean {
  return wanted.every((step, index) =>
    names[index] === undefined ? index < names.length && /^\d+$/.test(step) : names[index] === step,
  )
}

function indicesOf(row: Row, wanted: readonly string[]): number[] {
  return namesOf(row).flatMap((name, index) => (name === undefined ? [Number(wanted[index] ?? 0)] : []))
}
