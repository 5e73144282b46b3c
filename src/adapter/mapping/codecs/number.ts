import { AdapterFault } from '../../adapter-fault.ts'
import type { Argument, CodecFactory } from '../codec.ts'

const notWhole = { vi: 'phải là số nguyên', en: 'must be a whole number' }

/** `text`: a whole number as digits. */
export const text: CodecFactory = () => ({
  encode: (value, run) => {
    if (value === undefined) return undefined
    return Number.isSafeInteger(value) ? String(value) : run.fail(notWhole, value)
  },
  decode: (value, run) => {
    if (value === undefined) return undefined
    const number = typeof value === 'string' && /^-?\d+$/.test(value.trim()) ? Number(value) : value
    return isInteger(number) ? number : run.fail({ vi: 'phải là chữ số', en: 'must be digits' }, value)
  },
  single: true,
  lossless: true,
})

/** `integer`: a whole JSON number; read from digits, too. */
export const integer: CodecFactory = () => ({
  encode: (value, run) => (value === undefined || isInteger(value) ? value : run.fail(notWhole, value)),
  decode: (value, run) => {
    if (value === undefined) return undefined
    const number = typeof value === 'string' && /^-?\d+$/.test(value.trim()) ? Number(value) : value
    return isInteger(number) ? number : run.fail(notWhole, value)
  },
  single: true,
  lossless: true,
})

/** Safe, and not -0, which no text tells from 0. */
function isInteger(value: unknown): value is number {
  return Number.isSafeInteger(value) && !Object.is(value, -0)
}

/**
 * `money`: whole, non-negative đồng as a JSON number; `money(text)` as digits, `money(".")` as digits in groups of three.
 * Read in all these spellings, and with a đ, VND or đồng behind. Words such as "không" are an error: they are no amount.
 */
export const money: CodecFactory = ([spelling]) => {
  if (spelling !== undefined && spelling !== 'text' && !isSeparator(spelling))
    throw new AdapterFault('money takes nothing, the word text, or a separator: money(".")')
  const wrong = {
    vi: 'phải là số tiền nguyên, không âm (đồng)',
    en: 'must be a whole amount of đồng, not negative',
  }
  return {
    encode: (value, run) => {
      if (value === undefined) return undefined
      if (!isInteger(value) || value < 0) return run.fail(wrong, value)
      if (spelling === undefined) return value
      return spelling === 'text' ? String(value) : group(String(value), String(spelling))
    },
    decode: (value, run) => {
      if (value === undefined) return undefined
      const number = typeof value === 'string' ? amountOf(value) : value
      return isInteger(number) && number >= 0 ? number : run.fail(wrong, value)
    },
    single: true,
    lossless: true,
  }
}

const amount = /^(\d+|\d{1,3}([., \u00a0\u202f])\d{3}(?:\2\d{3})*)\s*(?:đ|₫|vnd|vnđ|đồng)?$/

function amountOf(text: string): number | undefined {
  // Longer is no amount of money, and not worth a regular expression.
  if (text.length > 40) return undefined
  const match = amount.exec(text.normalize('NFC').trim().toLowerCase())
  return match === null ? undefined : Number((match[1] ?? '').replace(/\D/g, ''))
}

/**
 * `decimal`: a number as text, `1234.5`; `decimal(",")` with a decimal comma; `decimal(",", ".")` with dots between
 * thousands as well, `1.234,5`. JSON numbers are read, too.
 */
export const decimal: CodecFactory = ([point = '.', thousands]) => {
  if (
    (point !== '.' && point !== ',') ||
    (thousands !== undefined && (!isSeparator(thousands) || thousands === point))
  )
    throw new AdapterFault('decimal takes the decimal point and the thousands separator: decimal(",", ".")')
  const wrong = { vi: 'phải là số', en: 'must be a number' }
  return {
    encode: (value, run) => {
      if (value === undefined) return undefined
      const digits = typeof value === 'number' && !Object.is(value, -0) ? String(value) : ''
      // Infinite and very large or small numbers have no plain digits.
      if (!/^-?\d+(\.\d+)?$/.test(digits)) return run.fail(wrong, value)
      const [whole = '', fraction] = digits.split('.')
      const grouped = thousands === undefined ? whole : group(whole, String(thousands))
      return fraction === undefined ? grouped : `${grouped}${point}${fraction}`
    },
    decode: (value, run) => {
      if (value === undefined) return undefined
      const number = typeof value === 'string' ? numberOf(value, point, thousands) : value
      return Number.isFinite(number) && !Object.is(number, -0) ? number : run.fail(wrong, value)
    },
    single: true,
    lossless: true,
  }
}

function numberOf(text: string, point: string, thousands: Argument | undefined): number | undefined {
  if (text.length > 60) return undefined
  const [whole = '', ...fractions] = text.trim().split(point)
  const plain = thousands === undefined ? whole : ungroup(whole, String(thousands))
  const digits = [plain, ...fractions].join('.')
  return /^-?\d+(\.\d+)?$/.test(digits) ? Number(digits) : undefined
}

function isSeparator(value: Argument): boolean {
  return value === '.' || value === ',' || value === ' '
}

function group(digits: string, separator: string): string {
  return digits.replace(/\B(?=(\d{3})+$)/g, separator)
}

/** Digits without the separator, where it stands between threes; otherwise as it was, which is then no number. */
function ungroup(text: string, separator: string): string {
  const [first = '', ...groups] = text.split(separator)
  return groups.every(part => part.length === 3) && /^-?\d{1,3}$/.test(first)
    ? [first, ...groups].join('')
    : text
}
