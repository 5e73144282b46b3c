import type { CatalogEntry } from './entry.ts'

/** What is said to whoever orders at the post. */
export const postErrors = {
  'postal-order-unknown': {
    status: 404,
    owner: 'client',
    retryable: false,
    title: { vi: 'Không có đơn bưu chính này', en: 'There is no such postal order' },
    detail: {
      vi: 'Không có đơn bưu chính nào mang mã này trong phạm vi của khoá.',
      en: 'No postal order with this id exists within the key’s scope.',
    },
    fix: {
      vi: 'Dùng "id" trong câu trả lời của POST /v1/postal-orders.',
      en: 'Use "id" of the answer to POST /v1/postal-orders.',
    },
  },
  'postal-order-stands': {
    status: 409,
    owner: 'client',
    retryable: false,
    title: { vi: 'Đã có đơn khác mang số này', en: 'Another order of this number stands' },
    detail: {
      vi: 'Hồ sơ đã có đơn {order} cùng chiều, cùng số, với nội dung khác.',
      en: 'The dossier has the order {order} of this direction and number, with another content.',
    },
    fix: {
      vi: 'Huỷ đơn kia trước, hoặc cho đơn này một "number" riêng.',
      en: 'Cancel that one first, or give this one a "number" of its own.',
    },
  },
  'postal-order-state': {
    status: 409,
    owner: 'client',
    retryable: true,
    title: { vi: 'Đơn chưa huỷ được', en: 'The order cannot be cancelled yet' },
    detail: {
      vi: 'Đơn đang ở "{state}"; chỉ huỷ được đơn bưu điện đã nhận.',
      en: 'The order is "{state}"; only one that the post has taken can be cancelled.',
    },
    fix: {
      vi: 'Chờ sự kiện post.registered, hoặc xem GET /v1/postal-orders/{id}.',
      en: 'Wait for the event post.registered, or look at GET /v1/postal-orders/{id}.',
    },
  },
  'post-missing': {
    status: 503,
    owner: 'operator',
    retryable: false,
    title: { vi: 'Chưa nối bưu điện', en: 'No post is joined' },
    detail: {
      vi: 'Không có bộ nối bưu điện nào đang chạy phục vụ cơ quan {agency}. Không có gì được lưu.',
      en: 'No active adapter for postal orders serves the agency {agency}. Nothing was stored.',
    },
    fix: {
      vi: 'Người quản trị cài đặt bộ nối vnpost (hoặc vnpost-lgsp) cho cơ quan này.',
      en: 'An admin sets up the adapter vnpost (or vnpost-lgsp) for this agency.',
    },
  },
} as const satisfies Record<string, CatalogEntry>
