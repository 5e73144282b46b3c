import type { CatalogEntry } from './entry.ts'

/** What is said to whoever asks about a person, and to those who oversee it. */
export const populationErrors = {
  'citizen-asker-missing': {
    status: 403,
    owner: 'client',
    retryable: false,
    title: { vi: 'Không rõ ai đang hỏi', en: 'It is not known who asks' },
    detail: { vi: 'Thiếu {member}. Không có gì được gửi đi.', en: '{member} is missing. Nothing has left.' },
    fix: { vi: 'Gửi kèm cán bộ (officer) và đơn vị (unit) của họ.', en: 'Send the officer and their unit.' },
  },
  'citizen-officer-impersonal': {
    status: 403,
    owner: 'client',
    retryable: false,
    title: { vi: 'Không phải một cán bộ', en: 'Not an individual officer' },
    detail: {
      vi: 'Số định danh của cán bộ không phải của một người, và không là việc chạy nền đã đăng ký cho thủ tục này. Không có gì được gửi đi.',
      en: 'The officer’s number is no person’s, and no background job registered for this procedure. Nothing has left.',
    },
    fix: {
      vi: 'Dùng số định danh cá nhân của cán bộ; việc chạy nền đăng ký ở config/population/profiles.csv.',
      en: 'Use the officer’s own number; background jobs are registered in config/population/profiles.csv.',
    },
  },
  'citizen-procedure-unmapped': {
    status: 422,
    owner: 'client',
    retryable: false,
    title: { vi: 'Thủ tục không có hồ sơ quyền', en: 'The procedure has no profile' },
    detail: {
      vi: 'Thủ tục {procedure} chưa được nối với một mã dịch vụ công được phép khai thác dữ liệu dân cư. Không có gì được gửi đi.',
      en: 'Procedure {procedure} is not joined to a service code that may use population data. Nothing has left.',
    },
    fix: {
      vi: 'Kiểm tra mã thủ tục, hoặc đề nghị người quản trị bổ sung config/population/profiles.csv.',
      en: 'Check the code, or ask the admin to add it to config/population/profiles.csv.',
    },
  },
  'citizen-unlicensed': {
    status: 403,
    owner: 'client',
    retryable: false,
    title: { vi: 'Không được phép khai thác', en: 'Not licensed' },
    detail: {
      vi: 'Đơn vị này, cho thủ tục {procedure}, không được phép làm {operation}.',
      en: 'This unit may not {operation} for procedure {procedure}.',
    },
    fix: {
      vi: 'Dùng xác thực thay cho tra cứu nếu được; hoặc đề nghị người quản trị xin cấp phép.',
      en: 'Verify in place of looking up where that will do; or ask the admin to obtain the licence.',
    },
  },
  'citizen-officer-refused': {
    status: 403,
    owner: 'client',
    retryable: false,
    title: { vi: 'Cán bộ chưa có quyền', en: 'The officer has no right' },
    detail: {
      vi: 'Cơ sở dữ liệu không cho tài khoản của cán bộ này khai thác.',
      en: 'The database does not let this officer’s account use it.',
    },
    fix: { vi: 'Đề nghị cấp quyền cho cán bộ.', en: 'Ask for rights for the officer.' },
  },
  'citizen-dossier-unfit': {
    status: 403,
    owner: 'client',
    retryable: false,
    title: { vi: 'Hồ sơ không cho phép hỏi', en: 'The dossier does not allow this question' },
    detail: {
      vi: 'Hồ sơ không cho phép hỏi (lý do: {reason}). Không có gì được gửi đi.',
      en: 'The dossier does not allow it (reason: {reason}). Nothing has left.',
    },
    fix: {
      vi: 'Hồ sơ phải đang được xử lý, cùng thủ tục, tại đơn vị của cán bộ.',
      en: 'The dossier must be open, of this procedure, and with the officer’s unit.',
    },
  },
  'citizen-subject-stranger': {
    status: 403,
    owner: 'client',
    retryable: false,
    title: { vi: 'Người được hỏi không liên quan tới hồ sơ', en: 'The person has no part in the dossier' },
    detail: {
      vi: 'Người được hỏi không đứng tên hồ sơ, và quan hệ đã khai không được thủ tục cho phép. Không có gì được gửi đi.',
      en: 'The person does not stand in the dossier, and the relation that was told is not allowed for the procedure. Nothing has left.',
    },
    fix: {
      vi: 'Kiểm tra số định danh; người thân thì khai /subject/relation.',
      en: 'Check the number; of a relative tell /subject/relation.',
    },
  },
  'citizen-fields-refused': {
    status: 403,
    owner: 'client',
    retryable: false,
    title: { vi: 'Có trường không được phép tra cứu', en: 'Fields that may not be released' },
    detail: {
      vi: 'Thủ tục không cho phép các trường: {fields}. Không có gì được gửi đi.',
      en: 'The procedure’s profile does not release: {fields}. Nothing has left.',
    },
    fix: { vi: 'Bỏ các trường đó.', en: 'Leave them out.' },
  },
  'citizen-ambiguous': {
    status: 422,
    owner: 'client',
    retryable: false,
    title: { vi: 'Có nhiều người khớp', en: 'Several people match' },
    detail: {
      vi: 'Cơ sở dữ liệu trả về {count} người; không ai trong số họ được chuyển tiếp.',
      en: 'The database knows {count} such people; none of them is passed on.',
    },
    fix: { vi: 'Hỏi bằng số định danh cá nhân.', en: 'Ask by the personal number.' },
  },
  'citizen-limit': {
    status: 429,
    owner: 'client',
    retryable: true,
    title: { vi: 'Hỏi quá nhiều', en: 'Too many questions' },
    detail: {
      vi: 'Vượt hạn mức của {scope}. Không có gì được gửi đi.',
      en: 'Beyond the limit of: {scope}. Nothing has left.',
    },
    fix: {
      vi: 'Chờ theo Retry-After; hỏi hàng loạt không được phép.',
      en: 'Wait as Retry-After says; asking in bulk is not allowed.',
    },
  },
  'citizen-stopped': {
    status: 503,
    owner: 'operator',
    retryable: false,
    title: { vi: 'Việc khai thác đang bị ngừng', en: 'Asking is stopped' },
    detail: {
      vi: 'Người quản trị đã ngừng: {scope}. Không có gì được gửi đi.',
      en: 'An admin has stopped: {scope}. Nothing has left.',
    },
    fix: { vi: 'Liên hệ người quản trị của cổng.', en: 'Ask the gateway’s admin.' },
  },
  'citizen-unserved': {
    status: 503,
    owner: 'operator',
    retryable: false,
    title: { vi: 'Chưa nối cơ sở dữ liệu dân cư', en: 'The population database is not joined' },
    detail: {
      vi: 'Không có bộ nối nào đang chạy phục vụ đơn vị này với thao tác {operation}.',
      en: 'No active adapter serves this unit with {operation}.',
    },
    fix: { vi: 'Người quản trị bật một bộ nối population.', en: 'The admin activates a population adapter.' },
  },
  'exchange-guarded': {
    status: 403,
    owner: 'client',
    retryable: false,
    title: { vi: 'Thao tác này có đường riêng', en: 'This operation has a way of its own' },
    detail: {
      vi: 'Thao tác {operation} liên quan tới một người, không gọi được qua đường này.',
      en: '{operation} is about a person and is not reached this way.',
    },
    fix: { vi: 'Gọi: {way}.', en: 'Call: {way}.' },
  },
  'access-stop-unknown': {
    status: 404,
    owner: 'client',
    retryable: false,
    title: { vi: 'Không có lệnh ngừng này', en: 'There is no such stop' },
    detail: { vi: 'Không có lệnh ngừng đang hiệu lực mang mã này.', en: 'No standing stop has this id.' },
    fix: { vi: 'Xem danh sách: lienthong access stops.', en: 'See the list: lienthong access stops.' },
  },
  'access-extract-unknown': {
    status: 404,
    owner: 'client',
    retryable: false,
    title: { vi: 'Không có bản trích này', en: 'There is no such extract' },
    detail: { vi: 'Không có bản trích đang chờ mang mã này.', en: 'No waiting extract has this id.' },
    fix: { vi: 'Yêu cầu bản trích mới.', en: 'Ask for a new extract.' },
  },
  'access-extract-own': {
    status: 403,
    owner: 'client',
    retryable: false,
    title: { vi: 'Cần người quản trị khác', en: 'Another admin is needed' },
    detail: {
      vi: 'Người yêu cầu bản trích không được tự duyệt.',
      en: 'Whoever asked for an extract may not release it.',
    },
    fix: { vi: 'Nhờ một người quản trị khác duyệt.', en: 'Ask another admin to release it.' },
  },
} as const satisfies Record<string, CatalogEntry>
