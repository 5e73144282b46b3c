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
      vi: 'Sửa tệp trong config/messages rồi khởi động lại; lược đồ ở schemas/message-templates.schema.json.',
      en: 'Mend the file in config/messages and start again; its schema is schemas/message-templates.schema.json.',
    },
  },
} as const satisfies Record<string, CatalogEntry>
