import { AdapterFault } from '../adapter-fault.ts'

/**
 * A path of a field table: `applicant.name`, `documents[].name`, `supplements[].documents[].name`, `databases[]`.
 * Cut at each `[]`: every group but the last leads to a list, the last leads from the item to the value and is empty
 * where the item itself is the value.
 */
export type PathGroups = readonly (readonly string[])[]

// XML as objects: `dan:HoVaTen` (prefix of the manifest), `@id` (attribute), `#text` (text beside attributes). MongoDB's
// JSON: `_id.$oid`.
const segment = /^[@#$]?[\p{L}_][\p{L}\p{M}\p{N}_-]*(?::[\p{L}_][\p{L}\p{M}\p{N}_-]*)?$/u

/** @throws AdapterFault when the path is malformed. */
export function parsePath(path: string): PathGroups {
  return path.split('[]').map((part, index) => {
    if (index > 0 && part !== '' && !part.startsWith('.'))
      throw new AdapterFault(`path "${path}" is malformed`)
    const names = part.replace(/^\./, '').split('.')
    if (names.length === 1 && names[0] === '' && index > 0) return []
    for (const name of names) {
      // A table is data from outside: its names must never reach an object's prototype.
      if (!segment.test(name) || name in Object.prototype || name === 'prototype')
        throw new AdapterFault(`path "${path}" is malformed`)
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

export type Members = Readonly<Record<string, unknown>>
export type Getter = (source: Members) => unknown
export type Setter = (target: Record<string, unknown>, value: unknown) => void

// What is missing is read from here, so that getters need not ask on every step.
export const nothing: Members = Object.freeze(Object.create(null) as Members)

/** Anything as something to read members from. Lists have none that a table may name. */
export function membersOf(value: unknown): Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : nothing
}

/** Reads one group of a path; what is missing on the way reads as undefined. */
export function getter(names: readonly string[]): Getter {
  const [first, second, ...rest] = names
  if (first === undefined) return source => source
  if (second === undefined) return source => source[first]
  if (rest.length === 0) return source => membersOf(source[first])[second]
  return source => names.reduce<unknown>((value, name) => membersOf(value)[name], source)
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

/**
 * Reads a path from the root of a message, for a row that stands inside the lists of `own`: lists that both paths
 * share are entered at the row's own item.
 * @throws AdapterFault when the path enters a list that the row is not inside of.
 */
export function rootGetter(
  groups: PathGroups,
  own: PathGroups,
): (root: unknown, indices: readonly number[]) => unknown {
  const lists = groups.slice(0, -1)
  lists.forEach((names, depth) => {
    if (depth >= own.length - 1 || names.join('.') !== own[depth]?.join('.'))
      throw new AdapterFault(`it looks into the list ${names.join('.')}, of which there are many items`)
  })
  const steps = groups.map(getter)
  return (root, indices) => {
    let value = root
    for (let level = 0; level < steps.length; level++) {
      if (level > 0) value = Array.isArray(value) ? value[indices[level - 1] ?? 0] : undefined
      value = steps[level]?.(membersOf(value))
    }
    return value ?? undefined
  }
}
