import type { CatalogEntry } from './entry.ts'

/** What is said to whoever sends dossiers to the land registry or slips to the tax office. */
export const landErrors = {
  'land-platform-missing': {
    status: 503,
    owner: 'operator',
    retryable: false,
    title: { vi: 'Chưa nối hệ thống đất đai hoặc thuế', en: 'No land or tax platform is joined' },
    detail: {
      vi: 'Không có bộ nối nào đang chạy nhận thông điệp loại "{kind}" của cơ quan {agency}. Không có gì được lưu.',
      en: 'No active adapter takes messages of the kind "{kind}" of the agency {agency}. Nothing was stored.',
    },
    fix: {
      vi: 'Đặt thiết lập và kích hoạt bộ nối vbdlis, ilis hoặc land-tax; kiểm tra thiết lập "agencies" của nó.',
      en: 'Set up and activate the adapter vbdlis, ilis or land-tax; look at its setting "agencies".',
    },
  },
} as const satisfies Record<string, CatalogEntry>
