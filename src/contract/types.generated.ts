// Generated from schemas/ by `npm run types`. Do not edit.

/**
 * Mã hồ sơ. Mã quốc gia của hồ sơ theo Thông tư 01/2018/TT-VPCP: <mã cơ quan>-<yymmdd>-<số thứ tự>.
 */
export type DossierCode = string
/**
 * Trạng thái hồ sơ. registered: mới đăng ký; accepted: được tiếp nhận; refused: không được tiếp nhận; processing: đang xử lý; supplement: yêu cầu bổ sung giấy tờ; payment: yêu cầu thực hiện nghĩa vụ tài chính; withdrawn: công dân yêu cầu rút; stopped: dừng xử lý; completed: đã xử lý xong; returned: đã trả kết quả.
 */
export type Status =
  | 'registered'
  | 'accepted'
  | 'refused'
  | 'processing'
  | 'supplement'
  | 'payment'
  | 'withdrawn'
  | 'stopped'
  | 'completed'
  | 'returned'
/**
 * Thời điểm. RFC 3339, có múi giờ: 2023-06-05T08:15:00+07:00.
 */
export type Instant = string
/**
 * Đường dẫn tệp. Địa chỉ http(s) mà Cổng quốc gia tải tệp về.
 */
export type Url = string
/**
 * Lý do đính chính. Cho phép đổi trạng thái trái chiều thông thường (ví dụ từ đã xử lý xong về đang xử lý); lý do được lưu lại.
 */
export type Correction = string

export interface Canonical {
  dossier?: Dossier
  payment?: Payment
  step?: Step
}
/**
 * Hồ sơ. Một hồ sơ thủ tục hành chính như hệ thống một cửa đang biết: gửi nguyên trạng, không làm đẹp số liệu.
 */
export interface Dossier {
  /**
   * Thủ tục hành chính
   */
  procedure: {
    /**
     * Mã thủ tục. Mã của tỉnh hoặc mã quốc gia; cổng tra danh mục để tìm mã quốc gia.
     */
    code: string
    /**
     * Tên thủ tục
     */
    name?: string
    /**
     * Lĩnh vực
     */
    domain?: {
      /**
       * Mã lĩnh vực
       */
      code: string
      /**
       * Tên lĩnh vực
       */
      name: string
    }
    /**
     * Giải quyết ngay. Thủ tục trả kết quả ngay khi tiếp nhận nên không có ngày hẹn trả.
     */
    immediate?: boolean
  }
  /**
   * Cơ quan giải quyết
   */
  agency: {
    /**
     * Mã định danh cơ quan. Theo QCVN 102:2016 (000.00.17.H99) hoặc QĐ 20/2020/QĐ-TTg (H99.17).
     */
    code: string
    /**
     * Tên cơ quan
     */
    name: string
  }
  /**
   * Kênh nộp hồ sơ. counter: trực tiếp; online: trực tuyến; postal: bưu chính công ích.
   */
  channel: 'counter' | 'online' | 'postal'
  /**
   * Nơi nộp hồ sơ. local: hệ thống của bộ, tỉnh; national-portal: Cổng Dịch vụ công Quốc gia.
   */
  origin?: 'local' | 'national-portal'
  originDossier?: DossierCode
  /**
   * Số biên nhận
   */
  receiptNumber?: string
  applicant: Applicant
  /**
   * Trích yếu hồ sơ
   */
  summary: string
  /**
   * Thông tin khác
   */
  otherInfo?: string
  /**
   * Ghi chú
   */
  note?: string
  status: Status
  filedAt: Instant
  receivedAt?: Instant
  dueAt?: Instant
  finishedAt?: Instant
  returnedAt?: Instant
  refusedAt?: Instant
  /**
   * Hình thức trả kết quả. counter: tại bộ phận một cửa; postal: qua bưu chính công ích.
   */
  returnMethod?: 'counter' | 'postal'
  /**
   * Thông tin trả kết quả
   */
  returnInfo?: string
  /**
   * Hồ sơ có thành phần số hoá. Có ít nhất một thành phần hồ sơ đã được số hoá.
   */
  digitised?: boolean
  /**
   * Thanh toán trực tuyến. none: không có phí; national-portal: trên Cổng quốc gia; local-gateway: qua cổng thanh toán của bộ, tỉnh; offline: có phí nhưng không trả trực tuyến.
   */
  onlinePayment?: 'none' | 'national-portal' | 'local-gateway' | 'offline'
  /**
   * Cơ sở dữ liệu đã kết nối. Mã các cơ sở dữ liệu quốc gia đã khai thác khi giải quyết hồ sơ.
   *
   * @maxItems 50
   */
  databases?: string[]
  /**
   * Thành phần hồ sơ đã nộp. Mỗi tệp một phần tử.
   *
   * @maxItems 500
   */
  documents?: Document[]
  /**
   * Tệp đính kèm khác
   *
   * @maxItems 200
   */
  otherAttachments?: OtherAttachment[]
  /**
   * Phí, lệ phí
   *
   * @maxItems 100
   */
  fees?: Fee[]
  /**
   * Các lần yêu cầu bổ sung
   *
   * @maxItems 50
   */
  supplements?: Supplement[]
  /**
   * Giấy tờ kết quả
   *
   * @maxItems 100
   */
  results?: Result[]
  correction?: Correction
}
/**
 * Chủ hồ sơ
 */
