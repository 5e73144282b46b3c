export const unknownRule = 'not-described-yet'

/** What a generated adapter makes of any answer: nothing, until somebody who has read the guide says what it means. */
export const openRules: readonly object[] = [
  {
    id: unknownRule,
    when: { status: [100, 599] },
    outcome: 'unknown',
    owner: 'operator',
    title: {
      vi: 'Chưa có quy tắc kết quả cho câu trả lời này',
      en: 'No outcome rule has been written for this answer yet',
    },
    fix: {
      vi: 'Viết quy tắc vào "outcomes" của thao tác theo tài liệu của nền tảng, trước quy tắc này',
      en: 'Write rules into "outcomes" of the operation from the platform\'s guide, in front of this one',
    },
  },
]
