import { AdapterFault } from '../adapter-fault.ts'

/** Deeper than any message or schema seen; checks that walk a document must not run out of stack. */
const deepest = 64

/**
 * Parses JSON that comes with an adapter.
 * @throws AdapterFault when it is none, is nested too deeply, or names the prototype.
 */
export function parseData(text: string): unknown {
  if (depthOf(text) > deepest) throw new AdapterFault(`is nested deeper than ${deepest} levels`)
  let value: unknown
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (error) {
    throw new AdapterFault(`is not JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
  // The name may be spelt with escapes, so it is looked for in what was read.
  if (text.includes('__proto__') || text.includes('\\u')) refusePrototype(value)
  return value
}

/** Brackets open at once, outside of strings; of text that is no JSON some number or other. */
function depthOf(text: string): number {
  let depth = 0
  let most = 0
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[{\]}]/gs)) {
    if (token === '[' || token === '{') most = Math.max(most, ++depth)
    else if (token === ']' || token === '}') depth--
  }
  return most
}

function refusePrototype(value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  if (Object.hasOwn(value, '__proto__')) throw new AdapterFault('the member name __proto__ is not allowed')
  for (const item of Object.values(value)) refusePrototype(item)
}
