/** Pointers come from manifests, so there are few; taking one apart costs more than following it. */
const mostKnown = 5_000
const known = new Map<string, readonly string[]>()

function namesOf(pointer: string): readonly string[] {
  let names = known.get(pointer)
  if (names === undefined) {
    names = pointer
      .slice(1)
      .split('/')
      .map(token => token.replaceAll('~1', '/').replaceAll('~0', '~'))
    if (known.size >= mostKnown) known.clear()
    known.set(pointer, names)
  }
  return names
}

/** Reads an RFC 6901 JSON pointer; undefined where it leads nowhere. Only own members count. */
export function at(document: unknown, pointer: string): unknown {
  if (pointer === '') return document
  let value = document
  for (const name of namesOf(pointer)) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
    value = (value as Record<string, unknown>)[name]
  }
  return value
}

/** Every value at a pointer in which the token `*` stands for each item of a list. */
export function allAt(document: unknown, pattern: string): unknown[] {
  let values = [document]
  for (const token of pattern.split('/').slice(1)) {
    values = values.flatMap(value => {
      if (token === '*') return Array.isArray(value) ? value : []
      const found = at(value, `/${token}`)
      return found === undefined ? [] : [found]
    })
  }
  return values
}
