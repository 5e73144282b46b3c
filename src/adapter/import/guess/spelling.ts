import type { ValueShape } from '../shape.ts'
import type { CanonicalLeaf } from './canonical.ts'

/** How one of our values becomes one of theirs; or why nobody can know from the document alone. */
export type Spelling =
  | { readonly codec: string; readonly from: 'document' | 'sample' | 'words' }
  | { readonly unknown: { readonly vi: string; readonly en: string } }

/** Date spellings by what a sample of them looks like; the first that fits. */
const dates: readonly (readonly [RegExp, string])[] = [
  [/^(19|20)\d{2}(0[1-9]|1[0-2])([0-2]\d|3[01])([01]\d|2[0-3])[0-5]\d[0-5]\d$/, 'datetime(yyyyMMddHHmmss)'],
  [/^(19|20)\d{2}(0[1-9]|1[0-2])([0-2]\d|3[01])([01]\d|2[0-3])[0-5]\d$/, 'datetime(yyyyMMddHHmm)'],
  [/^(19|20)\d{2}(0[1-9]|1[0-2])([0-2]\d|3[01])$/, 'datetime(yyyyMMdd)'],
  [/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}[+-]\d{2}:\d{2}$/, 'datetime("yyyy-MM-dd\'T\'HH:mm:ssXXX")'],
  [
    /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}[+-]\d{2}:\d{2}$/,
    'datetime("yyyy-MM-dd\'T\'HH:mm:ss.SSSXXX")',
  ],
  [/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/, "datetime(\"yyyy-MM-dd'T'HH:mm:ss'Z'\", utc)"],
  [/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/, "datetime(\"yyyy-MM-dd'T'HH:mm:ss.SSS'Z'\", utc)"],
  [/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$/, 'datetime("yyyy-MM-dd\'T\'HH:mm:ss")'],
  [/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/, 'datetime("yyyy-MM-dd HH:mm:ss")'],
  [/^\d{4}-\d{2}-\d{2}$/, 'datetime(yyyy-MM-dd)'],
  [/^\d{4}\/\d{2}\/\d{2} \d{2}:\d{2}:\d{2}$/, 'datetime("yyyy/MM/dd HH:mm:ss")'],
  [/^\d{4}\/\d{2}\/\d{2}$/, 'datetime(yyyy/MM/dd)'],
  [/^\d{2}\/\d{2}\/\d{4} \d{2}:\d{2}:\d{2}$/, 'datetime("dd/MM/yyyy HH:mm:ss")'],
  [/^\d{2}\/\d{2}\/\d{4} \d{2}:\d{2}$/, 'datetime("dd/MM/yyyy HH:mm")'],
  [/^\d{2}\/\d{2}\/\d{4}$/, 'datetime(dd/MM/yyyy)'],
  [/^\d{2}-\d{2}-\d{4}$/, 'datetime(dd-MM-yyyy)'],
]

/** The codec for a date as a sample spells it. */
export function dateCodec(sample: string | number | boolean): string | undefined {
  if (typeof sample === 'number') {
    if (sample > 1e12 && sample < 5e12) return 'epoch(ms)'
    return sample > 1e9 && sample < 5e9 ? 'epoch(s)' : undefined
  }
  const text = String(sample)
  if (/^[1-4]\d{12}$/.test(text)) return 'epoch(ms, text)'
  return dates.find(([form]) => form.test(text))?.[1]
}

/** Pairs in which platforms spell true and false. */
const pairs: readonly (readonly [string, string])[] = [
  ['True', 'False'],
  ['true', 'false'],
  ['1', '0'],
  ['Y', 'N'],
  ['Có', 'Không'],
  ['yes', 'no'],
]

