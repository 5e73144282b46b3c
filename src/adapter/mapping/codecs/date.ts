import { AdapterFault } from '../../adapter-fault.ts'
import type { CodecFactory } from '../codec.ts'
import { digits, isDate } from './clock.ts'
import { patternsOf, wrong } from './datetime.ts'
import type { Pattern } from './pattern.ts'

const notDate = { vi: 'phải là ngày (yyyy-MM-dd)', en: 'must be a date (yyyy-MM-dd)' }

/** `date(dd/MM/yyyy)`: a calendar day without time of day or zone. Further patterns are read but never written. */
export const date: CodecFactory = args => partial(args, 10, 'date')

/**
 * `partial-date(dd/MM/yyyy, MM/yyyy, yyyy)`: a day, a month or a year, whatever is known of it (`1999-02-15`,
 * `1999-02`, `1999`), each in the pattern that says exactly as much.
 */
export const partialDate: CodecFactory = args => partial(args, 4, 'partial-date')

function partial(args: Parameters<CodecFactory>[0], least: number, name: string) {
  const patterns = datePatterns(args, name)
  const [first] = patterns
  if (first === undefined || (least === 10 && precisionOf(first) !== 10))
    throw new AdapterFault(`${name} needs a pattern, for example ${name}(yyyyMMdd)`)
  const writers = byPrecision(patterns)
  const codec: ReturnType<CodecFactory> = {
    encode: (value, run) => {
      if (value === undefined) return undefined
      const pattern = isPartialDate(value) ? writers.get(value.length) : undefined
      return (
        pattern?.write(String(value), '') ?? run.fail(least === 10 ? notDate : noPattern(patterns), value)
      )
    },
    decode: (value, run) => {
      if (value === undefined) return undefined
      return readDate(patterns, value) ?? run.fail(wrong(first, patterns.slice(1)), value)
    },
    single: true,
    lossless: true,
  }
  return codec
}

/**
 * `date-choice(yyyy, yyyyMMdd)`: one field of a group of which exactly one is filled, as in
 * `NgayThangNamSinh {Nam | NgayThangNam}`. The first pattern is this field's; the others are those of its siblings. A
 * date that only a sibling can say leaves this field out; a date that none can say is an error.
 */
export const dateChoice: CodecFactory = args => {
  const patterns = datePatterns(args, 'date-choice')
  const [own, ...siblings] = patterns
  if (own === undefined || siblings.length === 0)
    throw new AdapterFault(
      'date-choice needs two patterns or more, its own first: date-choice(yyyy, yyyyMMdd)',
    )
  const precision = precisionOf(own)
  const elsewhere = siblings.map(precisionOf)
  return {
    encode: (value, run) => {
      if (value === undefined) return undefined
      const length = isPartialDate(value) ? value.length : 0
      if (length === precision) return own.write(String(value), '')
      if (elsewhere.includes(length)) return undefined
      return run.fail(noPattern(patterns), value)
    },
    decode: (value, run) => {
      if (value === undefined || value === '') return undefined
      return readDate([own], value) ?? run.fail(wrong(own, []), value)
    },
    single: true,
    vanishes: true,
    lossless: true,
  }
}

function datePatterns(args: Parameters<CodecFactory>[0], name: string): Pattern[] {
  const patterns = patternsOf(args)
  for (const pattern of patterns) {
    const timed = (['HH', 'mm', 'ss', 'SSS', 'XXX'] as const).some(token => pattern.has(token))
    if (timed || (pattern.has('dd') && !pattern.has('MM')))
      throw new AdapterFault(`${name}: ${pattern.text} is not the pattern of a day, a month or a year`)
  }
  return patterns
}

/** Characters of the canonical text that a pattern can say: 4 a year, 7 a month, 10 a day. */
function precisionOf(pattern: Pattern): number {
  return pattern.has('dd') ? 10 : pattern.has('MM') ? 7 : 4
}

function byPrecision(patterns: readonly Pattern[]): ReadonlyMap<number, Pattern> {
  // Of several patterns for the same precision the first is written.
  return new Map([...patterns].reverse().map(pattern => [precisionOf(pattern), pattern]))
}

const hyphen = 45

function isPartialDate(value: unknown): value is string {
  if (typeof value !== 'string') return false
  const { length } = value
  if (length !== 4 && length !== 7 && length !== 10) return false
  if (length > 4 && value.charCodeAt(4) !== hyphen) return false
  if (length > 7 && value.charCodeAt(7) !== hyphen) return false
  // What is no digit makes a number that no calendar has.
  const year = digits(value, 0, 4)
  const month = length > 4 ? digits(value, 5, 7) : 1
  return !Number.isNaN(year) && isDate(year, month, length > 7 ? digits(value, 8, 10) : 1)
}

function readDate(patterns: readonly Pattern[], value: unknown): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined
  const text = String(value).trim()
  for (const pattern of patterns) {
    const found = pattern.read(text)
    if (found !== undefined) return found.clock.slice(0, precisionOf(pattern))
  }
  return undefined
}

function noPattern(patterns: readonly Pattern[]) {
  const texts = patterns.map(({ text }) => text).join(', ')
  return { vi: `phải là ngày mà mẫu ${texts} ghi được`, en: `must be a date that ${texts} can say` }
}
