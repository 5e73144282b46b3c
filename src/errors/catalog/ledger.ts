import type { CatalogEntry } from './entry.ts'

/** The ledger and its database. */
export const ledgerErrors = {
  'ledger-refused': {
    status: 500,
    owner: 'gateway',
    retryable: false,
    title: { vi: 'Sổ cái không nhận giá trị này', en: 'The ledger does not take this value' },
    detail: {
      vi: 'Cơ sở dữ liệu từ chối một giá trị ({reason}). Không có gì được ghi.',
      en: 'The database refused a value ({reason}). Nothing was stored.',
    },
    fix: {
      vi: 'Đây là lỗi của Liên Thông: báo cho người phát triển kèm mã tương quan.',
      en: 'This is a defect of the gateway: report it with the correlation id.',
    },
  },
  'ledger-unavailable': {
    status: 503,
    owner: 'operator',
    retryable: true,
    title: { vi: 'Sổ cái không dùng được', en: 'The ledger is not available' },
    detail: {
      vi: 'Cơ sở dữ liệu không trả lời ({reason}). Không có gì được xác nhận.',
      en: 'The database did not answer ({reason}). Nothing was acknowledged.',
    },
    fix: {
      vi: 'Gửi lại sau; người vận hành kiểm tra PostgreSQL.',
      en: 'Send again later; the operator checks PostgreSQL.',
    },
  },
  'ledger-newer': {
    status: 503,
    owner: 'operator',
    retryable: false,
    title: { vi: 'Sổ cái thuộc phiên bản mới hơn', en: 'The ledger belongs to a newer version' },
    detail: {
      vi: 'Cơ sở dữ liệu đã qua bước "{migration}" mà phiên bản này không biết.',
      en: 'The database has the migration "{migration}", which this version does not know.',
    },
    fix: {
      vi: 'Chạy phiên bản mới hơn, hoặc dùng cơ sở dữ liệu khác.',
      en: 'Run the newer version, or use another database.',
    },
  },
  'seal-broken': {
    status: 500,
    owner: 'operator',
    retryable: false,
    title: { vi: 'Không mở được niêm phong', en: 'The seal cannot be opened' },
    detail: {
      vi: 'Nội dung của thông điệp {message} bị thay đổi hoặc được niêm phong bằng khoá khác.',
      en: 'The body of message {message} was changed, or sealed with another key.',
    },
    fix: {
      vi: 'Khôi phục đúng seal.key hoặc LIENTHONG_SEAL_KEY của sổ cái này.',
      en: 'Restore the seal.key or LIENTHONG_SEAL_KEY that belongs to this ledger.',
    },
  },
  'data-folder-in-use': {
    status: 503,
    owner: 'operator',
    retryable: false,
    title: { vi: 'Thư mục dữ liệu đang được dùng', en: 'The data folder is in use' },
    detail: {
      vi: 'Một tiến trình Liên Thông khác (pid {pid}) đang dùng {folder}.',
      en: 'Another Liên Thông process (pid {pid}) is using {folder}.',
    },
    fix: {
      vi: 'Dừng tiến trình đó, hoặc đặt LIENTHONG_DATA là thư mục khác; muốn chạy nhiều tiến trình thì dùng DATABASE_URL.',
      en: 'Stop that process, or set LIENTHONG_DATA to another folder; to run several processes use DATABASE_URL.',
    },
  },
  'embedded-database-failed': {
    status: 503,
    owner: 'operator',
    retryable: false,
    title: { vi: 'Cơ sở dữ liệu nhúng không chạy được', en: 'The embedded database failed' },
    detail: { vi: 'Bước {step}: {reason}', en: 'Step {step}: {reason}' },
    fix: {
      vi: 'Xem postgres/server.log trong thư mục dữ liệu, kiểm tra dung lượng đĩa và quyền truy cập; hoặc dùng PostgreSQL riêng qua DATABASE_URL.',
      en: 'Read postgres/server.log in the data folder, check disk space and permissions; or use a PostgreSQL of your own through DATABASE_URL.',
    },
  },
  'embedded-database-lost': {
    status: 503,
    owner: 'operator',
    retryable: false,
    title: {
      vi: 'Mất một phần dữ liệu của cơ sở dữ liệu nhúng',
      en: 'Part of the embedded database is missing',
    },
    detail: {
      vi: 'Cơ sở dữ liệu đã từng được tạo ở đây nhưng nay thiếu {missing}. Không có gì bị thay đổi.',
      en: 'A database was made here before, but {missing} is missing now. Nothing was changed.',
    },
    fix: {
      vi: 'Gắn lại ổ đĩa hoặc phục hồi cả thư mục postgres từ bản sao lưu; chỉ xoá cả thư mục đó nếu muốn bắt đầu lại từ đầu.',
      en: 'Mount the disk again or restore the whole postgres folder from a backup; delete that folder only to begin anew.',
    },
  },
  'embedded-database-unreachable-folder': {
    status: 503,
    owner: 'operator',
    retryable: false,
    title: {
      vi: 'Cơ sở dữ liệu nhúng không vào được thư mục',
      en: 'The embedded database cannot reach its folder',
    },
    detail: {
      vi: 'PostgreSQL không chạy bằng root; người dùng "{user}" không đi qua được thư mục {directory}.',
      en: 'PostgreSQL does not run as root, and the user "{user}" may not pass the directory {directory}.',
    },
    fix: {
      vi: 'Chạy Liên Thông bằng người dùng thường, hoặc đặt mã nguồn và LIENTHONG_DATA ở nơi khác (ví dụ /opt, /var/lib), hoặc dùng DATABASE_URL.',
      en: 'Run Liên Thông as an ordinary user, or keep the programs and LIENTHONG_DATA elsewhere (such as /opt, /var/lib), or use DATABASE_URL.',
    },
  },
  'embedded-database-unsupported': {
    status: 503,
    owner: 'operator',
    retryable: false,
    title: { vi: 'Không có cơ sở dữ liệu nhúng cho máy này', en: 'No embedded database for this machine' },
    detail: {
      vi: 'Chưa cài chương trình PostgreSQL cho {platform}.',
      en: 'No PostgreSQL programs are installed for {platform}.',
    },
    fix: {
      vi: 'Cài lại bằng "npm ci" không dùng --omit=optional, hoặc dùng PostgreSQL riêng qua DATABASE_URL.',
      en: 'Install again with "npm ci" without --omit=optional, or use a PostgreSQL of your own through DATABASE_URL.',
    },
  },
  'routine-overtaken': {
    status: 503,
    owner: 'gateway',
    retryable: true,
    title: { vi: 'Tiến trình khác đã làm tiếp việc này', en: 'Another process has taken this over' },
    detail: {
      vi: 'Việc định kỳ "{routine}" quá hạn giữ và đã sang tiến trình khác; tiến trình này dừng lại.',
      en: 'The routine "{routine}" was held for too long and went to another process; this one stops.',
    },
    fix: {
      vi: 'Không cần làm gì; nếu lặp lại, kiểm tra máy có quá tải hoặc mất kết nối với sổ cái không.',
      en: 'Nothing to do; if it repeats, see whether the machine is overloaded or loses the ledger.',
    },
  },
  'routine-unknown': {
    status: 404,
    owner: 'client',
    retryable: false,
    title: { vi: 'Không có việc định kỳ này', en: 'There is no such routine' },
    detail: { vi: 'Không có việc định kỳ "{routine}".', en: 'There is no routine "{routine}".' },
    fix: { vi: 'Xem danh sách: lienthong routine list.', en: 'See the list: lienthong routine list.' },
  },
} as const satisfies Record<string, CatalogEntry>
