/** One value of an object of any members, as XML says it. */
export interface Field {
  /** JSON pointer (RFC 6901). */
  readonly path: string
  readonly value: string
  /** Absent: text. */
  readonly type?: 'number' | 'boolean'
}

/** Deeper places than any message has would only cost. */
const deepest = 32

/** Every value of an object, with its place; nothing of what is missing or null. Pure. */
export function fieldsOf(value: unknown, path = ''): Field[] {
  if (value === undefined || value === null) return []
  if (value instanceof Date) return [{ path, value: value.toISOString() }]
  if (typeof value === 'number' || typeof value === 'boolean')
    return [{ path, value: String(value), type: typeof value as 'number' | 'boolean' }]
  if (typeof value !== 'object') return [{ path, value: String(value) }]
  return Object.entries(value).flatMap(([name, its]) =>
    fieldsOf(its, `${path}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`),
  )
}

type Tree = Map<string, Tree | string | number | boolean>

/**
 * The object that fields make; members named 0, 1, 2 … are a list. Pure.
 *
 * @returns undefined when they make none: no pointer, a place twice, a value and members at one place
 */
export function objectOf(fields: readonly Field[]): object | undefined {
  const root: Tree = new Map()
  for (const { path, value, type } of fields) {
    const names = path.split('/').map(name => name.replaceAll('~1', '/').replaceAll('~0', '~'))
    const last = names.pop()
    if (names[0] !== '' || last === undefined || names.length > deepest) return undefined
    const holder = names.slice(1).reduce<Tree | undefined>((at, name) => stepInto(at, name), root)
    const its = typedValue(value, type)
    if (holder === undefined || holder.has(last) || its === undefined) return undefined
    holder.set(last, its)
  }
  return plain(root, true) as object
}

function stepInto(at: Tree | undefined, name: string): Tree | undefined {
  const next = at?.get(name) ?? (new Map() as Tree)
  if (at === undefined || !(next instanceof Map)) return undefined
  at.set(name, next)
  return next
}

function typedValue(text: string, type: Field['type']): string | number | boolean | undefined {
  switch (type) {
    case undefined:
      return text
    case 'number':
      return /^-?\d{1,15}(\.\d{1,15})?$/.test(text) ? Number(text) : undefined
    case 'boolean':
      return text === 'true' || text === '1' ? true : text === 'false' || text === '0' ? false : undefined
  }
}

function plain(tree: Tree | string | number | boolean, outermost = false): unknown {
  if (!(tree instanceof Map)) return tree
  const names = [...tree.keys()]
  if (!outermost && names.every((name, index) => name === String(index)))
    return [...tree.values()].map(item => plain(item))
  return Object.fromEntries([...tree].map(([name, value]) => [name, plain(value)]))
}
