import { dateCodec } from './guess/spelling.ts'
import type { Shape, ValueShape } from './shape.ts'

/**
 * A message of the same shape with values that belong to nobody. Of a sample only the form of a value is kept: how many
 * letters and digits, where the marks stand; digits become 0 and 9 in a pattern that no real number follows.
 */
export function synthetic(shape: Shape): unknown {
  switch (shape.kind) {
    case 'object':
      return Object.fromEntries(shape.members.map(({ name, shape: member }) => [name, synthetic(member)]))
    case 'list':
      return [synthetic(shape.items)]
    case 'value':
      return syntheticValue(shape)
  }
}

function syntheticValue({ type, words, sample, format, spells, maxLength = 1000 }: ValueShape): unknown {
  if (words?.[0] !== undefined) return words[0]
  if (sample !== undefined) return masked(sample)
  if (type === 'boolean') return true
  if (type === 'integer' || type === 'number') return 1
  if (spells === 'integer' || spells === 'decimal') return '1'
  if (spells === 'boolean') return 'true'
  if (spells === 'dateTime') return '2026-11-22T08:15:00'
  if (spells === 'date' || format === 'date') return '2026-11-22'
  if (format === 'date-time') return '2026-11-22T08:15:00+07:00'
  if (format === 'email') return 'mau@h99.example'
  if (format === 'uri') return 'https://h99.example/mau'
  if (format === 'uuid') return '00000000-0000-7000-8000-000000000099'
  return 'mẫu'.slice(0, maxLength)
}

function masked(sample: string | number | boolean): unknown {
  if (typeof sample === 'boolean') return sample
  if (typeof sample === 'number')
    return dateCodec(sample) === undefined ? maskedNumber(sample) : epoch(sample)
  if (/^(true|false|y|n|có|không)$/i.test(sample)) return sample
  const date = dateCodec(sample)
  if (date?.startsWith('epoch')) return '1795310100000'
  return date === undefined ? maskedText(sample) : maskedDate(sample)
}

/** One digit says nothing about anybody and often is a code. */
function maskedNumber(sample: number): number {
  if (Number.isInteger(sample) && Math.abs(sample) < 10) return sample
  return Number.isInteger(sample) ? 99 : 9.9
}

function epoch(sample: number): number {
  return sample > 1e12 ? 1795310100000 : 1795310100
}

const longest = 200

/** Identifiers keep their length, with 000 or 099 in front; letters become x, so that no name shines through. */
function maskedText(sample: string): string {
  let digits = 0
  return [...sample.normalize('NFC').slice(0, longest)]
    .map(letter => {
      if (/\p{N}/u.test(letter)) return digits++ % 3 === 0 ? '0' : '9'
      if (/\p{Lu}/u.test(letter)) return 'X'
      return /[\p{L}\p{M}]/u.test(letter) ? 'x' : letter
    })
    .join('')
}

/** The same instant in the spelling of the sample, so that it stays a date. */
function maskedDate(sample: string): string {
  const yearFirst = /^\d{4}/.test(sample)
  const digits = yearFirst ? '20261122081500000' : '22112026081500000'
  let at = 0
  const [local, zone = ''] = splitZone(sample)
  return local.replace(/\d/g, () => digits[at++] ?? '0') + zone
}

function splitZone(sample: string): [string, string?] {
  const zone = /(?<=T.*)([+-]\d{2}:\d{2}|Z)$/.exec(sample)
  return zone === null ? [sample] : [sample.slice(0, zone.index), zone[0]]
}
