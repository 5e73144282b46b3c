import type { OperationDraft } from '../draft.ts'
import { canonicalLeaves, type MessageKind } from '../guess/canonical.ts'
import { type GuessedRow, guessRows, kindOf } from '../guess/rows.ts'
import type { Word } from '../guess/words.ts'

export interface GuessedTable {
  readonly kind: MessageKind
  readonly rows: readonly GuessedRow[]
}

/** The table of one operation; where it carries messages of ours, total over these as well. */
export function tableOf({ shape, carries }: OperationDraft, words: readonly Word[]): GuessedTable {
  const kind = carries ?? kindOf(shape, words) ?? 'dossier'
  const rows = guessRows(shape, kind, words)
  return { kind, rows: carries === undefined ? rows : [...rows, ...missing(rows, carries)] }
}

function missing(rows: readonly GuessedRow[], kind: MessageKind): GuessedRow[] {
  const named = new Set(rows.map(({ canonical }) => canonical))
  return [...canonicalLeaves(kind).keys()]
    .filter(path => !named.has(path))
    .map(path => ({
      canonical: path,
      native: '',
      codec:
        'ignore("chưa biết/unknown: chưa thấy trường nào của nền tảng / no field of theirs was recognised")',
      note: 'chưa rõ/open',
      open: true,
      required: false,
    }))
}

/** The CSV file, as spreadsheets read it. */
export function csvOf(rows: readonly GuessedRow[], title: string): string {
  const lines = rows.map(({ canonical, native, codec, note }) =>
    [canonical, native, codec, note].map(cell).join(','),
  )
  return [`# ${title}`, 'canonical,native,codec,note', ...lines, ''].join('\n')
}

function cell(text: string): string {
  return /[",;\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
