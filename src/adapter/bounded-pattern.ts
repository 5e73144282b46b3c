import { createContext, Script } from 'node:vm'

/** Thousands of times what an honest pattern needs for a setting. */
const patienceMs = 100

const script = new Script('pattern.test(text)')

/**
 * Regular expressions of a manifest's settings, in place of Ajv's own: settings are checked where requests are served, and
 * a pattern may take longer than the world lasts. What is not decided in time does not match.
 */
export const boundedPatterns = Object.assign(
  (source: string, flags: string) => {
    const pattern = new RegExp(source, flags)
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
