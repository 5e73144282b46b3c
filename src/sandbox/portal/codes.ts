/**
 * Every answer other than success. The official table is UNKNOWN (reference 2.10), so all numbers from 1001 on are
 * THE SANDBOX'S OWN: a gateway that learns them by heart will be wrong against the real portal. Only `exists` was seen
 * in real code: "-3", a string, with "đã tồn tại" in the message. `{field}` is filled with the name of a field or,
 * for the last three, with a dossier code; never with a value that belongs to a person.
 */
export const codes = {
  wrongCredentials: { code: 1001, message: 'Tên đăng nhập hoặc mật khẩu không đúng' },
  noSession: { code: 1002, message: 'Thiếu phiên làm việc: {field}' },
  sessionExpired: { code: 1003, message: 'Phiên làm việc không hợp lệ hoặc đã hết hạn' },

  unreadable: { code: 1010, message: 'Nội dung gửi lên không phải JSON UTF-8 hợp lệ: {field}' },
  envelope: { code: 1011, message: 'Phong bì không đúng mẫu: {field}' },
  noDestination: { code: 1012, message: 'Thiếu tiêu đề {field}' },
  wrongUnit: { code: 1013, message: 'Mã đơn vị không hợp lệ: {field}' },
  unknownService: { code: 1014, message: 'Dịch vụ không tồn tại: {field}' },
  tooMany: { code: 1016, message: 'Mỗi lần gửi tối đa {field} bản ghi' },
  emptyBatch: { code: 1015, message: 'Danh sách dữ liệu rỗng: {field}' },

  missing: { code: 1020, message: 'Thiếu trường bắt buộc: {field}' },
  unknownField: { code: 1021, message: 'Trường không có trong đặc tả: {field}' },
  wrongType: { code: 1022, message: 'Trường không đúng kiểu dữ liệu: {field}' },
  tooLong: { code: 1023, message: 'Trường vượt quá độ dài cho phép: {field}' },
  wrongDate: { code: 1024, message: 'Ngày giờ không đúng định dạng yyyyMMddHHmmss: {field}' },
  wrongStatus: { code: 1025, message: 'Trạng thái không thuộc danh mục 1..10: {field}' },
  wrongCode: { code: 1026, message: 'Giá trị không thuộc danh mục: {field}' },
  wrongMonth: { code: 1030, message: 'Tháng không đúng định dạng M-YYYY: {field}' },
  wrongShare: { code: 1031, message: 'Phần trăm phải là số nguyên, cộng lại là 100: {field}' },
  wrongBoolean: { code: 1027, message: 'Giá trị phải là "True" hoặc "False": {field}' },
  wrongDigits: { code: 1028, message: 'Giá trị phải là dãy chữ số đúng độ dài: {field}' },
  wrongUrl: { code: 1029, message: 'Đường dẫn tải tệp không hợp lệ: {field}' },

  exists: { code: '-3', message: 'Hồ sơ {field} đã tồn tại' },
  updateUnknown: { code: 1040, message: 'Không tìm thấy hồ sơ {field} để cập nhật' },
  questionUnknown: { code: 1042, message: 'Không tìm thấy câu hỏi: {field}' },
  progressUnknown: { code: 1041, message: 'Không tìm thấy hồ sơ {field} để cập nhật tiến độ' },
} as const satisfies Record<string, { code: number | string; message: string }>

export type RefusalKind = keyof typeof codes

/** What the portal says to every call, inside HTTP 200 (reference 1.1, reply envelope). */
export interface Answer {
  readonly error_code: number | string
  readonly message: string
  readonly session?: string
  readonly result?: readonly unknown[]
}

export const done: Answer = { error_code: 0, message: 'Thành công' }

/** The portal says no. Nothing of the call was kept. */
export class Refusal extends Error {
  readonly kind: RefusalKind

  constructor(kind: RefusalKind, field = '') {
    // A function, because a replacement string would read `$&` in a field name as a pattern.
    super(codes[kind].message.replace('{field}', () => field))
    this.name = 'Refusal'
    this.kind = kind
  }

  get answer(): Answer {
    return { error_code: codes[this.kind].code, message: this.message }
  }
}