/** @param fallback codec of the word list, for dates of which the document says nothing. */
export function spellingOf(value: ValueShape, ours: CanonicalLeaf, fallback: string): Spelling {
  if (value.type === 'any' && value.sample === undefined && value.cut !== undefined)
    return unknown('tài liệu không nói trường này có gì', 'the document does not say what it holds')
  if (ours.instant) return instant(value, fallback)
  if (ours.words !== undefined) return unknown('cần bảng mã trong tables/', 'needs a code list in tables/')
  switch (ours.type) {
    case 'boolean':
      return boolean(value)
    case 'integer':
      return integer(value)
    case 'string':
      return text(value, ours, fallback)
  }
}

/** A date pattern that the document's words name, such as "dd/MM/yyyy HH:mm:ss". */
function namedPattern(description: string | undefined): string | undefined {
  const [pattern] =
    /(?<![A-Za-z])(?:yyyy|dd|MM)[yMdHms/:. -]{4,20}(?<=[yMdHms])(?!['A-Za-z])/.exec(description ?? '') ?? []
  return dates.find(
    ([, codec]) => codec === `datetime(${pattern})` || codec === `datetime("${pattern}")`,
  )?.[1]
}

function instant({ sample, format, spells, type, description }: ValueShape, fallback: string): Spelling {
  const seen = sample === undefined ? undefined : dateCodec(sample)
  if (seen !== undefined) return { codec: seen, from: 'sample' }
  const named = type === 'string' || type === 'any' ? namedPattern(description) : undefined
  if (named !== undefined) return { codec: named, from: 'document' }
  if (format === 'date-time') return { codec: 'datetime("yyyy-MM-dd\'T\'HH:mm:ssXXX")', from: 'document' }
  if (spells === 'dateTime') return { codec: 'datetime("yyyy-MM-dd\'T\'HH:mm:ss")', from: 'document' }
  if (format === 'date' || spells === 'date') return { codec: 'datetime(yyyy-MM-dd)', from: 'document' }
  if (fallback !== '' && (type === 'string' || type === 'any')) return { codec: fallback, from: 'words' }
  return unknown('chưa rõ ngày giờ viết thế nào', 'how it spells dates is not known')
}

function boolean({ type, words, sample, spells }: ValueShape): Spelling {
  if (type === 'boolean') return { codec: '', from: 'document' }
  if (spells === 'boolean') return { codec: 'flag(true,false)', from: 'document' }
  const seen = (words ?? (sample === undefined ? [] : [sample])).map(String)
  const pair = pairs.find(words => seen.length > 0 && seen.every(word => words.includes(word)))
  if (pair === undefined)
    return unknown('chưa rõ đúng/sai viết thế nào', 'how it spells true and false is not known')
  const number = type === 'integer' || type === 'number' ? ',number' : ''
  return { codec: `flag(${pair.join(',')}${number})`, from: words === undefined ? 'sample' : 'document' }
}

function integer({ type, spells }: ValueShape): Spelling {
  if (type === 'integer' || type === 'number') return { codec: '', from: 'document' }
  if (type === 'string') return { codec: 'text', from: spells === undefined ? 'sample' : 'document' }
  return unknown('chưa rõ kiểu số', 'its type is not known')
}

function text(
  { type, maxLength, words, spells }: ValueShape,
  ours: CanonicalLeaf,
  fallback: string,
): Spelling {
  if (type === 'integer' || type === 'number' || type === 'boolean' || words !== undefined)
    return unknown(
      'nền tảng dùng số hoặc mã, mô hình chung dùng chữ',
      'theirs is a number or a code, ours is text',
    )
  if (spells !== undefined)
    return unknown(
      'nền tảng dùng số hoặc ngày, mô hình chung dùng chữ',
      'theirs is a number or a date, ours is text',
    )
  const cut =
    maxLength !== undefined && maxLength > 0 && (ours.maxLength === undefined || maxLength < ours.maxLength)
      ? `max(${maxLength})`
      : ''
  return { codec: [fallback, cut].filter(Boolean).join(' '), from: 'document' }
}

function unknown(vi: string, en: string): Spelling {
  return { unknown: { vi, en } }
}
