import { AdapterFault } from '../adapter-fault.ts'
import { readCsv } from './csv.ts'

/** One row of a code list: our word, the platform's code, and when and where that holds. */
export interface CodeRow {
  readonly canonical: string
  readonly native: string
  /** First and last day, `2025-07-01`, both still valid; '' for ever. */
  readonly from: string
  readonly to: string
  /** '' in every version. */
  readonly version: string
}

/** A code list of a platform: our word on the left, its code on the right. */
export interface CodeTable {
  readonly name: string
  readonly rows: readonly CodeRow[]
  /** Without regard to dates and versions: the newest row of each word, the first of those of equal age. */
  readonly toNative: ReadonlyMap<string, string>
  readonly toCanonical: ReadonlyMap<string, string>
  /** Every native code stands for one word only. */
  readonly lossless: boolean
}

const day = /^(\d{4}-\d\d-\d\d)?$/

/**
 * Reads `canonical,native[,from][,to][,version][,note]`. Where two words share a code, the first row is what the code
 * decodes to.
 * @throws AdapterFault when one word has two codes on one day of one version.
 */
export function readCodeTable(name: string, text: string): CodeTable {
  const rows = readCsv(text, ['canonical', 'native'], ['from', 'to', 'version', 'note']).map(
    ({ canonical = '', native = '', from = '', to = '', version = '' }): CodeRow => {
      if (canonical === '') throw new AdapterFault('a row has no canonical word')
      if (!day.test(from) || !day.test(to))
        throw new AdapterFault(`"${canonical}": days are written 2025-07-01`)
      if (to !== '' && to < from) throw new AdapterFault(`"${canonical}" ends before it begins`)
      return { canonical, native, from, to, version }
    },
  )
  rows.forEach((row, index) => {
    if (rows.slice(0, index).some(other => other.canonical === row.canonical && meet(other, row)))
      throw new AdapterFault(`"${row.canonical}" stands in two rows`)
  })
  return { name, rows, ...pairsOf(rows) }
}

/** The rows of one version; without a name those that belong to all. @throws AdapterFault when there is no such version. */
export function rowsOfVersion({ name, rows }: CodeTable, version: string): CodeRow[] {
  const own = rows.filter(row => row.version === '' || row.version === version)
  if (version !== '' && !own.some(row => row.version === version)) {
    const versions = [...new Set(rows.map(row => row.version))].filter(text => text !== '')
    throw new AdapterFault(
      `the code table "${name}" has no version "${version}"${versions.length > 0 ? `; it has ${versions.join(', ')}` : ''}`,
    )
  }
  return own
}

/** Both directions of some rows, without regard to dates: the newest row wins, of equally old ones the first. */
export function pairsOf(rows: readonly CodeRow[]): Pick<CodeTable, 'toNative' | 'toCanonical' | 'lossless'> {
  const toNative = new Map<string, string>()
  const toCanonical = new Map<string, string>()
  let lossless = true
  const newestFirst = [...rows].sort((a, b) => (a.from === b.from ? 0 : a.from < b.from ? 1 : -1))
  for (const { canonical, native } of newestFirst) {
    if (!toNative.has(canonical)) toNative.set(canonical, native)
    const meaning = toCanonical.get(native)
    if (meaning === undefined) toCanonical.set(native, canonical)
    else if (meaning !== canonical) lossless = false
  }
  return { toNative, toCanonical, lossless }
}

/** Whether there is a day and a version on which both hold. */
export function meet(a: CodeRow, b: CodeRow): boolean {
  if (a.version !== '' && b.version !== '' && a.version !== b.version) return false
  return (a.to === '' || b.from <= a.to) && (b.to === '' || a.from <= b.to)
}
