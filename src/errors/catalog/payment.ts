import type { CatalogEntry } from './entry.ts'

/** What is said to whoever has citizens pay online. */
export const paymentErrors = {
  'payment-unknown': {
    status: 404,
    owner: 'client',
    retryable: false,
    title: { vi: 'Không có khoản thanh toán này', en: 'There is no such payment' },
    detail: {
      vi: 'Không có khoản thanh toán nào mang mã này trong phạm vi của khoá.',
      en: 'No payment with this reference exists within the key’s scope.',
    },
    fix: {
      vi: 'Dùng "reference" trong câu trả lời của POST /v1/payments.',
      en: 'Use "reference" of the answer to POST /v1/payments.',
    },
  },
  'payment-unpaid': {
    status: 409,
    owner: 'client',
    retryable: true,
    title: { vi: 'Khoản này chưa được trả', en: 'The payment has not been made' },
    detail: {
      vi: 'Khoản thanh toán đang ở "{state}" nên chưa có biên lai.',
      en: 'The payment is "{state}", so that there is no receipt yet.',
    },
    fix: {
      vi: 'Chờ sự kiện payment.confirmed, hoặc xem GET /v1/payments/{reference}.',
      en: 'Wait for the event payment.confirmed, or look at GET /v1/payments/{reference}.',
    },
  },
  'payment-not-refundable': {
    status: 409,
    owner: 'client',
    retryable: false,
    title: { vi: 'Khoản này không hoàn được', en: 'The payment cannot be refunded' },
    detail: {
      vi: 'Khoản thanh toán đang ở "{state}"; chỉ khoản đã trả mới hoàn được.',
      en: 'The payment is "{state}"; only what was paid can go back.',
    },
    fix: {
      vi: 'Xem GET /v1/payments/{reference}.',
      en: 'Look at GET /v1/payments/{reference}.',
    },
  },
  'refund-too-much': {
    status: 409,
    owner: 'client',
    retryable: false,
    title: { vi: 'Hoàn quá số đã trả', en: 'More than was paid' },
    detail: {
      vi: 'Chỉ còn {left} đồng của khoản này có thể hoàn; các lần hoàn chưa rõ kết quả cũng được tính.',
      en: 'Only {left} đồng of this payment can still go back; refunds in doubt count, too.',
    },
    fix: {
      vi: 'Xem các lần hoàn ở GET /v1/payments/{reference}/refunds.',
      en: 'See the refunds at GET /v1/payments/{reference}/refunds.',
    },
  },
  'payment-platform-missing': {
    status: 503,
    owner: 'operator',
    retryable: false,
    title: { vi: 'Chưa nối nền tảng thanh toán', en: 'No payment platform is joined' },
    detail: {
      vi: 'Không có bộ nối thanh toán nào đang chạy phục vụ cơ quan {agency}. Không có gì được lưu.',
      en: 'No active adapter for payments serves the agency {agency}. Nothing was stored.',
    },
    fix: {
      vi: 'Người quản trị cài đặt bộ nối payment-platform (hoặc keypay) cho cơ quan này.',
      en: 'An admin sets up the adapter payment-platform (or keypay) for this agency.',
    },
  },
  'reconciliation-unknown': {
    status: 404,
    owner: 'client',
    retryable: false,
    title: { vi: 'Ngày này chưa được đối soát', en: 'This day has not been reconciled' },
    detail: {
      vi: 'Chưa có lần đối soát nào cho ngày {day}.',
      en: 'There is no reconciliation of {day} yet.',
    },
    fix: {
      vi: 'Đối soát chạy mỗi đêm cho ngày trước; chạy ngay: lienthong reconcile --date {day}.',
      en: 'Every night reconciles the day before; to run it now: lienthong reconcile --date {day}.',
    },
  },
} as const satisfies Record<string, CatalogEntry>
