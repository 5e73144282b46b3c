import { AdapterFault } from '../adapter-fault.ts'
import { type CodecCall, parseCodecs } from './codec.ts'
import { readCsv } from './csv.ts'
import { type PathGroups, parsePath } from './path.ts'

/** One line of a field table. */
export interface Row {
  /** Paths as written; '' where the other side has no counterpart. */
  readonly canonical: string
  readonly native: string
  readonly canonicalGroups: PathGroups
  readonly nativeGroups: PathGroups
  readonly codec: string
  readonly calls: readonly CodecCall[]
  /** Why this field is left out on purpose: `ignore("…")`. */
  readonly ignored: string | undefined
}

/** Words of the codec column that are about a row or a list as a whole, not about one value. */
export const rowWords = ['ignore', 'omit-empty', 'one-as-object', 'when', 'unless'] as const
/** Codecs that can make a value without a canonical counterpart. */
const makers = ['const', 'jsonata']
const embedders = ['json', 'xml', 'base64']

/** `omit-empty`, `one-as-object`: the row only says how its list is written. */
export function isListRow({ calls }: Row): boolean {
  return calls.length > 0 && calls.every(({ name }) => name === 'omit-empty' || name === 'one-as-object')
}

/** `,data,json`: everything that other rows put below this native path travels as one text. */
export function isEmbeddingRow({ canonical, calls }: Row): boolean {
  return (
    canonical === '' &&
    calls.some(({ name }) => name !== 'base64') &&
    calls.every(({ name }) => embedders.includes(name))
  )
}

/** A row that is written only on a condition. */
export function isConditional({ calls }: Row): boolean {
  return calls.some(({ name }) => name === 'when' || name === 'unless')
}

/**
 * Reads `canonical,native,codec[,note]`.
 * @throws AdapterFault naming the row when a path or codec is malformed, or a native field is written twice.
 */
export function readRows(text: string): Row[] {
  const rows = readCsv(text, ['canonical', 'native', 'codec'], ['note']).map(
    ({ canonical = '', native = '', codec = '' }) =>
      inRow(canonical, native, () => toRow(canonical, native, codec)),
  )
  const written = new Map<string, Row>()
  for (const row of rows) {
    if (row.ignored !== undefined || row.native === '' || isListRow(row) || isEmbeddingRow(row)) continue
    const before = written.get(row.native)
    // Two rows may share a native field when each has its condition; which one decodes is then decided by it too.
    if (before !== undefined && !(isConditional(before) && isConditional(row)))
      inRow(row.canonical, row.native, () => {
        throw new AdapterFault('written twice')
      })
    written.set(row.native, row)
  }
  return rows
}

/** Runs `work`; an AdapterFault from inside leaves it knowing the row. */
export function inRow<T>(canonical: string, native: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof AdapterFault) || error.reason.startsWith('row ')) throw error
    throw new AdapterFault(`row ${canonical || '(none)'} → ${native || '(none)'}: ${error.reason}`)
  }
}

function toRow(canonical: string, native: string, codec: string): Row {
  const calls = parseCodecs(codec)
  const ignore = calls.find(call => call.name === 'ignore')
  if (ignore !== undefined && (calls.length > 1 || String(ignore.args[0] ?? '') === '')) {
    throw new AdapterFault(
      'ignore stands alone and needs a reason, for example ignore("the portal has no such field")',
    )
  }
  if (ignore === undefined && native === '')
    throw new AdapterFault('without a native field only ignore("reason") makes sense')
  const row: Row = {
    canonical,
    native,
    canonicalGroups: canonical === '' ? [] : parsePath(canonical),
    nativeGroups: native === '' ? [] : parsePath(native),
    codec,
    calls,
    ignored: ignore === undefined ? undefined : String(ignore.args[0]),
  }
  if (ignore === undefined && canonical === '' && !isEmbeddingRow(row) && !isListRow(row)) {
    if (!calls.some(call => makers.includes(call.name))) {
      throw new AdapterFault(
        'without a canonical field only const("…"), jsonata("…"), json, xml or ignore("reason") makes sense',
      )
    }
  }
  return row
}
