import { AdapterFault } from '../adapter-fault.ts'
import type { CodeTable } from './code-table.ts'
import type { PathGroups } from './path.ts'
import type { Run } from './run.ts'

/** An argument as written: `"…"` is text; bare true, false, null and numbers are themselves, any other bare word is text. */
export type Argument = string | number | boolean | null

export type Translate = (value: unknown, run: Run) => unknown

/**
 * One small translation. `undefined` means "absent" and must be passed on by every codec that is not about absence.
 * A value that it cannot translate is reported through `run.fail`, which also gives the undefined to return.
 */
export interface Codec {
  readonly encode: Translate
  readonly decode: Translate
  /** Whether decoding gives back every value in normal form (NFC, encoded URL, Vietnam time, defaults filled in). */
  readonly lossless: boolean
  /** `encode` without making the text: fails for the same values; what it gives back need only suit the next codec. */
  readonly check?: Translate
  /** What `encode` gives is a single value or undefined, whatever it was given. */
  readonly single?: true
  /** What `encode` gives may be an object or a list. */
  readonly structured?: true
  /** `encode` looks at more than the value, so that what it does with "absent" is not known beforehand. */
  readonly contextual?: true
  /** `encode` changes nothing but "absent". */
  readonly onlyAbsence?: true
  /** `encode` may leave out a value that is there, without fault. */
  readonly vanishes?: true
  /** There is no way back: the row takes no part in decoding. */
  readonly oneWay?: true
}

/** How XML inside a text is read and written; the shape of the object is that of src/adapter/xml. */
export interface XmlText {
  /** @throws when the text is not XML, or hostile. */
  parse(text: string): unknown
  /** @throws when the object cannot be written. */
  write(value: object): string
}

export interface CodecEnvironment {
  /** Code tables of the adapter, by name. */
  readonly tables: ReadonlyMap<string, CodeTable>
  readonly xml?: XmlText
}

/** The row that a codec is built for. */
export interface Site {
  readonly canonical: PathGroups
  readonly native: PathGroups
}

/** Builds a codec from the arguments in the cell. @throws AdapterFault when they make no sense. */
export type CodecFactory = (args: readonly Argument[], environment: CodecEnvironment, site: Site) => Codec

/** A codec as a cell calls it. */
export interface CodecCall {
  readonly name: string
  readonly args: readonly Argument[]
  readonly text: string
}

const call = /\s*([a-z][a-z0-9-]*)(\(((?:"[^"]*"|[^")])*)\))?(?=\s|$)/y
const argument = /\s*(?:"([^"]*)"|([^",]+?))\s*(?:,|$)/y

/** Reads a cell such as `datetime(yyyyMMddHHmmss) absent("")`. @throws AdapterFault */
export function parseCodecs(cell: string): CodecCall[] {
  const calls: CodecCall[] = []
  const text = cell.trim()
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
  if (word === 'null') return null
  // Code-like words such as 007 stay text: as a number they would lose their zeros.
  return /^-?(0|[1-9]\d{0,14})$/.test(word) && word !== '-0' ? Number(word) : word
}