export interface Applicant {
  /**
   * Loại đối tượng. citizen: công dân; enterprise: doanh nghiệp; agency: cơ quan nhà nước; organisation: tổ chức khác.
   */
  type: 'citizen' | 'enterprise' | 'agency' | 'organisation'
  /**
   * Tên chủ hồ sơ
   */
  name: string
  /**
   * Mã tài khoản trên Cổng quốc gia. TechID của chủ hồ sơ.
   */
  accountId?: string
  /**
   * Giấy tờ định danh
   *
   * @maxItems 5
   */
  identities?:
    | []
    | [
        {
          /**
           * Loại định danh. personal-id: số định danh cá nhân, CCCD (12 số); old-id: CMND (9 số).
           */
          type: 'personal-id' | 'old-id'
          /**
           * Số định danh
           */
          number: string
        }
      ]
    | [
        {
          /**
           * Loại định danh. personal-id: số định danh cá nhân, CCCD (12 số); old-id: CMND (9 số).
           */
          type: 'personal-id' | 'old-id'
          /**
           * Số định danh
           */
          number: string
        },
        {
          /**
           * Loại định danh. personal-id: số định danh cá nhân, CCCD (12 số); old-id: CMND (9 số).
           */
          type: 'personal-id' | 'old-id'
          /**
           * Số định danh
           */
          number: string
        }
      ]
    | [
        {
          /**
           * Loại định danh. personal-id: số định danh cá nhân, CCCD (12 số); old-id: CMND (9 số).
           */
          type: 'personal-id' | 'old-id'
          /**
           * Số định danh
           */
          number: string
        },
        {
          /**
           * Loại định danh. personal-id: số định danh cá nhân, CCCD (12 số); old-id: CMND (9 số).
           */
          type: 'personal-id' | 'old-id'
          /**
           * Số định danh
           */
          number: string
        },
        {
          /**
           * Loại định danh. personal-id: số định danh cá nhân, CCCD (12 số); old-id: CMND (9 số).
           */
          type: 'personal-id' | 'old-id'
          /**
           * Số định danh
           */
          number: string
        }
      ]
    | [
        {
          /**
           * Loại định danh. personal-id: số định danh cá nhân, CCCD (12 số); old-id: CMND (9 số).
           */
          type: 'personal-id' | 'old-id'
          /**
           * Số định danh
           */
          number: string
        },
        {
          /**
           * Loại định danh. personal-id: số định danh cá nhân, CCCD (12 số); old-id: CMND (9 số).
           */
          type: 'personal-id' | 'old-id'
          /**
           * Số định danh
           */
          number: string
        },
        {
          /**
           * Loại định danh. personal-id: số định danh cá nhân, CCCD (12 số); old-id: CMND (9 số).
           */
          type: 'personal-id' | 'old-id'
          /**
           * Số định danh
           */
          number: string
        },
        {
          /**
           * Loại định danh. personal-id: số định danh cá nhân, CCCD (12 số); old-id: CMND (9 số).
           */
          type: 'personal-id' | 'old-id'
          /**
           * Số định danh
           */
          number: string
        }
      ]
    | [
        {
          /**
           * Loại định danh. personal-id: số định danh cá nhân, CCCD (12 số); old-id: CMND (9 số).
           */
          type: 'personal-id' | 'old-id'
          /**
           * Số định danh
           */
          number: string
        },
        {
          /**
           * Loại định danh. personal-id: số định danh cá nhân, CCCD (12 số); old-id: CMND (9 số).
           */
          type: 'personal-id' | 'old-id'
          /**
           * Số định danh
           */
          number: string
        },
        {
          /**
           * Loại định danh. personal-id: số định danh cá nhân, CCCD (12 số); old-id: CMND (9 số).
           */
          type: 'personal-id' | 'old-id'
          /**
           * Số định danh
           */
          number: string
        },
        {
          /**
           * Loại định danh. personal-id: số định danh cá nhân, CCCD (12 số); old-id: CMND (9 số).
           */
          type: 'personal-id' | 'old-id'
          /**
           * Số định danh
           */
          number: string
        },
        {
          /**
           * Loại định danh. personal-id: số định danh cá nhân, CCCD (12 số); old-id: CMND (9 số).
           */
          type: 'personal-id' | 'old-id'
          /**
           * Số định danh
           */
          number: string
        }
      ]
  /**
   * Số giấy tờ khác của chủ hồ sơ. Hộ chiếu, đăng ký kinh doanh, quyết định thành lập.
   */
  paperNumber?: string
  /**
   * Thư điện tử
   */
  email?: string
  /**
   * Số điện thoại
   */
  phone?: string
  /**
   * Fax
   */
  fax?: string
  /**
   * Đã xác thực bằng VNeID. Tài khoản nộp hồ sơ được xác thực qua VNeID.
   */
  vneid?: boolean
}
/**
 * Giấy tờ
 */
