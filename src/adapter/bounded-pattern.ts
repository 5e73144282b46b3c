import { createContext, Script } from 'node:vm'

/** So much more than an honest pattern needs that it does not hang on how busy the machine is. */
const patienceMs = 2000

/** One repetition, hardly anything optional and no group leave nothing to try again with, however the text reads. */
function isHarmless(source: string): boolean {
  const count = (letters: RegExp) => (source.match(letters) ?? []).length
  return count(/[*+{]/g) <= 1 && count(/\?/g) <= 3 && !source.includes('(')
}

const script = new Script('pattern.test(text)')

/**
 * Regular expressions of a manifest's settings, in place of Ajv's own: settings are checked where requests are served, and
 * a pattern may take longer than the world lasts. What is not decided in time does not match.
 */
export const boundedPatterns = Object.assign(
  (source: string, flags: string) => {
    const pattern = new RegExp(source, flags)
    if (isHarmless(source)) return pattern
    const sandbox = createContext({ pattern, text: '' })
    const test = (text: string): boolean => {
      sandbox.text = text
      try {
        return script.runInContext(sandbox, { timeout: patienceMs }) === true
      } catch {
        return false
      } finally {
        sandbox.text = ''
      }
    }
    // Ajv compares and shows patterns as text.
    return { test, toString: () => String(pattern) } as RegExp
  },
  // Only for code that is written to a file, which this never is.
  { code: 'boundedPatterns' },
)
