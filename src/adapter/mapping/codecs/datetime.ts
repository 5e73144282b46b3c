import { AdapterFault } from '../../adapter-fault.ts'
import type { Argument, CodecFactory } from '../codec.ts'
import type { Run } from '../run.ts'
import { instantOf, vietnamMinutes, wallClock } from './clock.ts'
import { compilePattern, type Pattern } from './pattern.ts'

const notInstant = {
  vi: 'phải là thời điểm RFC 3339 có múi giờ',
  en: 'must be an RFC 3339 instant with its offset',
}
const dropped = { vi: 'bỏ phần lẻ của giây', en: 'fractions of a second dropped' }

/**
 * `datetime(yyyyMMddHHmmss)`: an RFC 3339 instant with any offset, as wall-clock time in the given pattern. The clock is
 * Vietnam's; with the word `utc` it is UTC's, for platforms that send UTC without saying so. Further patterns are read
 * but never written: `datetime("dd/MM/yyyy HH:mm:ss", dd/MM/yyyy)`. What is finer than the pattern is dropped and the
 * loss is recorded.
 */
export const datetime: CodecFactory = args => {
  const offset = args.includes('utc') ? 0 : vietnamMinutes
  const [pattern, ...others] = patternsOf(args.filter(arg => arg !== 'utc'))
  if (pattern === undefined || !['MM', 'dd'].every(token => pattern.has(token as 'MM'))) {
    throw new AdapterFault('datetime needs a pattern with day, for example datetime(yyyyMMddHHmmss)')
  }
  const ownZone = offset === 0 ? 'Z' : '+07:00'
  const coarse = !pattern.has('SSS')
  const toClock = (value: unknown, run: Run): string | undefined => {
    const found = typeof value === 'string' ? wallClock(value, offset) : undefined
    if (found === undefined) return run.fail(notInstant, value)
    if (!found.exact || (coarse && found.clock.length > 19)) run.lose('datetime', dropped)
    return found.clock
  }
  return {
    encode: (value, run) => {
      if (value === undefined) return undefined
      const clock = toClock(value, run)
      return clock === undefined ? undefined : pattern.write(clock, ownZone)
    },
    decode: (value, run) => {
      if (value === undefined) return undefined
      const text = typeof value === 'number' ? String(value) : value
      const instant = typeof text === 'string' ? readAny(pattern, others, text.trim(), offset) : undefined
      return instant ?? run.fail(wrong(pattern, others), value)
    },
    check: (value, run) => (value === undefined ? undefined : toClock(value, run)),
    single: true,
    lossless: ['HH', 'mm', 'ss'].every(token => pattern.has(token as 'HH')),
  }
}

function readAny(pattern: Pattern, others: readonly Pattern[], text: string, offset: number) {
  let found = pattern.read(text)
  for (const other of others) found ??= other.read(text)
  return found === undefined ? undefined : instantOf(found.clock, found.offset ?? offset)
}

/** @throws AdapterFault */
export function patternsOf(args: readonly Argument[]): Pattern[] {
  return args.map(arg => compilePattern(String(arg)))
}

export function wrong(pattern: Pattern, others: readonly Pattern[]) {
  const texts = [pattern, ...others].map(({ text }) => text).join(', ')
  return { vi: `phải theo mẫu ${texts}`, en: `must follow the pattern ${texts}` }
}
