import { canonicalLeaves } from '../guess/canonical.ts'
import { kebab } from '../names.ts'
import { leavesOf } from '../shape.ts'
import type { NamedOperation } from './manifest.ts'

/** A list longer than this is a catalogue, which comes from elsewhere. */
const mostWords = 200

/**
 * Code lists that somebody has to fill in: every word of ours on a line that counts once its # is gone and the code stands
 * there, and above them the codes that the document lists.
 */
export function codeTables(operations: readonly NamedOperation[]): (readonly [string, string])[] {
  const tables = new Map<string, string>()
  for (const { table, draft } of operations) {
    const theirs = new Map(leavesOf(draft.shape).map(({ path, value }) => [path, value.words ?? []]))
    for (const { canonical, native, open } of table.rows) {
      const words = canonicalLeaves(table.kind).get(canonical)?.words
      const file = `tables/${kebab(canonical.split('.').at(-1) ?? '')}.csv`
      if (!open || native === '' || words === undefined || tables.has(file)) continue
      const codes = (theirs.get(native) ?? []).slice(0, mostWords).map(String)
      tables.set(file, tableText(words, codes))
    }
  }
  return [...tables]
}

function tableText(words: readonly string[], codes: readonly string[]): string {
  const oneLine = (text: string) => text.replace(/\s+/g, ' ')
  return [
    '# Điền mã của nền tảng, bỏ dấu #, rồi đặt codec table(…) ở dòng của nó trong maps/.',
    "# Fill in the platform's code, take the # away, then give its row in maps/ the codec table(…).",
    ...(codes.length === 0
      ? []
      : [`# mã trong tài liệu / codes in the document: ${codes.map(oneLine).join(', ')}`]),
    'canonical,native,note',
    ...words.map(word => `#${word},,`),
    '',
  ].join('\n')
}
