export const unknownRule = 'not-described-yet'

/** What a generated adapter makes of any answer: nothing, until somebody who has read the guide says what it means. */
export const openRules: readonly object[] = [
  {
    id: 'not-there',
    when: { status: [404, 405] },
    outcome: 'unknown',
    owner: 'operator',
    title: {
      vi: 'Có lẽ không có dịch vụ ở địa chỉ này (HTTP 404, 405)',
      en: 'There is perhaps no service at this address (HTTP 404, 405)',
    },
    fix: {
      vi: 'Kiểm tra thiết lập baseUrl; nếu đây là câu trả lời của nền tảng, viết quy tắc cho nó vào "outcomes" của thao tác',
      en: 'Check the setting baseUrl; if it is the platform that answers so, write a rule for it into "outcomes" of the operation',
    },
  },
  {
    id: 'not-admitted',
    when: { status: [401, 403] },
    outcome: 'unknown',
    owner: 'operator',
    title: {
      vi: 'Có lẽ nền tảng không nhận tài khoản, hoặc bị chặn trên đường (HTTP 401, 403)',
      en: 'The platform perhaps does not take the account, or something on the way blocks the call (HTTP 401, 403)',
    },
    fix: {
      vi: 'Kiểm tra "auth", tài khoản và tường lửa; nếu đây là câu trả lời khác của nền tảng, viết quy tắc cho nó',
      en: 'Check "auth", the account and the firewall; if the platform means something else, write a rule for it',
    },
  },
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
