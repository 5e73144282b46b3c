import { AdapterFault } from '../adapter-fault.ts'
import { isEmbeddingRow, isListRow, type Row } from './rows.ts'

/** A field table as a tree: each list of the message is a branch, holding the rows of its items. */
export interface Branch {
  readonly entries: (Leaf | ListBranch)[]
  /** Parts of the item that travel as text. */
  readonly embeddings: Embedding[]
}

export interface Leaf {
  readonly kind: 'leaf'
  readonly row: Row
  /** Where the value stands inside its item. Empty: the item itself. `undefined`: made without a counterpart. */
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
  /** `one-as-object`: a list of one is sent as that one. */
  oneAsObject: boolean
}

export interface Embedding {
  readonly row: Row
  /** Inside the item. */
  readonly native: readonly string[]
}

/** @throws AdapterFault when the lists of the two sides do not pair up. */
export function buildTree(rows: readonly Row[]): Branch {
  const root: Branch = { entries: [], embeddings: [] }
  const mapped = rows.filter(row => row.ignored === undefined)
  // Rows that only know their native path stand inside lists that another row must have paired by then.
  for (const row of mapped.filter(row => row.canonical !== '')) place(root, row)
  for (const row of mapped.filter(row => row.canonical === '')) place(root, row)
  sort(root, new Map(rows.map((row, index) => [row, index])))
  return root
}

/** The order of the members on the wire is the order of the rows: some platforms read XML as a sequence. */
function sort(branch: Branch, order: ReadonlyMap<Row, number>): number {
  const ranked = branch.entries.map(entry => {
    const own = order.get(entry.row) ?? 0
    return { entry, rank: entry.kind === 'list' ? Math.min(own, sort(entry, order)) : own }
  })
  ranked.sort((a, b) => a.rank - b.rank)
  branch.entries.splice(0, Number.POSITIVE_INFINITY, ...ranked.map(({ entry }) => entry))
  return ranked[0]?.rank ?? Number.POSITIVE_INFINITY
}

function place(root: Branch, row: Row): void {
  const lone = row.canonical === ''
  if (!lone && row.canonicalGroups.length !== row.nativeGroups.length) {
    throw new AdapterFault(`row ${row.canonical} → ${row.native}: both sides need the same number of lists`)
  }
  const inner = row.nativeGroups.at(-1) ?? []
  // What embeds a list stands beside it, not inside its items.
  const depths = row.nativeGroups.length - (isEmbeddingRow(row) && inner.length === 0 ? 2 : 1)
  let branch = root
  for (let depth = 0; depth < depths; depth++) branch = listOf(branch, row, depth, lone)
  if (isEmbeddingRow(row)) {
    branch.embeddings.push({ row, native: inner.length === 0 ? (row.nativeGroups.at(-2) ?? []) : inner })
  } else if (isListRow(row)) {
    setList(branch, row)
  } else {
    const canonical = lone ? undefined : (row.canonicalGroups.at(-1) ?? [])
    branch.entries.push({ kind: 'leaf', row, canonical, native: inner })
  }
}

function setList(branch: Branch, row: Row): void {
  const list = branch as Partial<ListBranch>
  if (list.kind !== 'list' || row.nativeGroups.at(-1)?.length !== 0) {
    throw new AdapterFault(`row ${row.canonical} → ${row.native}: ${row.codec} is for lists`)
  }
  for (const { name } of row.calls) {
    if (name === 'omit-empty') list.omitEmpty = true
    else list.oneAsObject = true
  }
}

function listOf(branch: Branch, row: Row, depth: number, lone: boolean): ListBranch {
  const native = row.nativeGroups[depth] ?? []
  const canonical = row.canonicalGroups[depth] ?? []
  const found = branch.entries.find(
    (entry): entry is ListBranch => entry.kind === 'list' && entry.native.join('.') === native.join('.'),
  )
  if (found !== undefined) {
    if (!lone && found.canonical.join('.') !== canonical.join('.')) {
      throw new AdapterFault(
        `list ${native.join('.')} is paired with ${found.canonical.join('.')} and ${canonical.join('.')}`,
      )
    }
    return found
  }
  if (lone)
    throw new AdapterFault(`row ${row.native}: no other row says which list ${native.join('.')}[] stands for`)
  const made: ListBranch = {
    kind: 'list',
    row,
    depth,
    canonical,
    native,
    entries: [],
    embeddings: [],
    omitEmpty: false,
    oneAsObject: false,
  }
  branch.entries.push(made)
  return made
}
