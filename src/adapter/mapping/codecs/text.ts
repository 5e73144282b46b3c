import { toNfc } from '../../../contract/nfc.ts'
import { AdapterFault } from '../../adapter-fault.ts'
import type { CodecFactory } from '../codec.ts'
import type { Text } from '../run.ts'

const notText = { vi: 'phải là chuỗi ký tự', en: 'must be text' }

/**
 * `max(n)`: at most n Unicode code points; what is longer ends in "…" inside the limit, and the loss is recorded
 * (the portal fails on longer texts instead of saying so). `max(n, refuse)`: what is longer is an error.
 */
export const max: CodecFactory = ([limit, manner]) => {
  if (typeof limit !== 'number' || limit < 1) throw new AdapterFault('max needs a limit, for example max(50)')
  if (manner !== undefined && manner !== 'refuse')
    throw new AdapterFault('max cuts, or refuses: max(50, refuse)')
  const note = { vi: `cắt còn ${limit} ký tự`, en: `cut to ${limit} characters` }
  const tooLong = {
    vi: `không được dài quá ${limit} ký tự`,
    en: `must not be longer than ${limit} characters`,
  }
  return {
    encode: (value, run) => {
      if (value === undefined) return undefined
      if (typeof value !== 'string') return run.fail(notText, value)
      // Code points are never more than UTF-16 units, so most texts need no counting.
      if (value.length <= limit) return value
      const start = firstPoints(value, limit)
      if (start === value) return value
      if (manner === 'refuse') return run.fail(tooLong, value)
      run.lose(`max(${limit})`, note)
      return `${firstPoints(value, limit - 1)}…`
    },
    decode: value => value,
    single: true,
    lossless: manner === 'refuse',
  }
}

/** The first code points of a text, without looking at the rest: it may be very long. */
function firstPoints(text: string, count: number): string {
  let end = 0
  for (let point = 0; point < count && end < text.length; point++) {
    end += (text.codePointAt(end) ?? 0) > 0xffff ? 2 : 1
  }
  return text.slice(0, end)
}

/** `nfc`: composed Unicode; several systems still write Vietnamese decomposed. */
export const nfc = cleaned(toNfc)

/** `trim`: no white space around. */
export const trim = cleaned(value => value.trim())

/** `squash`: single spaces inside, none around. */
export const squash = cleaned(value => value.trim().replace(/\s+/g, ' '))

/** Normal forms that mean the same, both ways. */
function cleaned(change: (value: string) => string): CodecFactory {
  const apply = (value: unknown) => (typeof value === 'string' ? change(value) : value)
  return () => ({ encode: apply, decode: apply, lossless: true })
}

/** `upper`: capitals, Vietnamese letters included (PHP's strtoupper breaks them). The loss is recorded. */
export const upper = changed('upper', value => value.toUpperCase(), {
  vi: 'viết hoa toàn bộ',
  en: 'written in capitals',
})

/** `plain`: without diacritics, đ as d; for platforms that compare names so. The loss is recorded. */
export const plain = changed('plain', withoutDiacritics, {
  vi: 'bỏ dấu tiếng Việt',
  en: 'diacritics dropped',
})

/** `nospace`: without any white space. The loss is recorded. */
export const nospace = changed('nospace', value => value.replace(/\s+/g, ''), {
  vi: 'bỏ khoảng trắng',
  en: 'spaces dropped',
})

/** Plain letters of one UTF-16 unit, as they are met: names are written of the same hundred and fifty. 0: not met yet. */
const plainLetters = new Uint16Array(0x2000)
/** Latin and its composed letters (U+1E00 to U+1EFF); U+0300 to U+036F are marks, which change what stands before them. */
const isLetter = (unit: number) => unit < 0x300 || (unit >= 0x1e00 && unit < 0x1f00)

export function withoutDiacritics(value: string): string {
  let plain = ''
  for (let index = 0; index < value.length; index++) {
    const unit = value.charCodeAt(index)
    if (!isLetter(unit)) return withoutMarks(value)
    let letter = plainLetters[unit] ?? 0
    if (letter === 0) {
      const found = withoutMarks(value.charAt(index))
      if (found.length !== 1) return withoutMarks(value)
      letter = found.charCodeAt(0)
      plainLetters[unit] = letter
    }
    plain += String.fromCharCode(letter)
  }
  return plain
}

function withoutMarks(value: string): string {
  return value
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replaceAll('đ', 'd')
    .replaceAll('Đ', 'D')
    .normalize('NFC')
}

/** What cannot be had back; decoding leaves the value as it came. */
function changed(name: string, change: (value: string) => string, note: Text): CodecFactory {
  return () => ({
    encode: (value, run) => {
      if (value === undefined) return undefined
      if (typeof value !== 'string') return run.fail(notText, value)
      const result = change(value)
      if (result !== value) run.lose(name, note)
      return result
    },
    decode: value => value,
    single: true,
    lossless: false,
  })
}

const notWellFormed = { vi: 'phải là chuỗi Unicode hợp lệ', en: 'must be well-formed Unicode text' }
const notBase64 = { vi: 'phải là base64 của văn bản UTF-8', en: 'must be base64 of UTF-8 text' }
const base64Text = /^[A-Za-z0-9+/]*={0,2}$/
const loneSurrogate = /\p{Surrogate}/u
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false })

/** `base64`: text as base64 of its UTF-8 bytes. Line breaks and a byte order mark are read over. */
export const base64: CodecFactory = () => ({
  encode: (value, run) => {
    if (value === undefined) return undefined
    if (typeof value !== 'string') return run.fail(notText, value)
    return loneSurrogate.test(value)
      ? run.fail(notWellFormed, value)
      : Buffer.from(value, 'utf8').toString('base64')
  },
  decode: (value, run) => {
    if (value === undefined) return undefined
    const text = typeof value === 'string' ? value.replace(/\s/g, '') : undefined
    // Buffer.from skips what is not base64, in silence.
    if (text === undefined || !base64Text.test(text) || text.replace(/=+$/, '').length % 4 === 1)
      return run.fail(notBase64, value)
    try {
      return utf8.decode(Buffer.from(text, 'base64'))
    } catch {
      return run.fail(notBase64, value)
    }
  },
  single: true,
  lossless: true,
})

const notText64 = {
  vi: 'phải là base64 của văn bản UTF-8, viết liền',
  en: 'must be base64 of UTF-8 text, unbroken',
}
/** The byte order mark stays: it is one of the bytes that were signed. */
const exactUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** `unbase64`: bytes that we hold as base64 go out as the text they are, unread: signed XML. */
export const unbase64: CodecFactory = () => ({
  encode: (value, run) => {
    if (value === undefined) return undefined
    if (typeof value !== 'string' || !base64Text.test(value) || value.length % 4 !== 0)
      return run.fail(notText64, value)
    const bytes = Buffer.from(value, 'base64')
    try {
      const text = exactUtf8.decode(bytes)
      // Two spellings of the last bits would be one text.
      return bytes.toString('base64') === value ? text : run.fail(notText64, value)
    } catch {
      return run.fail(notText64, value)
    }
  },
  decode: (value, run) => {
    if (value === undefined) return undefined
    return typeof value === 'string' && !loneSurrogate.test(value)
      ? Buffer.from(value, 'utf8').toString('base64')
      : run.fail(notText, value)
  },
  single: true,
  lossless: true,
})
