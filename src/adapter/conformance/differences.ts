import { isDeepStrictEqual } from 'node:util'

/** Where two documents differ, by path. */
export function differences(what: string, actual: unknown, expected: unknown): string[] {
  if (isDeepStrictEqual(actual, expected)) return []
  if (!isRecord(actual) || !isRecord(expected)) {
    return [`${what} is ${shown(actual)}, expected ${shown(expected)}`]
  }
  const names = new Set([...Object.keys(actual), ...Object.keys(expected)])
  return [...names].flatMap(name => differences(`${what}/${name}`, actual[name], expected[name]))
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function shown(value: unknown): string {
  return value === undefined ? 'missing' : JSON.stringify(value)
}
