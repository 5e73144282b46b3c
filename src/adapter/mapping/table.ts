import type { Violation } from '../../errors/fault.ts'
import type { Codec, CodecEnvironment } from './codec.ts'
import { compileItem } from './compile.ts'
import { codecsOf, type Direction } from './leaf.ts'
import { inRow, isConditional, isEmbeddingRow, isListRow, type Row, readRows } from './rows.ts'
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
  /** The violations of `encode`, without making the message: about three quarters of the time. */
  check(canonical: object): readonly Violation[]
}

const nowhere = { canonical: [], native: [] }

/**
 * Compiles a field table once; calls then only run closures.
 * @param text CSV with the columns canonical, native, codec and optionally note.
 * @throws AdapterFault naming the row that makes no sense.
 */
export function compileTable(name: string, text: string, environment: CodecEnvironment): FieldTable {
  const rows = readRows(text)
  const codecs = new Map(
    rows.map(row => [row, inRow(row.canonical, row.native, () => codecsOf(row, environment))]),
  )
  const tree = buildTree(rows)
  const known = new Set(rows.map(row => row.canonical).filter(path => path !== ''))
  const shared = repeated(rows.filter(row => !isListRow(row) && !isEmbeddingRow(row)).map(row => row.native))
  const compile = (direction: Direction) =>
    compileItem(tree, { environment, codecs, direction, known, shared })
  const toNative = compile('encode')
  const toCanonical = compile('decode')
  const checks = compile('check')
  const embeds = rows.some(isEmbeddingRow)

  const encode = (canonical: object): Encoded => {
    const run = new Run(true, canonical, nowhere)
    const native = toNative(canonical, run) as Record<string, unknown>
    return { native, violations: run.violations, losses: run.losses }
  }
  return {
    name,
    rows,
    lossy: rows.filter(row => isLossy(row, codecs.get(row))).map(row => row.canonical),
    encode,
    decode(native) {
      const run = new Run(false, native, nowhere)
      const canonical = toCanonical(native, run) as Record<string, unknown>
      return { canonical, violations: run.violations }
    },
    check(canonical) {
      // Whether something can stand inside a text is only known when it has been written.
      if (embeds) return encode(canonical).violations
      const run = new Run(true, canonical, nowhere)
      checks(canonical, run)
      return run.violations
    },
  }
}

function isLossy(row: Row, codecs: readonly Codec[] = []): boolean {
  if (row.ignored !== undefined) return false
  return isConditional(row) || codecs.some(codec => !codec.lossless)
}

function repeated(paths: readonly string[]): Set<string> {
  return new Set(paths.filter((path, index) => path !== '' && paths.indexOf(path) !== index))
}
