import type { Codec, CodecEnvironment } from './codec.ts'
import { buildCodec } from './codecs/index.ts'
import { type Getter, getter, type Setter, setter } from './path.ts'
import type { Place, Run } from './run.ts'
import type { Leaf, ListBranch } from './tree.ts'

type Native = Record<string, unknown>
type Direction = 'encode' | 'decode'

/** Carries one row, or one list with its rows, from an item on one side to the item on the other. */
type Carry = (source: unknown, target: Native, run: Run) => void
/** Makes the item of the other side. */
type Make = (source: unknown, run: Run) => unknown

/** Compiles the entries of a branch into one function; closures only, so that a table can never run code of its own. */
export function compileItem(
  entries: readonly (Leaf | ListBranch)[],
  direction: Direction,
  environment: CodecEnvironment,
): Make {
  const whole = entries.find(entry => entry.kind === 'leaf' && side(entry, direction).to?.length === 0)
  if (whole?.kind === 'leaf') return compileWhole(whole, direction, environment)
  const carries = entries.flatMap(entry =>
    entry.kind === 'list'
      ? [compileList(entry, direction, environment)]
      : compileLeaf(entry, direction, environment),
  )
  return (source, run) => {
    const target: Native = {}
    for (const carry of carries) carry(source, target, run)
    return target
  }
}

/** A row whose target is the item itself: a list of bare values. */
function compileWhole(leaf: Leaf, direction: Direction, environment: CodecEnvironment): Make {
  const read = getter(side(leaf, direction).from ?? [])
  const translate = pipeline(leaf, direction, environment)
  return (source, run) => translate(read(source), run)
}

function compileLeaf(leaf: Leaf, direction: Direction, environment: CodecEnvironment): Carry[] {
  const { from, to } = side(leaf, direction)
  if (to === undefined) return []
  const read: Getter = from === undefined ? () => undefined : getter(from)
  const write: Setter = setter(to)
  const translate = pipeline(leaf, direction, environment)
  return [
    (source, target, run) => {
      const value = translate(read(source), run)
      if (value !== undefined) write(target, value)
    },
  ]
}

function compileList(list: ListBranch, direction: Direction, environment: CodecEnvironment): Carry {
  const [from, to] = direction === 'encode' ? [list.canonical, list.native] : [list.native, list.canonical]
  const read = getter(from)
  const write = setter(to)
  const make = compileItem(list.entries, direction, environment)
  // Native messages carry empty lists, ours leave them out.
  const writesEmpty = direction === 'encode' && !list.omitEmpty
  const place: Place = {
    canonical: list.row.canonicalGroups.slice(0, list.depth + 1),
    native: list.row.nativeGroups.slice(0, list.depth + 1),
    codec: '',
  }
  return (source, target, run) => {
    const items = read(source)
    if (items !== undefined && !Array.isArray(items)) {
      run.place = place
      run.fail({ vi: 'phải là danh sách', en: 'must be a list' })
      return
    }
    const made: unknown[] = []
    if (items !== undefined) {
      for (let index = 0; index < items.length; index++) {
        run.indices[list.depth] = index
        made.push(make(items[index], run))
      }
      run.indices.length = list.depth
    }
    if (made.length > 0 || writesEmpty) write(target, made)
  }
}

function side(leaf: Leaf, direction: Direction) {
  return direction === 'encode'
    ? { from: leaf.canonical, to: leaf.native }
    : { from: leaf.native, to: leaf.canonical }
}

/** The codecs of a cell as one function: left to right on encode, right to left on decode. */
function pipeline(
  leaf: Leaf,
  direction: Direction,
  environment: CodecEnvironment,
): (value: unknown, run: Run) => unknown {
  const codecs: Codec[] = leaf.row.calls.map(call => buildCodec(call, environment))
  const place: Place = {
    canonical: leaf.row.canonicalGroups,
    native: leaf.row.nativeGroups,
    codec: leaf.row.codec,
  }
  const steps =
    direction === 'encode' ? codecs.map(codec => codec.encode) : codecs.map(codec => codec.decode).reverse()
  const single = scalar(place)
  const [first, ...more] = steps
  if (first === undefined) return single
  return (value, run) => {
    run.place = place
    let result = first(value, run)
    for (const step of more) result = step(result, run)
    return single(result, run)
  }
}

/** Without codecs a value passes as it is, provided that it is a single value: a table never copies what it does not name. */
function scalar(place: Place): (value: unknown, run: Run) => unknown {
  return (value, run) => {
    if (typeof value !== 'object') return value
    run.place = place
    return run.fail({ vi: 'phải là một giá trị đơn', en: 'must be a single value' })
  }
}
