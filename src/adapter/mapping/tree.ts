import { AdapterFault } from '../adapter-fault.ts'
import type { Row } from './rows.ts'

/** A field table as a tree: each list of the message is a branch, holding the rows of its items. */
export interface Branch {
  readonly entries: (Leaf | ListBranch)[]
}

export interface Leaf {
  readonly kind: 'leaf'
  readonly row: Row
  /** Where the value stands inside its item. Empty: the item itself. `undefined`: a constant without a counterpart. */
  readonly canonical: readonly string[] | undefined
  readonly native: readonly string[]
}

export interface ListBranch extends Branch {
  readonly kind: 'list'
  /** The first row that named the list; errors about the list as a whole point there. */
  readonly row: Row
  readonly depth: number
  readonly canonical: readonly string[]
  readonly native: readonly string[]
  /** `omit-empty`: an absent or empty list is left out instead of sent as []. */
  omitEmpty: boolean
}

/** @throws AdapterFault when the lists of the two sides do not pair up. */
export function buildTree(rows: readonly Row[]): Branch {
  const root: Branch = { entries: [] }
  const mapped = rows.filter(row => row.ignored === undefined)
  // Constants inside a list only know their native path: the list must have been paired by then.
  for (const row of mapped.filter(row => row.canonical !== '')) place(root, row)
  for (const row of mapped.filter(row => row.canonical === '')) place(root, row)
  return root
}

function place(root: Branch, row: Row): void {
  const constant = row.canonical === ''
  if (!constant && row.canonicalGroups.length !== row.nativeGroups.length) {
    throw new AdapterFault(`row ${row.canonical} → ${row.native}: both sides need the same number of lists`)
  }
  let branch = root
  for (let depth = 0; depth < row.nativeGroups.length - 1; depth++) {
    branch = listOf(branch, row, depth, constant)
  }
  if (row.calls.some(call => call.name === 'omit-empty')) {
    if (branch === root || row.nativeGroups.at(-1)?.length !== 0) {
      throw new AdapterFault(`row ${row.canonical} → ${row.native}: omit-empty is for lists`)
    }
    ;(branch as ListBranch).omitEmpty = true
    return
  }
  branch.entries.push({
    kind: 'leaf',
    row,
    canonical: constant ? undefined : (row.canonicalGroups.at(-1) ?? []),
    native: row.nativeGroups.at(-1) ?? [],
  })
}

function listOf(branch: Branch, row: Row, depth: number, constant: boolean): ListBranch {
  const native = row.nativeGroups[depth] ?? []
  const canonical = row.canonicalGroups[depth] ?? []
  const found = branch.entries.find(
    (entry): entry is ListBranch => entry.kind === 'list' && entry.native.join('.') === native.join('.'),
  )
  if (found !== undefined) {
    if (!constant && found.canonical.join('.') !== canonical.join('.')) {
      throw new AdapterFault(
        `list ${native.join('.')} is paired with ${found.canonical.join('.')} and ${canonical.join('.')}`,
      )
    }
    return found
  }
  if (constant)
    throw new AdapterFault(`row ${row.native}: no other row says which list ${native.join('.')}[] stands for`)
  const made: ListBranch = { kind: 'list', row, depth, canonical, native, entries: [], omitEmpty: false }
  branch.entries.push(made)
  return made
}
