import { isDeepStrictEqual } from 'node:util'
import { compileTable } from '../../mapping/table.ts'
import type { OperationDraft } from '../draft.ts'
import { canonicalLeaves } from '../guess/canonical.ts'
import { leavesOf } from '../shape.ts'
import { synthetic } from '../synthetic.ts'
import { unknownRule } from './rules.ts'
import { sampleMessage } from './sample-message.ts'
import type { GuessedTable } from './table.ts'

/**
 * A message both ways: ours, synthetic, and what the table makes of it. What the platform requires and the table does not
 * write yet makes this fixture fail, with the field's name: it is what is left to do.
 */
export function messageFixture(
  operation: string,
  { name, carries }: OperationDraft,
  { kind, rows }: GuessedTable,
  csv: string,
): object {
  const table = compileTable(name, csv, { tables: new Map() })
  const mapped = rows.filter(row => !row.open && row.canonical !== '').map(row => row.canonical)
  // Members that a table leaves out must not stand in the message: decoding could not bring them back.
  const canonical = sampleMessage(mapped, kind, carries !== undefined)
  const { native, losses } = table.encode(canonical)
  const { canonical: decoded } = table.decode(native)
  const same = carries === undefined && isDeepStrictEqual(decoded, canonical)
  return {
    kind: 'message',
    about: 'Sinh tự động, mọi giá trị là giả / generated, all values synthetic',
    operation,
    canonical,
    native,
    ...(losses.length > 0 && {
      losses: losses.map(loss => ({ canonical: loss.canonical, codec: loss.codec })),
    }),
    ...(same ? {} : { decodes: decoded }),
  }
}

/** An answer as the document describes it, and that nobody has said yet what it means. */
export function answersFixture(
  operation: string,
  { answer, asks, carries }: OperationDraft,
  { kind }: GuessedTable,
): object {
  const recorded = answer === undefined ? { body: {} } : answer.as(synthetic(answer.shape))
  const key = orderingKeyOf(kind).slice(1)
  return {
    kind: 'answers',
    operation,
    canonical: sampleMessage(
      [key].filter(path => canonicalLeaves(kind).has(path)),
      kind,
      carries !== undefined,
    ),
    answers: [
      {
        about: 'Trả lời theo tài liệu, chưa biết nghĩa / an answer of which nobody has said what it means',
        answer: { status: 200, ...recorded },
        // What only asks may ask again: of an ask, not to know means to try later.
        outcome: { kind: asks ? 'retry' : 'unknown', rule: unknownRule },
      },
    ],
  }
}

export function orderingKeyOf(kind: 'dossier' | 'step'): string {
  return kind === 'step' ? '/dossier' : '/code'
}

/** The sample that the adapter was made from, with nobody's values in it; undefined where there was none. */
export function sampleText({ shape }: OperationDraft): string | undefined {
  if (!leavesOf(shape).some(({ value }) => value.sample !== undefined)) return undefined
  return `${JSON.stringify(synthetic(shape), null, 2)}\n`
}
