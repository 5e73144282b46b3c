import type { CatalogEntry } from './entry.ts'

/** What is wrong with a request before anybody looks at what it asks for. */
export const requestErrors = {
  internal: {
    status: 500,
    owner: 'gateway',
    retryable: true,
    title: { vi: 'Lỗi bên trong cổng kết nối', en: 'An error inside the gateway' },
    detail: {
      vi: 'Cổng kết nối gặp lỗi không lường trước; chưa có gì được xác nhận là đã lưu.',
      en: 'The gateway met an error nobody foresaw; nothing was acknowledged.',
    },
    fix: {
      vi: 'Gửi lại; nếu vẫn lỗi, báo người vận hành kèm mã correlationId.',
      en: 'Send again; if it persists, give the operator the correlationId.',
    },
  },
  'not-found': {
    status: 404,
    owner: 'client',
    retryable: false,
    title: { vi: 'Không có địa chỉ này', en: 'There is nothing at this address' },
    detail: { vi: 'Không có địa chỉ hoặc đối tượng này.', en: 'There is no such address or object.' },
    fix: { vi: 'Xem các địa chỉ ở /docs.', en: 'See /docs for the addresses there are.' },
  },
  'method-not-allowed': {
    status: 405,
    owner: 'client',
    retryable: false,
    title: { vi: 'Địa chỉ này không nhận phương thức đó', en: 'This address does not take that method' },
    detail: { vi: 'Địa chỉ này chỉ nhận {allowed}.', en: 'This address takes {allowed} only.' },
    fix: { vi: 'Xem các địa chỉ ở /docs.', en: 'See /docs for the addresses there are.' },
  },
  'request-invalid': {
    status: 400,
    owner: 'client',
    retryable: false,
    title: { vi: 'Yêu cầu không hợp lệ', en: 'The request is not valid' },
    detail: {
      vi: 'Đường dẫn, tham số hoặc tiêu đề sai: {reason}.',
      en: 'The path, query or headers are wrong: {reason}.',
    },
    fix: { vi: 'Sửa theo /docs rồi gửi lại.', en: 'Mend it as /docs says and send again.' },
  },
  'body-malformed': {
    status: 400,
    owner: 'client',
    retryable: false,
    title: { vi: 'Nội dung gửi lên không phải JSON hợp lệ', en: 'The body is not valid JSON' },
    detail: { vi: 'Không đọc được nội dung: {reason}.', en: 'The body could not be read: {reason}.' },
    fix: {
      vi: 'Gửi JSON mã hoá UTF-8, Content-Type: application/json.',
      en: 'Send UTF-8 JSON with Content-Type: application/json.',
    },
  },
  'body-invalid': {
    status: 422,
    owner: 'client',
    retryable: false,
    title: { vi: 'Dữ liệu không đúng mẫu', en: 'The data does not match the schema' },
    detail: {
      vi: 'Có {count} chỗ sai; xem "violations". Không có gì được lưu.',
      en: '{count} faults; see "violations". Nothing was stored.',
    },
    fix: {
      vi: 'Sửa từng chỗ theo con trỏ JSON rồi gửi lại; mẫu dữ liệu ở /openapi.json.',
      en: 'Mend each place named by its JSON pointer and send again; the schema is in /openapi.json.',
    },
  },
  'body-too-large': {
    status: 413,
    owner: 'client',
    retryable: false,
    title: { vi: 'Nội dung quá lớn', en: 'The body is too large' },
    detail: { vi: 'Nội dung vượt quá {limit} byte.', en: 'The body exceeds {limit} bytes.' },
    fix: {
      vi: 'Tệp của hồ sơ gửi bằng đường dẫn; tệp lớn của văn bản gửi trước bằng POST /v1/attachments; nhiều hồ sơ thì dùng POST /v1/dossiers:import.',
      en: 'Send files of a dossier as URLs, big ones of a document ahead with POST /v1/attachments; for many dossiers use POST /v1/dossiers:import.',
    },
  },
  'body-too-slow': {
    status: 408,
    owner: 'client',
    retryable: true,
    title: { vi: 'Nội dung tới quá chậm', en: 'The request arrives too slowly' },
    detail: {
      vi: 'Yêu cầu chưa tới hết sau {seconds} giây. Không có gì được lưu.',
      en: 'The request had not arrived after {seconds} seconds. Nothing was stored.',
    },
    fix: {
      vi: 'Kiểm tra đường truyền rồi gửi lại; nhiều hồ sơ thì dùng POST /v1/dossiers:import.',
      en: 'Check the line and send again; for many dossiers use POST /v1/dossiers:import.',
    },
  },
  'headers-too-large': {
    status: 431,
    owner: 'client',
    retryable: false,
    title: { vi: 'Tiêu đề quá lớn', en: 'The headers are too large' },
    detail: { vi: 'Tiêu đề vượt quá {limit} byte.', en: 'The headers exceed {limit} bytes.' },
    fix: { vi: 'Bớt tiêu đề rồi gửi lại.', en: 'Send fewer or shorter headers.' },
  },
  'media-type-unsupported': {
    status: 415,
    owner: 'client',
    retryable: false,
    title: { vi: 'Kiểu nội dung không được hỗ trợ', en: 'This media type is not supported' },
    detail: { vi: 'Địa chỉ này chỉ nhận {accepted}.', en: 'This address takes {accepted} only.' },
    fix: { vi: 'Đặt Content-Type cho đúng.', en: 'Set Content-Type accordingly.' },
  },
  'cursor-invalid': {
    status: 400,
    owner: 'client',
    retryable: false,
    title: { vi: 'Con trỏ trang không hợp lệ', en: 'The page cursor is not valid' },
    detail: { vi: 'Con trỏ trang không do cổng này cấp.', en: 'The cursor was not issued by this gateway.' },
    fix: { vi: 'Dùng nguyên "next" của trang trước.', en: 'Use "next" of the previous page as it is.' },
  },
  'idempotency-mismatch': {
    status: 422,
    owner: 'client',
    retryable: false,
    title: {
      vi: 'Idempotency-Key đã dùng cho nội dung khác',
      en: 'The Idempotency-Key was used for another body',
    },
    detail: {
      vi: 'Khoá lặp này đã được dùng cho một yêu cầu có nội dung khác.',
      en: 'This idempotency key was used for a request with another body.',
    },
    fix: { vi: 'Mỗi yêu cầu mới dùng một khoá mới.', en: 'Use a new key for every new request.' },
  },
  'idempotency-running': {
    status: 409,
    owner: 'client',
    retryable: true,
    title: {
      vi: 'Yêu cầu cùng khoá lặp đang chạy',
      en: 'A request with this Idempotency-Key is still running',
    },
    detail: {
      vi: 'Yêu cầu trước cùng Idempotency-Key chưa xong.',
      en: 'The earlier request with this Idempotency-Key has not finished.',
    },
    fix: {
      vi: 'Chờ câu trả lời của yêu cầu trước rồi gửi lại.',
      en: 'Wait for the earlier answer, then send again.',
    },
  },
  stopping: {
    status: 503,
    owner: 'gateway',
    retryable: true,
    title: { vi: 'Cổng kết nối đang dừng', en: 'The gateway is stopping' },
    detail: {
      vi: 'Cổng kết nối đang dừng và không nhận việc mới.',
      en: 'The gateway is stopping and takes no new work.',
    },
    fix: { vi: 'Gửi lại sau ít giây.', en: 'Send again in a few seconds.' },
  },
  'not-ready': {
    status: 503,
    owner: 'gateway',
    retryable: true,
    title: { vi: 'Cổng kết nối chưa sẵn sàng', en: 'The gateway is not ready' },
    detail: { vi: 'Chưa sẵn sàng: {reason}.', en: 'Not ready: {reason}.' },
    fix: { vi: 'Gửi lại sau ít giây.', en: 'Send again in a few seconds.' },
  },
} as const satisfies Record<string, CatalogEntry>
