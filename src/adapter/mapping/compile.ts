import { type Carry, carryInto, carryNowhere, carryOver, type Native } from './carry.ts'
import { compileEmbed, compileUnfold } from './embed.ts'
import { type CompiledLeaf, type Compiling, compileLeaf } from './leaf.ts'
import { getter, type Members, membersOf, setter } from './path.ts'
import { prefilled, type Slot } from './prefill.ts'
import type { Place, Run } from './run.ts'
import type { Branch, Leaf, ListBranch } from './tree.ts'

/** Makes the item of the other side; when checking, nothing. */
export type Make = (source: unknown, run: Run) => unknown

/** Compiles the rows of an item into one function; closures only, so that a table can never run code of its own. */
export function compileItem(branch: Branch, compiling: Compiling): Make {
  const leaves = new Map(
    branch.entries.flatMap(entry => {
      const leaf = entry.kind === 'leaf' ? compileLeaf(entry, compiling) : undefined
      return leaf === undefined ? [] : [[entry, leaf] as const]
    }),
  )
  const whole = [...leaves.values()].find(leaf => leaf.to.length === 0)
  if (whole !== undefined) return makeWhole(whole)
  const { direction } = compiling
  const start = direction === 'encode' ? prefilled(slotsOf(branch, leaves)) : undefined
  const carryLeaf = direction === 'check' ? carryNowhere : start === undefined ? carryInto : carryOver
  const carries = branch.entries.flatMap(entry => {
    if (entry.kind === 'list') return [carryList(entry, compiling)]
    const leaf = leaves.get(entry)
    return leaf === undefined ? [] : [carryLeaf(leaf)]
  })
  return makeFrom(branch, compiling, start ?? (() => ({})), carries)
}

function makeFrom(
  { embeddings }: Branch,
  { direction, environment }: Compiling,
  start: (source: Members) => Native,
  carries: readonly Carry[],
): Make {
  const fill = (source: Members, run: Run, item: unknown): Native => {
    const target = start(source)
    // Codecs that ask what has been decoded so far find it here.
    if (run.canonical === undefined) run.canonical = target
    for (let index = 0; index < carries.length; index++) carries[index]?.(source, target, run, item)
    return target
  }
  if (embeddings.length === 0 || direction === 'check') {
    return (source, run) => fill(membersOf(source), run, source)
  }
  if (direction === 'decode') {
    const unfold = compileUnfold(embeddings, environment)
    return (source, run) => fill(unfold(membersOf(source), run), run, source)
  }
  const embed = compileEmbed(embeddings, environment)
  return (source, run) => {
    const target = fill(membersOf(source), run, source)
    embed(target, run)
    return target
  }
}

function slotsOf(branch: Branch, leaves: ReadonlyMap<Leaf | ListBranch, CompiledLeaf>): Slot[] {
  return branch.entries.flatMap((entry): Slot[] => {
    if (entry.kind === 'list') {
      const read = getter(entry.canonical)
      const present = entry.omitEmpty ? (source: Members) => isFilledList(read(source)) : undefined
      return [{ path: entry.native, initial: undefined, present }]
    }
    const leaf = leaves.get(entry)
    if (leaf === undefined) return []
    const { read, to, absent, optional } = leaf
    const present =
      optional && absent !== undefined && read !== undefined
        ? (source: Members) => isThere(read(source))
        : undefined
    return [{ path: to, initial: absent?.value, present }]
  })
}

const isThere = (value: unknown) => value !== undefined && value !== null
const isFilledList = (value: unknown) => isThere(value) && (!Array.isArray(value) || value.length > 0)

/** A row whose target is the item itself: a list of bare values. */
function makeWhole({ read, translate, place }: CompiledLeaf): Make {
  return (source, run) => {
    run.place = place
    return translate((read === undefined ? source : read(membersOf(source))) ?? undefined, run)
  }
}

function carryList(list: ListBranch, compiling: Compiling): Carry {
  const { direction } = compiling
  const decoding = direction === 'decode'
  const [from, to] = decoding ? [list.native, list.canonical] : [list.canonical, list.native]
  const read = getter(from)
  const write = direction === 'check' ? () => undefined : setter(to)
  const make = compileItem(list, compiling)
  // Native messages carry empty lists, ours leave them out.
  const writesEmpty = direction === 'encode' && !list.omitEmpty
  const unwrapsOne = direction === 'encode' && list.oneAsObject
  const { depth } = list
  const place: Place = {
    canonical: list.row.canonicalGroups.slice(0, depth + 1),
    native: list.row.nativeGroups.slice(0, depth + 1),
  }
  const bare = list.entries.some(entry => entry.kind === 'leaf' && entry.native.length === 0)
  return (source, target, run) => {
    const given = read(source)
    const items = Array.isArray(given)
      ? given
      : decoding
        ? oneOrNone(given, bare)
        : given == null
          ? none
          : given
    if (!Array.isArray(items)) {
      run.place = place
      run.fail({ vi: 'phải là danh sách', en: 'must be a list' }, given)
      return
    }
    const made: unknown[] = []
    for (let index = 0; index < items.length; index++) {
      run.indices[depth] = index
      made.push(make(items[index], run))
    }
    run.indices.length = depth
    if (made.length > 0 || writesEmpty) write(target, unwrapsOne && made.length === 1 ? made[0] : made)
  }
}

const none: readonly unknown[] = Object.freeze([])

/** XML and several platforms write a list of one as that one, and an empty one as an empty text. */
function oneOrNone(value: unknown, bare: boolean): unknown {
  if (value === undefined || value === null || value === '') return none
  return typeof value === 'object' || bare ? [value] : value
}
