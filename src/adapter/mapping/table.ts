import type { Violation } from '../../errors/fault.ts'
import type { CodecEnvironment } from './codec.ts'
import { buildCodec } from './codecs/index.ts'
import { compileItem } from './compile.ts'
import { type Row, readRows } from './rows.ts'
import { type Loss, Run } from './run.ts'
import { buildTree } from './tree.ts'

export interface Encoded {
  /** The native message. Not to be sent while there are violations. */
  readonly native: Readonly<Record<string, unknown>>
  readonly violations: readonly Violation[]
  readonly losses: readonly Loss[]
}

export interface Decoded {
  readonly canonical: Readonly<Record<string, unknown>>
  readonly violations: readonly Violation[]
}

/** A field table ready to run, both ways. Pure: no I/O, no clock, no state. */
export interface FieldTable {
  readonly name: string
  readonly rows: readonly Row[]
  /** Rows with a codec that may lose something, as canonical paths. Empty: decode(encode(x)) = x for x in normal form. */
  readonly lossy: readonly string[]
  encode(canonical: object): Encoded
  decode(native: object): Decoded
}

const nowhere = { canonical: [], native: [], codec: '' }

/**
 * Compiles a field table once; calls then only run closures.
 * @param text CSV with the columns canonical, native, codec and optionally note.
 * @throws AdapterFault naming the row that makes no sense.
 */
export function compileTable(name: string, text: string, environment: CodecEnvironment): FieldTable {
  const rows = readRows(text)
  const { entries } = buildTree(rows)
  const toNative = compileItem(entries, 'encode', environment)
  const toCanonical = compileItem(entries, 'decode', environment)
  const lossy = rows.filter(row =>
    row.calls.some(
      call => call.name !== 'ignore' && call.name !== 'omit-empty' && !buildCodec(call, environment).lossless,
    ),
  )
  return {
    name,
    rows,
    lossy: lossy.map(row => row.canonical),
    encode(canonical) {
      const run = new Run('encode', nowhere)
      const native = toNative(canonical, run) as Record<string, unknown>
      return { native, violations: run.violations, losses: run.losses }
    },
    decode(native) {
      const run = new Run('decode', nowhere)
      const canonical = toCanonical(native, run) as Record<string, unknown>
      return { canonical, violations: run.violations }
    },
  }
}
