import { AdapterFault } from '../adapter-fault.ts'
import type { CodeTable } from './code-table.ts'
import type { Run } from './run.ts'

/** An argument as written: `"…"` is text, bare true, false and numbers are themselves, any other bare word is text. */
export type Argument = string | number | boolean

/**
 * One small translation. `undefined` means "absent" and must be passed on by every codec that is not about absence.
 * A value that it cannot translate is reported through `run.fail`, which also gives the undefined to return.
 */
export interface Codec {
  readonly encode: (value: unknown, run: Run) => unknown
  readonly decode: (value: unknown, run: Run) => unknown
  /** Whether decoding gives back every value in normal form (NFC, encoded URL, Vietnam time, defaults filled in). */
  readonly lossless: boolean
}

export interface CodecEnvironment {
  /** Code tables of the adapter, by name. */
  readonly tables: ReadonlyMap<string, CodeTable>
}

/** Builds a codec from the arguments in the cell. @throws AdapterFault when they make no sense. */
export type CodecFactory = (args: readonly Argument[], environment: CodecEnvironment) => Codec

/** A codec as a cell calls it. */
export interface CodecCall {
  readonly name: string
  readonly args: readonly Argument[]
  readonly text: string
}

const call = /\s*([a-z][a-z-]*)(\(((?:"[^"]*"|[^")])*)\))?(?=\s|$)/y
const argument = /\s*(?:"([^"]*)"|([^",]+?))\s*(?:,|$)/y

/** Reads a cell such as `datetime(yyyyMMddHHmmss) absent("")`. @throws AdapterFault */
export function parseCodecs(cell: string): CodecCall[] {
  const calls: CodecCall[] = []
  const text = cell.trim()
  call.lastIndex = 0
  let at = 0
  while (at < text.length) {
    call.lastIndex = at
    const match = call.exec(text)
    if (match === null) throw new AdapterFault(`codec "${cell}" cannot be read`)
    calls.push({ name: match[1] ?? '', args: parseArguments(match[3]), text: match[0].trim() })
    at = call.lastIndex
  }
  return calls
}

function parseArguments(text: string | undefined): Argument[] {
  const args: Argument[] = []
  let at = 0
  while (text !== undefined && at < text.length) {
    argument.lastIndex = at
    const match = argument.exec(text)
    if (match === null) throw new AdapterFault(`codec arguments "${text}" cannot be read`)
    args.push(match[1] ?? bare(match[2] ?? ''))
    at = argument.lastIndex
  }
  return args
}

function bare(word: string): Argument {
  if (word === 'true' || word === 'false') return word === 'true'
  return /^-?\d+$/.test(word) ? Number(word) : word
}
