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

/**
 * Reads `canonical,native,codec[,note]`.
 * @throws AdapterFault naming the row when a path or codec is malformed, or a native field is written twice.
 */
export function readRows(text: string): Row[] {
  const written = new Set<string>()
  return readCsv(text, ['canonical', 'native', 'codec'], ['note']).map(
    ({ canonical = '', native = '', codec = '' }) => {
      const name = `${canonical || '(none)'} → ${native || '(none)'}`
      try {
        const row = toRow(canonical, native, codec)
        if (row.ignored === undefined && native !== '' && written.has(native))
          throw new AdapterFault('written twice')
        written.add(native)
        return row
      } catch (error) {
        throw error instanceof AdapterFault ? new AdapterFault(`row ${name}: ${error.reason}`) : error
      }
    },
  )
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
  if (ignore === undefined && canonical === '' && !calls.some(call => call.name === 'const')) {
    throw new AdapterFault('without a canonical field only const("…") or ignore("reason") makes sense')
  }
  return {
    canonical,
    native,
    canonicalGroups: canonical === '' ? [] : parsePath(canonical),
    nativeGroups: native === '' ? [] : parsePath(native),
    codec,
    calls,
    ignored: ignore === undefined ? undefined : String(ignore.args[0]),
  }
}
