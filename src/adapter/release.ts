type Node = Readonly<Record<string, unknown>>

/**
 * A copy of a message that holds the named members and nothing else. Paths are written as in field tables:
 * `citizens[].name`; one that names a group (`citizens[].permanentResidence`) takes all below it. A list on the way keeps
 * its length, so that "none" and "one of whom nothing is released" stay apart.
 */
export function release(message: Node, paths: readonly string[]): Node {
  return pick(
    message,
    paths.map(path => path.split('.')),
  )
}

function pick(node: Node, paths: readonly (readonly string[])[]): Node {
  const below = new Map<string, (readonly string[])[]>()
  for (const [name = '', ...rest] of paths) below.set(name, [...(below.get(name) ?? []), rest])
  const kept: Record<string, unknown> = {}
  for (const [name, rests] of below) {
    const isList = name.endsWith('[]')
    const member = isList ? name.slice(0, -2) : name
    if (!Object.hasOwn(node, member)) continue
    const value = node[member]
    if (isList) {
      if (Array.isArray(value)) kept[member] = value.map(item => inner(item, rests))
    } else kept[member] = inner(value, rests)
  }
  return kept
}

function inner(value: unknown, rests: readonly (readonly string[])[]): unknown {
  if (rests.some(rest => rest.length === 0)) return value
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? pick(value as Node, rests)
    : undefined
}
