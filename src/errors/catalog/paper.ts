import type { CatalogEntry } from './entry.ts'

/** What is said to whoever takes papers from the national store. */
export const paperErrors = {
  'paper-ticket-invalid': {
    status: 422,
    owner: 'client',
    retryable: false,
    title: { vi: 'Vé lấy giấy tờ không dùng được', en: 'The ticket cannot be used' },
    detail: {
      vi: 'Vé không đọc được, đã hết hạn, hoặc của hệ thống hay hồ sơ khác (lý do: {reason}). Không có gì được gửi đi.',
      en: 'It cannot be read, its time is over, or it is another system’s or dossier’s (reason: {reason}). Nothing has left.',
    },
    fix: { vi: 'Tìm lại: POST /v1/papers:search.', en: 'Search again: POST /v1/papers:search.' },
  },
  'paper-store-missing': {
    status: 503,
    owner: 'operator',
    retryable: false,
    title: { vi: 'Chưa nối kho giấy tờ số hoá', en: 'The store of papers is not joined' },
    detail: {
      vi: 'Không có bộ nối nào đang chạy phục vụ đơn vị này với thao tác {operation}. Không có gì được gửi đi.',
      en: 'No active adapter serves this unit with {operation}. Nothing has left.',
    },
    fix: { vi: 'Người quản trị bật bộ nối paper-store.', en: 'An admin activates the adapter paper-store.' },
  },
} as const satisfies Record<string, CatalogEntry>
