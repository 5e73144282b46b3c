import { type CompiledLeaf, single } from './leaf.ts'
import { type Members, setter } from './path.ts'
import type { Run } from './run.ts'

export type Native = Record<string, unknown>
/** Carries one row, or one list with its rows, from an item on one side to the item on the other. */
export type Carry = (source: Members, target: Native, run: Run, item: unknown) => void

/** A row into an object that starts empty. */
export function carryInto(leaf: CompiledLeaf): Carry {
  const { read, to, translate, place, absent } = leaf
  const write = setter(to)
  const initial = absent?.value
  return (source, target, run, item) => {
    const value = (read === undefined ? item : read(source)) ?? undefined
    if (value === undefined && absent !== undefined) {
      if (initial !== undefined) write(target, initial)
      return
    }
    run.place = place
    const result = translate(value, run)
    if (result !== undefined) write(target, result)
  }
}

/** A row into an object that already holds every member as it is when the source has nothing (see prefill.ts). */
export function carryOver(leaf: CompiledLeaf): Carry {
  const { from, read, place, absent, translatePresent: translate = single } = leaf
  const [name = ''] = leaf.to
  const known = absent !== undefined
  if (from !== undefined && leaf.translatePresent === undefined) return passOver(leaf, from, name)
  const settle = (value: unknown, target: Native, run: Run) => {
    run.place = place
    const result = translate(value, run)
    if (result !== undefined) target[name] = result
    else delete target[name]
  }
  if (from !== undefined && known) {
    return (source, target, run) => {
      const value = source[from]
      if (value !== undefined && value !== null) settle(value, target, run)
    }
  }
  return (source, target, run, item) => {
    const value = (read === undefined ? item : read(source)) ?? undefined
    if (value !== undefined || !known) settle(value, target, run)
  }
}

/** Most rows: one member to one member, as it is. */
function passOver({ place }: CompiledLeaf, from: string, name: string): Carry {
  return (source, target, run) => {
    const value = source[from]
    if (value === undefined || value === null) return
    if (typeof value !== 'object') {
      target[name] = value
      return
    }
    run.place = place
    single(value, run)
    delete target[name]
  }
}

/** A row of which only the faults are wanted. */
export function carryNowhere(leaf: CompiledLeaf): Carry {
  const { from, read, place, absent, translatePresent: translate = single } = leaf
  const known = absent !== undefined
  if (from !== undefined && leaf.translatePresent === undefined) {
    return (source, _target, run) => {
      const value = source[from]
      if (typeof value !== 'object' || value === null) return
      run.place = place
      single(value, run)
    }
  }
  return (source, _target, run, item) => {
    const value = (from !== undefined ? source[from] : read === undefined ? item : read(source)) ?? undefined
    if (value === undefined && known) return
    run.place = place
    translate(value, run)
  }
}
