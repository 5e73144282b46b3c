import type { CatalogEntry } from './entry.ts'

/** What is said to whoever reads lists, or reports what citizens think. */
export const catalogsErrors = {
  'catalog-unknown': {
    status: 404,
    owner: 'client',
    retryable: false,
    title: { vi: 'Không có danh mục này', en: 'There is no such catalogue' },
    detail: {
      vi: 'Không có danh mục "{name}", hoặc danh mục ấy chưa được lấy về lần nào.',
      en: 'There is no catalogue "{name}", or it has not been fetched yet.',
    },
    fix: { vi: 'Xem các tên ở GET /v1/catalogs.', en: 'See the names at GET /v1/catalogs.' },
  },
  'rating-platform-missing': {
    status: 503,
    owner: 'operator',
    retryable: false,
    title: { vi: 'Chưa nối nơi nhận đánh giá', en: 'No platform takes ratings' },
    detail: {
      vi: 'Không có bộ nối nào đang chạy nhận đánh giá của cơ quan {agency}. Không có gì được lưu.',
      en: 'No active adapter takes ratings of the agency {agency}. Nothing was stored.',
    },
    fix: {
      vi: 'Đặt thiết lập và kích hoạt bộ nối national-portal.',
      en: 'Set up and activate the adapter national-portal.',
    },
  },
} as const satisfies Record<string, CatalogEntry>
