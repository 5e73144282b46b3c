import type { Draft, Said } from '../draft.ts'
import { orderingKeyOf } from './fixtures.ts'
import { type NamedOperation, unwritten } from './manifest.ts'

/** What is left to do, for the README of the folder and for whoever ran the command. */
export function hintsOf(
  draft: Draft,
  operations: readonly NamedOperation[],
  dropped: readonly string[],
): Said[] {
  const hints: Said[] = operations.flatMap(operation => {
    const { id, draft: own, table } = operation
    const guessed = table.rows.filter(row => !row.open).length
    const fields = table.rows.filter(row => row.native !== '').length
    const needed = unwritten(operation)
    return [
      {
        vi: `${id}: đoán được ${guessed}/${fields} trường; kiểm từng dòng maps/${operation.file}.csv`,
        en: `${id}: ${guessed} of ${fields} fields guessed; check each line of maps/${operation.file}.csv`,
      },
      ...(needed.length === 0
        ? []
        : [
            {
              vi: `${id}: nền tảng bắt buộc nhưng chưa có nguồn: ${needed.slice(0, 30).join(', ')}`,
              en: `${id}: required by the platform, not written yet: ${needed.slice(0, 30).join(', ')}`,
            },
          ]),
      ...(own.asks ||
      table.rows.some(row => !row.open && row.canonical === orderingKeyOf(table.kind).slice(1))
        ? []
        : [
            {
              vi: `${id}: orderingKey ${orderingKeyOf(table.kind)} là đoán: chọn trường giữ thứ tự`,
              en: `${id}: orderingKey ${orderingKeyOf(table.kind)} is a guess: choose what keeps its order`,
            },
          ]),
      ...own.notes.map(note => ({ vi: `${id}: ${note.vi}`, en: `${id}: ${note.en}` })),
    ]
  })
  return [
    {
      vi: 'Chưa có quy tắc kết quả: mọi câu trả lời là "unknown" cho tới khi viết "outcomes"',
      en: 'There are no outcome rules: every answer is "unknown" until "outcomes" are written',
    },
    ...hints,
    ...dropped.map(path => ({
      vi: `trường ${path} bị bỏ: bảng trường không viết được tên này`,
      en: `field ${path} was left out: a field table cannot write this name`,
    })),
    ...draft.skipped.map(({ what, why }) => ({
      vi: `${what}: bỏ qua, ${why.vi}`,
      en: `${what}: left out, ${why.en}`,
    })),
  ]
}
