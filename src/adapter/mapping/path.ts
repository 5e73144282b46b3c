import { AdapterFault } from '../adapter-fault.ts'

/**
 * A path of a field table: `applicant.name`, `documents[].name`, `supplements[].documents[].name`, `databases[]`.
 * Cut at each `[]`: every group but the last leads to a list, the last leads from the item to the value and is empty
 * where the item itself is the value.
 */
export type PathGroups = readonly (readonly string[])[]

const segment = /^[A-Za-z_][A-Za-z0-9_-]*$/
// A table is data from outside: its names must never reach an object's prototype.
const forbidden = new Set(['__proto__', 'prototype', 'constructor'])

/** @throws AdapterFault when the path is malformed. */
export function parsePath(path: string): PathGroups {
  return path.split('[]').map((part, index) => {
    if (index > 0 && part !== '' && !part.startsWith('.'))
      throw new AdapterFault(`path "${path}" is malformed`)
    const names = part.replace(/^\./, '').split('.')
    if (names.length === 1 && names[0] === '' && index > 0) return []
    for (const name of names) {
      if (!segment.test(name) || forbidden.has(name)) throw new AdapterFault(`path "${path}" is malformed`)
    }
    return names
  })
}

/** RFC 6901 pointer of a path, its lists resolved by `indices` (outermost first). */
export function pointerOf(groups: PathGroups, indices: readonly number[]): string {
  return groups
    .map(
      (names, level) =>
        (level === 0 ? '' : `/${indices[level - 1] ?? 0}`) + names.map(name => `/${name}`).join(''),
    )
    .join('')
}

export type Getter = (source: unknown) => unknown
export type Setter = (target: Record<string, unknown>, value: unknown) => void

function member(source: unknown, name: string): unknown {
  return typeof source === 'object' && source !== null ? (source as Record<string, unknown>)[name] : undefined
}

/** Reads one group of a path; what is missing on the way, or null, reads as undefined. */
export function getter(names: readonly string[]): Getter {
  const [first, second, ...rest] = names
  if (first === undefined) return source => source ?? undefined
  if (second === undefined) return source => member(source, first) ?? undefined
  if (rest.length === 0) return source => member(member(source, first), second) ?? undefined
  return source => names.reduce<unknown>(member, source) ?? undefined
}

/** Writes one group of a path, making the objects on the way. */
export function setter(names: readonly string[]): Setter {
  const last = names.at(-1)
  if (last === undefined) throw new AdapterFault('a path without a name cannot be written to')
  if (names.length === 1) {
    return (target, value) => {
      target[last] = value
    }
  }
  const parents = names.slice(0, -1)
  return (target, value) => {
    let at = target
    for (const name of parents) {
      at[name] ??= {}
      at = at[name] as Record<string, unknown>
    }
    at[last] = value
  }
}
