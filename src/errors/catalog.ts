export type Language = 'vi' | 'en'

/** Whose fault a failure is, and so who must act: the calling system, this gateway, the platform, or the gateway's operator. */
export type FaultOwner = 'client' | 'gateway' | 'upstream' | 'operator'

export interface CatalogEntry {
  /** HTTP status of the answer that carries it. */
  readonly status: number
  readonly owner: FaultOwner
  /** Whether the same request may succeed later without anybody changing anything. */
  readonly retryable: boolean
  readonly title: Readonly<Record<Language, string>>
  /** May hold `{placeholders}`. */
  readonly detail: Readonly<Record<Language, string>>
  readonly fix: Readonly<Record<Language, string>>
}

/** Every error that the gateway can answer with or stop with. Codes are stable; texts may be improved. */
export const catalog = {
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
  'catalog-invalid': {
    status: 500,
    owner: 'operator',
    retryable: false,
    title: { vi: 'Danh mục không đọc được', en: 'A catalogue cannot be read' },
    detail: { vi: '{file}, dòng {line}: {reason}.', en: '{file}, line {line}: {reason}.' },
    fix: {
      vi: 'Sửa tệp CSV trong thư mục danh mục (config/catalog) tại dòng đã nêu rồi khởi động lại.',
      en: 'Mend the CSV file in the catalogue folder (config/catalog) at that line and start again.',
    },
  },
  'adapter-invalid': {
    status: 500,
    owner: 'operator',
    retryable: false,
    title: { vi: 'Bộ nối không hợp lệ', en: 'The adapter is not valid' },
    detail: {
      vi: 'Bộ nối {adapter}, {file}: {reason}.',
      en: 'Adapter {adapter}, {file}: {reason}.',
    },
    fix: {
      vi: 'Sửa tệp đã nêu trong thư mục của bộ nối theo schemas/adapter-manifest.schema.json và README.md của nó.',
      en: "Mend the named file in the adapter's folder; schemas/adapter-manifest.schema.json and its README.md say how.",
    },
  },
  'adapter-settings-invalid': {
    status: 500,
    owner: 'operator',
    retryable: false,
    title: { vi: 'Cài đặt của bộ nối không hợp lệ', en: "The adapter's settings are not valid" },
    detail: {
      vi: 'Bộ nối {adapter} có {count} chỗ cài đặt sai: {places}.',
      en: 'Adapter {adapter} has {count} wrong settings: {places}.',
    },
    fix: {
      vi: 'Sửa mục adapters.{adapter} trong tệp cài đặt; README.md của bộ nối giải thích từng mục.',
      en: "Mend adapters.{adapter} in the settings file; the adapter's README.md explains each setting.",
    },
  },
  'adapter-operation-unknown': {
    status: 500,
    owner: 'gateway',
    retryable: false,
    title: { vi: 'Bộ nối không có thao tác này', en: 'The adapter has no such operation' },
    detail: {
      vi: 'Bộ nối {adapter} không có thao tác {operation} dùng được ở đây.',
      en: 'Adapter {adapter} has no operation {operation} that can be used here.',
    },
    fix: { vi: 'Báo lỗi này cho nhóm phát triển cổng.', en: 'Report this to the developers of the gateway.' },
  },
  'message-not-encodable': {
    status: 422,
    owner: 'client',
    retryable: false,
    title: { vi: 'Nền tảng đích không nhận được dữ liệu này', en: 'The platform cannot take this data' },
    detail: {
      vi: 'Có {count} chỗ không ghi được theo mẫu của nền tảng: {places}.',
      en: "{count} places cannot be written in the platform's form: {places}.",
    },
    fix: {
      vi: 'Sửa từng chỗ ở hệ thống một cửa rồi gửi lại.',
      en: 'Mend each place in the one-stop system and send again.',
    },
  },
  'platform-unreachable': {
    status: 503,
    owner: 'upstream',
    retryable: true,
    title: { vi: 'Không kết nối được tới nền tảng', en: 'The platform cannot be reached' },
    detail: {
      vi: 'Lời gọi chưa rời khỏi cổng ({reason}).',
      en: 'The call has not left the gateway ({reason}).',
    },
    fix: {
      vi: 'Cổng sẽ tự gửi lại; nếu kéo dài, kiểm tra đường truyền, tên miền và địa chỉ trong cài đặt.',
      en: 'The gateway sends again by itself; if it lasts, check the line, the name and the address in the settings.',
    },
  },
  'platform-timeout': {
    status: 504,
    owner: 'upstream',
    retryable: true,
    title: { vi: 'Nền tảng không trả lời kịp', en: 'The platform did not answer in time' },
    detail: {
      vi: 'Lời gọi đã đi nhưng chưa biết nền tảng có nhận hay không.',
      en: 'The call went out; whether the platform took it is unknown.',
    },
    fix: {
      vi: 'Cổng sẽ hỏi lại nền tảng trước khi gửi tiếp; không cần gửi lại bằng tay.',
      en: 'The gateway asks the platform before it sends again; nothing to do by hand.',
    },
  },
  'platform-connection-lost': {
    status: 502,
    owner: 'upstream',
    retryable: true,
    title: {
      vi: 'Mất kết nối giữa chừng với nền tảng',
      en: 'The connection to the platform was lost midway',
    },
    detail: {
      vi: 'Lời gọi có thể đã tới nơi ({reason}).',
      en: 'The call may have arrived ({reason}).',
    },
    fix: {
      vi: 'Cổng sẽ hỏi lại nền tảng trước khi gửi tiếp; không cần gửi lại bằng tay.',
      en: 'The gateway asks the platform before it sends again; nothing to do by hand.',
    },
  },
  'platform-answer-unknown': {
    status: 502,
    owner: 'upstream',
    retryable: true,
    title: { vi: 'Không hiểu câu trả lời của nền tảng', en: "The platform's answer is not understood" },
    detail: {
      vi: 'Không quy tắc nào của bộ nối khớp với câu trả lời.',
      en: "None of the adapter's outcome rules matches the answer.",
    },
    fix: {
      vi: 'Cổng sẽ hỏi lại nền tảng; nếu lặp lại, thêm quy tắc cho câu trả lời này vào adapter.json.',
      en: 'The gateway asks the platform again; if it recurs, add a rule for this answer to adapter.json.',
    },
  },
  'platform-answer-too-large': {
    status: 502,
    owner: 'upstream',
    retryable: true,
    title: { vi: 'Câu trả lời của nền tảng quá lớn', en: "The platform's answer is too large" },
    detail: {
      vi: 'Đã dừng đọc sau {bytes} byte.',
      en: 'Reading stopped after {bytes} bytes.',
    },
    fix: {
      vi: 'Cổng sẽ hỏi lại nền tảng; nếu câu trả lời lớn là đúng, tăng limits.responseBytes trong adapter.json.',
      en: 'The gateway asks the platform again; if large answers are right, raise limits.responseBytes in adapter.json.',
    },
  },
  'platform-login-refused': {
    status: 503,
    owner: 'operator',
    retryable: true,
    title: { vi: 'Nền tảng từ chối đăng nhập', en: 'The platform refuses the login' },
    detail: {
      vi: 'Tài khoản hoặc mật khẩu trong cài đặt của bộ nối {adapter} không được chấp nhận.',
      en: 'The account or password in the settings of adapter {adapter} is not accepted.',
    },
    fix: {
      vi: 'Kiểm tra tài khoản với đơn vị cấp rồi sửa cài đặt; các hồ sơ đang chờ sẽ tự đi tiếp.',
      en: 'Check the account with whoever issued it and mend the settings; what waits goes out by itself.',
    },
  },
  'platform-session-rejected': {
    status: 502,
    owner: 'upstream',
    retryable: true,
    title: {
      vi: 'Nền tảng không nhận phiên vừa cấp',
      en: 'The platform rejects the session it has just issued',
    },
    detail: {
      vi: 'Đã đăng nhập lại một lần mà phiên mới vẫn bị từ chối.',
      en: 'After one fresh login the new session is still rejected.',
    },
    fix: {
      vi: 'Cổng sẽ thử lại; nếu lặp lại, báo đơn vị vận hành nền tảng và kiểm tra quyền của tài khoản.',
      en: "The gateway tries again; if it recurs, tell the platform's operators and check the account's rights.",
    },
  },
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
  'body-too-large': {
    status: 413,
    owner: 'client',
    retryable: false,
    title: { vi: 'Nội dung quá lớn', en: 'The body is too large' },
    detail: { vi: 'Nội dung vượt quá {limit} byte.', en: 'The body exceeds {limit} bytes.' },
    fix: {
      vi: 'Tệp đính kèm gửi bằng đường dẫn, không nhúng vào hồ sơ; nhiều hồ sơ thì dùng POST /v1/dossiers:import.',
      en: 'Send attachments as URLs, not inside the dossier; for many dossiers use POST /v1/dossiers:import.',
    },
  },
  'media-type-unsupported': {
    status: 415,
    owner: 'client',
    retryable: false,
    title: { vi: 'Kiểu nội dung không được hỗ trợ', en: 'This media type is not supported' },
    detail: { vi: 'Địa chỉ này chỉ nhận {accepted}.', en: 'This address takes {accepted} only.' },
    fix: { vi: 'Đặt Content-Type cho đúng.', en: 'Set Content-Type accordingly.' },
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
  'key-missing': {
    status: 401,
    owner: 'client',
    retryable: false,
    title: { vi: 'Thiếu khoá API', en: 'The API key is missing' },
    detail: { vi: 'Yêu cầu không mang khoá API.', en: 'The request carries no API key.' },
    fix: {
      vi: 'Gửi tiêu đề Authorization: Bearer <khoá>.',
      en: 'Send the header Authorization: Bearer <key>.',
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
  'dossier-of-another-agency': {
    status: 409,
    owner: 'client',
    retryable: false,
    title: { vi: 'Mã hồ sơ thuộc cơ quan khác', en: 'The dossier code belongs to another agency' },
    detail: {
      vi: 'Đã có hồ sơ mang mã này, do một cơ quan ngoài phạm vi của khoá gửi. Không có gì được lưu.',
      en: 'A dossier with this code was sent by an agency outside the key’s scope. Nothing was stored.',
    },
    fix: {
      vi: 'Kiểm tra cách cấp mã hồ sơ: mã quốc gia không được trùng (TT 01/2018/TT-VPCP, Điều 19).',
      en: 'Check how dossier codes are issued: the national code must be unique (TT 01/2018/TT-VPCP, art. 19).',
    },
  },
  'dossier-unknown': {
    status: 404,
    owner: 'client',
    retryable: false,
    title: { vi: 'Chưa có hồ sơ này', en: 'There is no such dossier' },
    detail: {
      vi: 'Không có hồ sơ nào mang mã này trong phạm vi của khoá.',
      en: 'No dossier with this code exists within the key’s scope.',
    },
    fix: {
      vi: 'Gửi hồ sơ trước: PUT /v1/dossiers/{code}.',
      en: 'Send the dossier first: PUT /v1/dossiers/{code}.',
    },
  },
  'message-unknown': {
    status: 404,
    owner: 'client',
    retryable: false,
    title: { vi: 'Không có thông điệp này', en: 'There is no such message' },
    detail: {
      vi: 'Không có thông điệp này trong phạm vi của khoá.',
      en: 'No such message within the key’s scope.',
    },
    fix: { vi: 'Dùng mã "message" trong câu trả lời 202.', en: 'Use the "message" id of a 202 answer.' },
  },
  'status-transition': {
    status: 409,
    owner: 'client',
    retryable: false,
    title: { vi: 'Trạng thái không đi như vậy', en: 'The status does not go that way' },
    detail: {
      vi: 'Hồ sơ đang ở "{from}" nên không chuyển sang "{to}"; có thể chuyển sang: {allowed}. Không có gì được lưu.',
      en: 'The dossier is "{from}" and does not become "{to}"; it may become: {allowed}. Nothing was stored.',
    },
    fix: {
      vi: 'Gửi các bước theo đúng thứ tự; nếu trạng thái trước ghi nhầm, gửi kèm "correction" nêu lý do.',
      en: 'Send steps in the order in which they happened; if the earlier status was a mistake, send "correction" with the reason.',
    },
  },
  'procedure-unmapped': {
    status: 422,
    owner: 'client',
    retryable: false,
    title: { vi: 'Thủ tục chưa có trong danh mục', en: 'The procedure is not in the catalogue' },
    detail: {
      vi: 'Mã thủ tục ở /procedure/code không có trong danh mục, đã hết hiệu lực, hoặc là mã quốc gia mà thiếu tên (lý do: {reason}). Không có gì được lưu.',
      en: 'The code at /procedure/code is not in the catalogue, no longer in force, or a national code without a name (reason: {reason}). Nothing was stored.',
    },
    fix: {
      vi: 'Sửa mã thủ tục, hoặc đề nghị người quản trị bổ sung danh mục config/catalog/procedures.csv.',
      en: 'Mend the code, or ask the admin to add it to config/catalog/procedures.csv.',
    },
  },
  'platform-would-refuse': {
    status: 422,
    owner: 'client',
    retryable: false,
    title: { vi: 'Nền tảng quốc gia sẽ không nhận', en: 'A national platform would not take this' },
    detail: {
      vi: 'Có {count} chỗ mà "{adapter}" không nhận; xem "violations". Không có gì được lưu.',
      en: '{count} faults that "{adapter}" would not take; see "violations". Nothing was stored.',
    },
    fix: {
      vi: 'Bổ sung theo con trỏ JSON rồi gửi lại.',
      en: 'Complete it by the JSON pointers and send again.',
    },
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
  'cursor-invalid': {
    status: 400,
    owner: 'client',
    retryable: false,
    title: { vi: 'Con trỏ trang không hợp lệ', en: 'The page cursor is not valid' },
    detail: { vi: 'Con trỏ trang không do cổng này cấp.', en: 'The cursor was not issued by this gateway.' },
    fix: { vi: 'Dùng nguyên "next" của trang trước.', en: 'Use "next" of the previous page as it is.' },
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
  'delivery-unknown': {
    status: 404,
    owner: 'client',
    retryable: false,
    title: { vi: 'Không có lượt gửi này', en: 'There is no such delivery' },
    detail: { vi: 'Không có lượt gửi mang mã này.', en: 'No delivery has this id.' },
    fix: { vi: 'Xem danh sách: lienthong delivery list.', en: 'See the list: lienthong delivery list.' },
  },
  'delivery-not-replayable': {
    status: 409,
    owner: 'client',
    retryable: false,
    title: { vi: 'Lượt gửi không cần gửi lại', en: 'The delivery cannot be replayed' },
    detail: {
      vi: 'Lượt gửi đang ở "{state}"; chỉ gửi lại được lượt "refused" hoặc "dead".',
      en: 'The delivery is "{state}"; only "refused" or "dead" ones can be replayed.',
    },
    fix: {
      vi: 'Lượt đang chờ sẽ tự gửi; lượt đã gửi xong thì không gửi lại.',
      en: 'Waiting deliveries go by themselves; delivered ones are not sent again.',
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
  'settings-invalid': {
    status: 503,
    owner: 'operator',
    retryable: false,
    title: { vi: 'Thiết lập sai', en: 'The settings are wrong' },
    detail: { vi: '{faults}', en: '{faults}' },
    fix: {
      vi: 'Sửa biến môi trường hoặc tệp thiết lập; xem README, phần Vận hành.',
      en: 'Mend the environment or the settings file; see README, Operations.',
    },
  },
  'port-taken': {
    status: 503,
    owner: 'operator',
    retryable: false,
    title: { vi: 'Cổng mạng đã có chương trình khác dùng', en: 'The port is taken' },
    detail: { vi: 'Không mở được {address}: {reason}.', en: 'Cannot listen on {address}: {reason}.' },
    fix: {
      vi: 'Dừng chương trình kia, hoặc chọn cổng khác bằng {variable}.',
      en: 'Stop the other program, or choose another port with {variable}.',
    },
  },
  'sandbox-failed': {
    status: 503,
    owner: 'operator',
    retryable: true,
    title: { vi: 'Cổng thử nghiệm không chạy', en: 'The sandbox did not start' },
    detail: { vi: 'Chương trình sandbox dừng: {reason}.', en: 'The sandbox program ended: {reason}.' },
    fix: {
      vi: 'Xem thông báo phía trên; đổi cổng bằng LIENTHONG_SANDBOX_PORT.',
      en: 'See the lines above; change its port with LIENTHONG_SANDBOX_PORT.',
    },
  },
  'sample-refused': {
    status: 503,
    owner: 'operator',
    retryable: true,
    title: { vi: 'Hồ sơ mẫu không gửi được', en: 'The sample dossier was not accepted' },
    detail: { vi: 'Cổng kết nối trả lời {status}: {reason}', en: 'The gateway answered {status}: {reason}' },
    fix: {
      vi: 'Kiểm tra khoá trong first-run.json còn hiệu lực.',
      en: 'Check that the key in first-run.json is still valid.',
    },
  },
  usage: {
    status: 400,
    owner: 'operator',
    retryable: false,
    title: { vi: 'Lệnh chưa đúng', en: 'The command is not right' },
    detail: { vi: '{reason}', en: '{reason}' },
    fix: { vi: 'Xem lienthong --help.', en: 'See lienthong --help.' },
  },
} as const satisfies Record<string, CatalogEntry>

export type ErrorCode = keyof typeof catalog