export interface Document {
  /**
   * Mã tệp tại hệ thống gửi
   */
  id?: string
  /**
   * Tên tệp
   */
  name: string
  /**
   * Mã thành phần hồ sơ. MAGIAYTO của thủ tục trên Cổng quốc gia.
   */
  component?: string
  url?: Url
  /**
   * Đã xoá
   */
  deleted?: boolean
  /**
   * Được số hoá
   */
  digitised?: boolean
  /**
   * Được tái sử dụng. none: không; reused: dùng lại; replaced: dùng lại bằng kết quả thay thế.
   */
  reuse?: 'none' | 'reused' | 'replaced'
  /**
   * Lấy từ kho dữ liệu điện tử quốc gia
   */
  fromNationalStore?: boolean
  /**
   * Mã kết quả thay thế
   */
  replacingResult?: string
}
/**
 * Giấy tờ khác
 */
export interface OtherAttachment {
  /**
   * Tên giấy tờ
   */
  name: string
  /**
   * Số lượng
   */
  quantity: number
  /**
   * Loại giấy tờ. Mã loại theo Cổng quốc gia.
   */
  kind: number
}
/**
 * Khoản phí, lệ phí
 */
export interface Fee {
  /**
   * Mã phí, lệ phí
   */
  code?: string
  /**
   * Tên phí, lệ phí
   */
  name: string
  /**
   * Loại. charge: phí; fee: lệ phí.
   */
  kind: 'charge' | 'fee'
  /**
   * Số tiền (đồng)
   */
  amount: number
  /**
   * Thời điểm thu. reception: khi tiếp nhận; supplement: khi bổ sung; return: khi trả kết quả.
   */
  collected?: 'reception' | 'supplement' | 'return'
}
/**
 * Lần yêu cầu bổ sung
 */
export interface Supplement {
  /**
   * Mã lần bổ sung
   */
  id: string
  /**
   * Người yêu cầu
   */
  requestedBy?: string
  /**
   * Nội dung cần bổ sung
   */
  content: string
  requestedAt: Instant
  /**
   * Người tiếp nhận bổ sung
   */
  receivedBy?: string
  /**
   * Thông tin tiếp nhận
   */
  receivedInfo?: string
  receivedAt?: Instant
  /**
   * Đã bổ sung xong
   */
  fulfilled?: boolean
  /**
   * Giấy tờ bổ sung
   *
   * @maxItems 200
   */
  documents?: Document[]
  /**
   * Phí, lệ phí bổ sung
   *
   * @maxItems 50
   */
  fees?: Fee[]
  previousDueAt?: Instant
  newDueAt?: Instant
}
/**
 * Kết quả
 */
