import type { CatalogEntry } from './entry.ts'

/** What is said to whoever sends documents to other agencies, or reads theirs. */
export const documentErrors = {
  'document-unknown': {
    status: 404,
    owner: 'client',
    retryable: false,
    title: { vi: 'Không có văn bản này', en: 'There is no such document' },
    detail: {
      vi: 'Không có văn bản đến nào mang mã này trong phạm vi của khoá.',
      en: 'No document of this id has arrived within the key’s scope.',
    },
    fix: {
      vi: 'Dùng "id" trong sự kiện document.arrived hoặc document.status.',
      en: 'Use "id" of the event document.arrived or document.status.',
    },
  },
  'document-axis-missing': {
    status: 503,
    owner: 'operator',
    retryable: false,
    title: { vi: 'Chưa nối trục liên thông văn bản', en: 'No document axis is joined' },
    detail: {
      vi: 'Không có bộ nối văn bản nào đang chạy phục vụ cơ quan {agency}. Không có gì được lưu.',
      en: 'No active adapter for documents serves the agency {agency}. Nothing was stored.',
    },
    fix: {
      vi: 'Người quản trị cài đặt bộ nối vxp cho cơ quan này.',
      en: 'An admin sets up the adapter vxp for this agency.',
    },
  },
} as const satisfies Record<string, CatalogEntry>
