import { isTableName, wordOf } from '../names.ts'
import { type Leaf, leavesOf, type Shape } from '../shape.ts'
import { type CanonicalLeaf, canonicalLeaves, type MessageKind } from './canonical.ts'
import { spellingOf } from './spelling.ts'
import type { Word } from './words.ts'

/** One line of a field table to be. */
export interface GuessedRow {
  readonly canonical: string
  readonly native: string
  readonly codec: string
  readonly note: string
  /** Left open; with a native field that the platform requires, the message cannot go out yet. */
  readonly open: boolean
  readonly required: boolean
}

/** A list of theirs and the list of ours that it stands for. */
type Pairs = ReadonlyMap<string, string>

/**
 * A field table for a message: what its names and spellings suggest, all of it marked as a guess, and everything else
 * left out with a reason. Total over the shape, in its order.
 */
export function guessRows(shape: Shape, kind: MessageKind, words: readonly Word[]): GuessedRow[] {
  const ours = canonicalLeaves(kind)
  const usable = words.filter(({ message }) => message === '' || message === kind)
  const leaves = leavesOf(shape).filter(({ path }) => path !== '' && isTablePath(path))
  const lists = pairLists(leaves, usable, ours)
  const taken = new Map<string, string>()
  return leaves.map(leaf => rowOf(leaf, usable, ours, lists, taken))
}

/** What a field table can name. */
export function isTablePath(path: string): boolean {
  return path.split('[]').every((part, index) => {
    if (part === '') return index > 0
    return part
      .replace(/^\./, '')
      .split('.')
      .every(name => isTableName(name))
  })
}

/** Of the two kinds of message the one whose words the shape shares more of; undefined where it shares none. */
export function kindOf(shape: Shape, words: readonly Word[]): MessageKind | undefined {
  const score = (kind: MessageKind) =>
    guessRows(shape, kind, words).filter(row => row.canonical !== '' && !row.open).length
  const [dossier, step] = [score('dossier'), score('step')]
  if (dossier === 0 && step === 0) return undefined
  return step > dossier ? 'step' : 'dossier'
}

function rowOf(
  leaf: Leaf,
  words: readonly Word[],
  ours: ReadonlyMap<string, CanonicalLeaf>,
  lists: Pairs,
  taken: Map<string, string>,
): GuessedRow {
  const { path, value, required } = leaf
  const documented = value.description === undefined ? '' : `; tài liệu/document: ${value.description}`
  const open = (vi: string, en: string, canonical = ''): GuessedRow => ({
    canonical,
    native: path,
    codec: `ignore("chưa biết/unknown: ${vi} / ${en}")`,
    note: `${required ? 'nền tảng bắt buộc/required' : 'chưa rõ/open'}${documented}`,
    open: true,
    required,
  })
  const found = candidates(path, words, ours, lists)
  const [best] = found
  if (best === undefined)
    return value.cut === undefined
      ? open('không đoán được trường này', 'nothing to guess by')
      : open(`không đoán được (${value.cut})`, 'nothing to guess by')
  const free = found.find(({ leaf: target }) => !taken.has(target.path))
  if (free === undefined)
    return open(`${best.leaf.path} đã dùng cho ${taken.get(best.leaf.path)}`, 'our field is taken')
  const spelling = spellingOf(value, free.leaf, free.word.codec)
  taken.set(free.leaf.path, path)
  if ('unknown' in spelling)
    return open(
      `có lẽ là ${free.leaf.path}, nhưng ${spelling.unknown.vi}`,
      spelling.unknown.en,
      free.leaf.path,
    )
  const by = { document: 'tài liệu/document', sample: 'mẫu/sample', words: 'thói quen/custom' }[spelling.from]
  return {
    canonical: free.leaf.path,
    native: path,
    codec: [required ? 'required' : '', spelling.codec].filter(Boolean).join(' '),
    note: `đoán/guess: theo tên/by name${spelling.codec === '' ? '' : `, cách viết theo ${by}`}${documented}`,
    open: false,
    required,
  }
}

interface Candidate {
  readonly word: Word
  readonly leaf: CanonicalLeaf
}

/** Ours that a native path may mean, the most particular word first. */
function candidates(
  path: string,
  words: readonly Word[],
  ours: ReadonlyMap<string, CanonicalLeaf>,
  lists: Pairs,
): Candidate[] {
  const end = path.lastIndexOf('[]')
  const list = end === -1 ? '' : lists.get(path.slice(0, end + 2))
  if (list === undefined) return []
  // The item itself: a list of bare values.
  if (path.endsWith('[]')) {
    const leaf = ours.get(list)
    return leaf === undefined ? [] : [{ word: { native: [], canonical: list, codec: '', message: '' }, leaf }]
  }
  const names = path.replaceAll('[]', '').split('.').map(wordOf)
  return words
    .filter(word => !word.canonical.endsWith('[]') && endsWith(names, word.native))
    .sort((a, b) => b.native.length - a.native.length)
    .flatMap(word => {
      const leaf = ours.get(within(list, word.canonical))
      return leaf === undefined ? [] : [{ word, leaf }]
    })
}

function endsWith(names: readonly string[], tail: readonly string[]): boolean {
  return (
    tail.length <= names.length && tail.every((name, i) => name === names[names.length - tail.length + i])
  )
}

/** `documents[].name` inside `supplements[].documents[]` is `supplements[].documents[].name`. */
function within(list: string, canonical: string): string {
  const end = canonical.lastIndexOf('[]')
  if (list === '' || end === -1) return list === '' && end === -1 ? canonical : ''
  const own = canonical.slice(0, end + 2)
  return list === own || list.endsWith(`.${own}`) ? `${list}${canonical.slice(end + 2)}` : ''
}

/** Each list of theirs with the list of ours that its name means; lists inside lists after those around them. */
function pairLists(
  leaves: readonly Leaf[],
  words: readonly Word[],
  ours: ReadonlyMap<string, CanonicalLeaf>,
): Pairs {
  const prefixes = new Set([...ours.keys()].flatMap(listsOf))
  const pairs = new Map<string, string>()
  for (const list of new Set(leaves.flatMap(({ path }) => listsOf(path)))) {
    const outerEnd = list.slice(0, -2).lastIndexOf('[]')
    const outer = outerEnd === -1 ? '' : pairs.get(list.slice(0, outerEnd + 2))
    if (outer === undefined) continue
    const names = list.replaceAll('[]', '').split('.').map(wordOf)
    const meant = words
      .filter(word => word.canonical.endsWith('[]') && endsWith(names, word.native))
      .map(word => (outer === '' ? word.canonical : `${outer}.${word.canonical}`))
      .find(path => prefixes.has(path) && ![...pairs.values()].includes(path))
    if (meant !== undefined) pairs.set(list, meant)
  }
  return pairs
}

/** `a[].b[].c` → `a[]`, `a[].b[]`. */
function listsOf(path: string): string[] {
  return [...path.matchAll(/\[\]/g)].map(({ index }) => path.slice(0, index + 2))
}