export interface Result {
  /**
   * Mã giấy tờ tại hệ thống gửi
   */
  id?: string
  /**
   * Tên giấy tờ
   */
  name: string
  /**
   * Mã giấy tờ kết quả. MAKETQUA của thủ tục, ví dụ KQ.G07.000122.
   */
  code?: string
  /**
   * Mã thành phần hồ sơ
   */
  component?: string
  url?: Url
}
/**
 * Khoản thanh toán. Một hoá đơn của hồ sơ mà công dân trả trực tuyến. Tổng các khoản phải bằng số tiền.
 */
export interface Payment {
  dossier: DossierCode
  /**
   * Loại. fee: phí, lệ phí của hồ sơ; fine: phạt vi phạm hành chính.
   */
  kind: 'fee' | 'fine'
  /**
   * Số tiền (đồng)
   */
  amount: number
  /**
   * Nội dung thanh toán. Nền tảng có thể bỏ dấu.
   */
  narrative: string
  /**
   * Người nộp
   */
  payer: {
    /**
     * Họ tên người nộp
     */
    name: string
    /**
     * Số định danh của người nộp
     */
    personalId?: string
    /**
     * Địa chỉ
     */
    address?: string
    /**
     * Huyện. Không có từ 1/7/2025.
     */
    district?: string
    /**
     * Tỉnh
     */
    province?: string
    /**
     * Địa chỉ mạng của người nộp
     */
    ip?: string
  }
  /**
   * Các khoản phí, lệ phí
   *
   * @maxItems 100
   */
  lines?: PaymentLine[]
  /**
   * Tài khoản thụ hưởng
   */
  beneficiary?: {
    /**
     * Số tài khoản
     */
    account: string
    /**
     * Mã ngân hàng
     */
    bank: string
    /**
     * Tên tài khoản
     */
    name: string
  }
  fine?: Fine
  /**
   * Dịch vụ công. Không có thì suy từ thủ tục của hồ sơ.
   */
  service?: {
    /**
     * Mã dịch vụ công (MaDVC)
     */
    code: string
    /**
     * Tên dịch vụ công
     */
    name: string
  }
  /**
   * Trang quay về sau khi trả
   */
  returnUrl?: string
  /**
   * Nền tảng thanh toán. Không có thì nền tảng đầu tiên phục vụ cơ quan này.
   */
  adapter?: string
}
/**
 * Khoản phí, lệ phí
 */
export interface PaymentLine {
  /**
   * Loại. charge: phí; fee: lệ phí.
   */
  kind: 'charge' | 'fee'
  /**
   * Mã phí, lệ phí
   */
  code: string
  /**
   * Tên phí, lệ phí
   */
  name: string
  /**
   * Số tiền (đồng)
   */
  amount: number
}
/**
 * Quyết định phạt
 */
export interface Fine {
  /**
   * Loại hình phạt
   */
  type: {
    /**
     * Mã
     */
    code: string
    /**
     * Tên
     */
    name: string
  }
  /**
   * Cơ quan quyết định
   */
  agency: {
    /**
     * Mã
     */
    code: string
    /**
     * Tên
     */
    name: string
  }
  /**
   * Kho bạc
   */
  treasury?: string
  /**
   * Ngày quyết định. Như ghi trong quyết định.
   */
  decidedOn?: string
  /**
   * Số quyết định
   */
  decision: string
  /**
   * Thời gian vi phạm
   */
  violatedAt?: string
  /**
   * Địa điểm vi phạm
   */
  place?: string
  /**
   * Người vi phạm
   */
  violator?: string
  /**
   * Tài khoản thu ngân sách
   */
  budgetAccount?: string
  /**
   * Các khoản nộp
   *
   * @maxItems 100
   *
   * Items: Khoản nộp
   */
  items: {
    /**
     * Nội dung
     */
    content: string
    /**
     * Số tiền (đồng)
     */
    amount: number
  }[]
}
/**
 * Bước xử lý. Một việc đã xảy ra với hồ sơ. Mỗi bước là một sự kiện bất biến; gửi từng bước theo đúng thứ tự xảy ra.
 */
export interface Step {
  at: Instant
  status: Status
  /**
   * Người xử lý
   */
  officer: {
    /**
     * Họ tên
     */
    name: string
    /**
     * Chức danh
     */
    title?: string
  }
  /**
   * Phòng ban xử lý
   */
  department?: string
  /**
   * Nội dung xử lý
   */
  content: string
  startedAt?: Instant
  dueAt?: Instant
  correction?: Correction
}
