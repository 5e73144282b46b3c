import { AdapterFault } from '../../adapter-fault.ts'
import { type CodeRow, type CodeTable, meet, pairsOf, rowsOfVersion } from '../code-table.ts'
import type { Argument, Codec, CodecFactory, Site } from '../codec.ts'
import { parsePath, rootGetter } from '../path.ts'
import type { Run } from '../run.ts'
import { vietnamMinutes, wallClock } from './clock.ts'

/**
 * `table(name)`: a code list from the adapter's `tables/`. A word or code that is not in it is an error, never a guess.
 * `table(name, version=2025)` takes the rows of one version and those of all; `table(name, at=receivedAt)` those that
 * are valid on the day of another member of the message, which for decoding must stand in an earlier row. With
 * `number` the codes go out as JSON numbers; they are read either way. With `open` a code that is not in the list is
 * kept as `code:…`, for lists that nobody outside the platform knows whole.
 */
export const table: CodecFactory = ([name, ...options], { tables }, site) => {
  const codes = tables.get(String(name))
  if (codes === undefined) {
    const there = tables.size === 0 ? '' : `; there are ${[...tables.keys()].join(', ')}`
    throw new AdapterFault(`there is no code table "${name}" in tables/${there}`)
  }
  const { version, at, number, open } = optionsOf(options)
  const rows = rowsOfVersion(codes, version)
  const known = at === undefined ? undated(codes, rows) : dated(codes, rows, at, site)
  if (open && (at !== undefined || number))
    throw new AdapterFault('table: open goes with neither at nor number')
  const codec = open ? opened(known, rows) : known
  return number ? asNumbers(codec, codes.name, rows) : codec
}

/** @throws AdapterFault for a code that as a number would be another one, such as 01. */
function asNumbers(codec: Codec, name: string, rows: readonly CodeRow[]): Codec {
  const odd = rows.find(
    ({ native }) => String(Number(native)) !== native || !Number.isSafeInteger(Number(native)),
  )
  if (odd !== undefined)
    throw new AdapterFault(`tables/${name}.csv: code "${odd.native}" is no whole number as JSON writes it`)
  return {
    ...codec,
    encode: (value, run) => {
      const code = codec.encode(value, run)
      return typeof code === 'string' ? Number(code) : code
    },
  }
}

function optionsOf(options: readonly Argument[]): {
  version: string
  at: string | undefined
  number: boolean
  open: boolean
} {
  let version = ''
  let at: string | undefined
  let number = false
  let open = false
  for (const option of options) {
    const [, key, value = ''] = /^(version|at)=(.+)$/.exec(String(option)) ?? []
    if (key === 'version') version = value
    else if (key === 'at') at = value
    else if (option === 'number') number = true
    else if (option === 'open') open = true
    else throw new AdapterFault(`table knows version=…, at=…, number and open, not "${option}"`)
  }
  return { version, at, number, open }
}

const unlisted = 'code:'

/** A short code of unknown meaning, flagged as that. What is longer could be anything. */
function opened(codec: Codec, rows: readonly CodeRow[]): Codec {
  const listed = new Set(rows.map(({ native }) => native))
  return {
    ...codec,
    encode: (value, run) =>
      typeof value === 'string' && value.startsWith(unlisted)
        ? value.slice(unlisted.length)
        : codec.encode(value, run),
    decode: (value, run) => {
      const code = textOf(value).trim()
      const foreign = value !== undefined && !listed.has(code) && /^[\w.-]{1,15}$/.test(code)
      return foreign ? unlisted + code : codec.decode(value, run)
    },
  }
}

function missing(name: string) {
  return { vi: `không có trong bảng mã ${name}`, en: `is not in the code table ${name}` }
}

function undated({ name }: CodeTable, rows: readonly CodeRow[]): Codec {
  const { toNative, toCanonical, lossless } = pairsOf(rows)
  const fault = missing(name)
  return {
    encode: (value, run) => {
      if (value === undefined) return undefined
      return toNative.get(typeof value === 'string' ? value : textOf(value)) ?? run.fail(fault, value)
    },
    // Codes arrive as text or as numbers, whatever the guide says.
    decode: (value, run) =>
      value === undefined ? undefined : (toCanonical.get(textOf(value).trim()) ?? run.fail(fault, value)),
    single: true,
    lossless,
  }
}

function dated({ name }: CodeTable, rows: readonly CodeRow[], at: string, site: Site): Codec {
  const byWord = groupBy(rows, row => row.canonical)
  const byCode = groupBy(rows, row => row.native)
  const read = rootGetter(parsePath(at), site.canonical)
  const fault = missing(name)
  const noDay = { vi: `cần ${at} để chọn mã còn hiệu lực`, en: `needs ${at} to tell which code is valid` }
  const find = (found: readonly CodeRow[] | undefined, value: unknown, run: Run): CodeRow | undefined => {
    const today = dayOf(read(run.canonical, run.indices))
    if (today === undefined) return run.fail(noDay, value)
    const row = found?.find(({ from, to }) => from <= today && (to === '' || today <= to))
    return row ?? run.fail(fault, value)
  }
  return {
    encode: (value, run) =>
      value === undefined ? undefined : find(byWord.get(textOf(value)), value, run)?.native,
    decode: (value, run) =>
      value === undefined ? undefined : find(byCode.get(textOf(value).trim()), value, run)?.canonical,
    single: true,
    contextual: true,
    lossless: [...byCode.values()].every(group =>
      group.every((row, index) => group.slice(0, index).every(other => !meet(row, other))),
    ),
  }
}

/** The day in Vietnam of an instant or a date. */
function dayOf(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined
  if (/^\d{4}-\d\d-\d\d$/.test(value)) return value
  return wallClock(value, vietnamMinutes)?.clock.slice(0, 10)
}

/** Objects have texts of their own making, which must not be taken for words. */
function textOf(value: unknown): string {
  return typeof value === 'object' || typeof value === 'function' ? '\0' : String(value)
}

function groupBy(rows: readonly CodeRow[], key: (row: CodeRow) => string): Map<string, CodeRow[]> {
  const groups = new Map<string, CodeRow[]>()
  for (const row of rows) groups.set(key(row), [...(groups.get(key(row)) ?? []), row])
  return groups
}
