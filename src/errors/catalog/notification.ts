import type { CatalogEntry } from './entry.ts'

/** Messages to the citizen. */
export const notificationErrors = {
  'messages-invalid': {
    status: 503,
    owner: 'operator',
    retryable: false,
    title: { vi: 'Mẫu tin nhắn sai', en: 'The message templates are wrong' },
    detail: { vi: '{file}: {faults}', en: '{file}: {faults}' },
    fix: {
      vi: 'Sửa tệp trong config/messages rồi khởi động lại; lược đồ ở config/messages/templates.schema.json.',
      en: 'Mend the file in config/messages and start again; its schema is config/messages/templates.schema.json.',
    },
  },
  'notification-template-unknown': {
    status: 422,
    owner: 'client',
    retryable: false,
    title: { vi: 'Không có mẫu tin này', en: 'There is no such template' },
    detail: {
      vi: 'Không có mẫu {template} cho cơ quan {agency}.',
      en: 'There is no template {template} for the agency {agency}.',
    },
    fix: {
      vi: 'Dùng mẫu đã đăng ký cho cơ quan, hoặc đề nghị người vận hành thêm vào config/messages.',
      en: 'Use a template registered for the agency, or ask the operator to add it in config/messages.',
    },
  },
  'notification-cap': {
    status: 429,
    owner: 'client',
    retryable: false,
    title: { vi: 'Người này đã nhận đủ tin trong ngày', en: 'This person has had the day’s messages' },
    detail: {
      vi: 'Một số điện thoại nhận nhiều nhất {most} tin một ngày; tin này không được gửi.',
      en: 'One number gets {most} messages a day at the most; this one is not sent.',
    },
    fix: {
      vi: 'Gửi lại vào hôm sau bằng khoá Idempotency-Key mới, nếu vẫn cần.',
      en: 'Send it again tomorrow under a new Idempotency-Key, if it is still needed.',
    },
  },
  'notification-no-channel': {
    status: 503,
    owner: 'operator',
    retryable: true,
    title: { vi: 'Chưa có kênh gửi tin nhắn', en: 'There is no channel for messages' },
    detail: {
      vi: 'Không bộ kết nối tin nhắn nào đang hoạt động phục vụ cơ quan này với mẫu này.',
      en: 'No active message adapter serves this agency with this template.',
    },
    fix: {
      vi: 'Người vận hành kích hoạt một bộ kết nối tin nhắn và khai mẫu của nhà cung cấp trong config/messages.',
      en: 'The operator activates a message adapter and enters the provider’s template in config/messages.',
    },
  },
  'notification-unknown': {
    status: 404,
    owner: 'client',
    retryable: false,
    title: { vi: 'Không có tin nhắn này', en: 'There is no such message' },
    detail: {
      vi: 'Không có tin nhắn nào mang mã này trong phạm vi của khoá.',
      en: 'No message of this id lies within the key’s scope.',
    },
    fix: { vi: 'Kiểm tra mã tin nhắn.', en: 'Check the message’s id.' },
  },
} as const satisfies Record<string, CatalogEntry>
