import type { Codec, CodecEnvironment, Translate } from './codec.ts'
import { buildCodec } from './codecs/index.ts'
import { type Guard, guardOf } from './guard.ts'
import { type Getter, getter, nothing } from './path.ts'
import { type Row, rowWords } from './rows.ts'
import { type Place, Run } from './run.ts'
import type { Leaf } from './tree.ts'

/** `check` is `encode` that makes nothing. */
export type Direction = 'encode' | 'decode' | 'check'

/** What the rows of one table are compiled with. */
export interface Compiling {
  readonly environment: CodecEnvironment
  /** Of every row. */
  readonly codecs: ReadonlyMap<Row, readonly Codec[]>
  readonly direction: Direction
  /** Canonical paths of the table, for its conditions. */
  readonly known: ReadonlySet<string>
  /** Native paths that several rows write, each on its condition. */
  readonly shared: ReadonlySet<string>
}

/** One row, ready to run. */
export interface CompiledLeaf {
  /** Undefined: the value is the item itself. */
  readonly read: Getter | undefined
  /** Where `read` only reads one member: its name. */
  readonly from: string | undefined
  readonly to: readonly string[]
  readonly translate: Translate
  /** `translate` for a value that is there; undefined: it passes as it is if it is a single value. */
  readonly translatePresent: Translate | undefined
  readonly place: Place
  /** What an absent value becomes is known before any message is seen. */
  readonly absent: { readonly value: unknown } | undefined
  /** With its condition unmet, or its value absent, the field may be left out. */
  readonly optional: boolean
}

/** @returns undefined when the row has no part in this direction. */
export function compileLeaf(leaf: Leaf, compiling: Compiling): CompiledLeaf | undefined {
  const { direction } = compiling
  const { row } = leaf
  const place: Place = { canonical: row.canonicalGroups, native: row.nativeGroups }
  const codecs = compiling.codecs.get(row) ?? []
  const decoding = direction === 'decode'
  if (decoding && (leaf.canonical === undefined || codecs.some(codec => codec.oneWay))) return undefined
  const from = decoding ? leaf.native : leaf.canonical
  const to = (decoding ? leaf.canonical : leaf.native) ?? []
  const guard = decoding && !compiling.shared.has(row.native) ? undefined : guardOf(row, compiling.known)
  const plain = compose(codecs, direction)
  const translate = guard === undefined ? plain : guarded(guard, plain)
  const contextual = guard !== undefined || codecs.some(codec => codec.contextual)
  const absent = contextual ? undefined : whatAbsentBecomes(translate, place, direction)
  return {
    read: from === undefined ? () => undefined : from.length === 0 ? undefined : getter(from),
    from: from?.length === 1 ? from[0] : undefined,
    to,
    translate,
    translatePresent: absent === undefined ? translate : composePresent(codecs, direction),
    place,
    absent,
    optional: contextual || (absent !== undefined && absent.value === undefined),
  }
}

/** The codecs of a row; words about the row itself are none. */
export function codecsOf(row: Row, environment: CodecEnvironment): Codec[] {
  const site = { canonical: row.canonicalGroups, native: row.nativeGroups }
  return row.calls
    .filter(({ name }) => !(rowWords as readonly string[]).includes(name))
    .map(call => buildCodec(call, environment, site))
}

/** Codecs are pure, so that what they do with "absent" can be tried out once. */
function whatAbsentBecomes(translate: Translate, place: Place, direction: Direction) {
  const run = new Run(direction !== 'decode', nothing, place)
  const value = translate(undefined, run)
  return run.violations.length === 0 && run.losses.length === 0 ? { value } : undefined
}

function guarded(guard: Guard, translate: Translate): Translate {
  return (value, run) => {
    if (guard(run)) return translate(value, run)
    if (value !== undefined) {
      run.lose('when', { vi: 'không gửi vì điều kiện', en: 'left out on its condition' })
    }
    return undefined
  }
}

/** What only speaks about absence has no say over a value that is there and stays. */
function composePresent(codecs: readonly Codec[], direction: Direction): Translate | undefined {
  const others = codecs.filter(codec => !codec.onlyAbsence)
  if (direction === 'decode' || codecs.some(codec => codec.vanishes)) return compose(codecs, direction)
  return others.length === 0 ? undefined : compose(others, direction)
}

/** Left to right on encode, right to left on decode; in the end there must be a single value. */
function compose(codecs: readonly Codec[], direction: Direction): Translate {
  const steps =
    direction === 'decode'
      ? codecs.map(codec => codec.decode).reverse()
      : codecs.map(codec => (direction === 'check' ? (codec.check ?? codec.encode) : codec.encode))
  const known = direction !== 'decode' && codecs.some(codec => codec.single || codec.structured)
  if (!known) steps.push(single)
  const [a, b, c, ...more] = steps
  if (a === undefined) return value => value
  if (b === undefined) return a
  if (c === undefined) return (value, run) => b(a(value, run), run)
  if (more.length === 0) return (value, run) => c(b(a(value, run), run), run)
  return (value, run) => {
    let result = value
    for (const step of steps) result = step(result, run)
    return result
  }
}

/** A table never copies what it does not name: no objects, no lists. */
export const single: Translate = (value, run) => {
  if ((typeof value !== 'object' || value === null) && typeof value !== 'function') return value
  return run.fail({ vi: 'phải là một giá trị đơn', en: 'must be a single value' }, value)
}
