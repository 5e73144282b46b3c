import type { CatalogEntry } from './entry.ts'

/** Who may call, and who may not. */
export const accessErrors = {
  'key-missing': {
    status: 401,
    owner: 'client',
    retryable: false,
    title: { vi: 'Thiếu khoá API', en: 'The API key is missing' },
    detail: { vi: 'Yêu cầu không mang khoá API.', en: 'The request carries no API key.' },
    fix: {
      vi: 'Gửi tiêu đề Authorization: Bearer <khoá>; với SOAP, khoá cũng có thể là mật khẩu HTTP Basic hoặc UsernameToken (PasswordText).',
      en: 'Send the header Authorization: Bearer <key>; in SOAP the key may also be the password of HTTP Basic or of a UsernameToken (PasswordText).',
    },
  },
  'key-invalid': {
    status: 401,
    owner: 'client',
    retryable: false,
    title: { vi: 'Khoá API không đúng', en: 'The API key is not valid' },
    detail: { vi: 'Khoá API không tồn tại hoặc đã bị thu hồi.', en: 'The API key is unknown or revoked.' },
    fix: {
      vi: 'Xin người quản trị một khoá mới (lienthong client create).',
      en: 'Ask the admin for a new key (lienthong client create).',
    },
  },
  'operation-forbidden': {
    status: 403,
    owner: 'client',
    retryable: false,
    title: { vi: 'Khoá không có quyền này', en: 'The key does not permit this operation' },
    detail: {
      vi: 'Khoá API không được phép thực hiện "{operation}".',
      en: 'The API key does not permit "{operation}".',
    },
    fix: {
      vi: 'Xin người quản trị khoá có quyền này.',
      en: 'Ask the admin for a key with this operation.',
    },
  },
  'agency-outside-scope': {
    status: 403,
    owner: 'client',
    retryable: false,
    title: { vi: 'Cơ quan ngoài phạm vi của khoá', en: 'The agency is outside the key’s scope' },
    detail: {
      vi: 'Khoá API chỉ dùng cho {scope} và các cơ quan bên dưới.',
      en: 'The API key speaks for {scope} and the agencies below it only.',
    },
    fix: {
      vi: 'Sửa /agency/code hoặc dùng khoá của cơ quan đó.',
      en: 'Mend /agency/code or use that agency’s key.',
    },
  },
  'client-unknown': {
    status: 404,
    owner: 'client',
    retryable: false,
    title: { vi: 'Không có hệ thống này', en: 'There is no such client' },
    detail: {
      vi: 'Không có hệ thống mang mã này, hoặc khoá đã bị thu hồi.',
      en: 'No client has this id, or its key is revoked already.',
    },
    fix: { vi: 'Xem danh sách: lienthong client list.', en: 'See the list: lienthong client list.' },
  },
  'login-refused': {
    status: 401,
    owner: 'client',
    retryable: false,
    title: { vi: 'Đăng nhập không đúng', en: 'The login was refused' },
    detail: { vi: 'Tên hoặc mật khẩu không đúng.', en: 'The name or the password is wrong.' },
    fix: { vi: 'Xem first-run.json trong thư mục dữ liệu.', en: 'See first-run.json in the data folder.' },
  },
  'login-throttled': {
    status: 429,
    owner: 'client',
    retryable: true,
    title: { vi: 'Đăng nhập sai quá nhiều lần', en: 'Too many failed logins' },
    detail: { vi: 'Chờ {seconds} giây rồi thử lại.', en: 'Wait {seconds} seconds, then try again.' },
    fix: { vi: 'Chờ hết thời gian rồi thử lại.', en: 'Wait, then try again.' },
  },
  'login-busy': {
    status: 503,
    owner: 'gateway',
    retryable: true,
    title: { vi: 'Đang có quá nhiều lượt đăng nhập', en: 'Too many logins at once' },
    detail: { vi: 'Chờ {seconds} giây rồi thử lại.', en: 'Wait {seconds} seconds, then try again.' },
    fix: { vi: 'Chờ rồi đăng nhập lại.', en: 'Wait, then log in again.' },
  },
  'admin-session-required': {
    status: 401,
    owner: 'client',
    retryable: false,
    title: { vi: 'Cần phiên quản trị', en: 'An admin session is required' },
    detail: {
      vi: 'Không có phiên quản trị hoặc phiên đã hết hạn.',
      en: 'There is no admin session, or it has expired.',
    },
    fix: {
      vi: 'Đăng nhập: POST /admin/v1/session, rồi gửi Authorization: Bearer <token>.',
      en: 'Log in with POST /admin/v1/session, then send Authorization: Bearer <token>.',
    },
  },
} as const satisfies Record<string, CatalogEntry>
