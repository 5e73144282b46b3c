// Generated from schemas/ by `npm run types`. Do not edit.

/**
 * Thời điểm. RFC 3339, có múi giờ: 2023-06-05T08:15:00+07:00.
 */
export type Instant = string
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
 * Đường dẫn tệp. Địa chỉ http(s) mà Cổng quốc gia tải tệp về.
 */
export type Url = string
/**
 * Lý do đính chính. Cho phép đổi trạng thái trái chiều thông thường (ví dụ từ đã xử lý xong về đang xử lý); lý do được lưu lại.
 */
export type Correction = string

export interface Canonical {
  answer?: Answer
  citizen?: Citizen
  citizenQuestion?: CitizenQuestion
  document?: Document
  documentStatus?: DocumentStatus
  dossier?: Dossier
  landDossier?: LandDossier
  landHandover?: LandHandover
  landSupplement?: LandSupplement
  landWrongResult?: LandWrongResult
  notification?: Notification
  paperQuestion?: PaperQuestion
  parcel?: Parcel
  payment?: Payment
  postalOrder?: PostalOrder
  question?: Question
  rating?: Rating
  step?: Step
  taxNotice?: TaxNotice
  taxObligation?: TaxObligation
  taxSlip?: TaxSlip
  taxVoucher?: TaxVoucher
}
/**
 * Câu trả lời. Câu trả lời của cơ quan cho một câu hỏi. / An agency's answer to a question.
 */
export interface Answer {
  /**
   * Làn. question:<mã câu hỏi>: các lượt gửi về một câu hỏi đi lần lượt. / Messages about one question go one at a time; no dossier code looks like it.
   */
  lane: string
  /**
   * Mã câu hỏi ở nền tảng. The platform's id of the question.
   */
  question: string
  /**
   * Ai đặt câu hỏi. portal: công dân, trên Cổng; agency: cơ quan tự đăng. / portal: a citizen, on the portal; agency: the agency itself.
   */
  origin: 'portal' | 'agency'
  /**
   * Cơ quan trả lời. The agency that answers, as the question names it.
   */
  agency: {
    /**
     * Mã định danh cơ quan
     */
    code: string
  }
  /**
   * Người trả lời. Who answers.
   */
  officer: {
    /**
     * Họ và tên
     */
    name: string
    /**
     * Chức vụ
     */
    title?: string
  }
  at: Instant
  /**
   * Nội dung trả lời. Words of the answer.
   */
  content: string
}
/**
 * Công dân. Một người như cơ sở dữ liệu quốc gia về dân cư đang ghi (QCVN 109:2017/BTTTT). Không bao giờ được lưu; mọi trường đều có thể vắng.
 */
export interface Citizen {
  /**
   * Số định danh cá nhân
   */
  personalId?: string
  /**
   * Số chứng minh nhân dân
   */
  oldIdNumber?: string
  /**
   * Số thẻ căn cước
   */
  cardNumber?: string
  /**
   * Họ và tên
   */
  name?: string
  /**
   * Giới tính. unknown, male, female. Mã lạ của cơ sở dữ liệu giữ nguyên sau "code:".
   */
  sex?: string
  /**
   * Ngày sinh. yyyy-MM-dd, yyyy-MM hoặc yyyy, biết đến đâu ghi đến đó.
   */
  birth?: string
  /**
   * Dân tộc. Nhạy cảm. Mã hai chữ số theo danh mục thống kê.
   */
  ethnicity?: string
  /**
   * Tôn giáo. Nhạy cảm. Mã hai chữ số; 00 là không.
   */
  religion?: string
  /**
   * Nhóm máu. Nhạy cảm. Mã lạ của cơ sở dữ liệu giữ nguyên sau "code:".
   */
  bloodType?: string
  /**
   * Tình trạng hôn nhân. separated: ly hôn hoặc goá. Mã lạ của cơ sở dữ liệu giữ nguyên sau "code:".
   */
  maritalStatus?: string
  /**
   * Quốc tịch. ISO 3166-1 alpha-2.
   */
  nationality?: string
  birthRegistration?: CitizenAddress
  origin?: CitizenAddress
  permanentResidence?: CitizenAddress
  currentResidence?: CitizenAddress
  father?: Relative
  mother?: Relative
  spouse?: Relative
  representative?: Relative
  /**
   * Chủ hộ
   */
  householdHead?: {
    /**
     * Quan hệ với chủ hộ. Mã của cơ sở dữ liệu, ví dụ CH01.
     */
    relation?: string
    /**
     * Họ và tên
     */
    name?: string
    /**
     * Số định danh cá nhân
     */
    personalId?: string
    /**
     * Số chứng minh nhân dân
     */
    oldIdNumber?: string
  }
  /**
   * Số sổ hộ khẩu
   */
  householdBook?: string
  /**
   * Trạng thái. Còn sống, đã mất, mất tích. Mã lạ của cơ sở dữ liệu giữ nguyên sau "code:".
   */
  life?: string
  /**
   * Loại tài khoản
   */
  accountType?: string
  /**
   * Mã số thuế
   */
  taxCode?: string
  /**
   * Thư điện tử
   */
  email?: string
}
/**
 * Địa chỉ. Mã theo danh mục hành chính lúc ghi; từ 01/7/2025 không còn cấp huyện.
 */
export interface CitizenAddress {
  /**
   * Mã tỉnh, thành phố
   */
  province?: string
  /**
   * Mã quận, huyện
   */
  district?: string
  /**
   * Mã phường, xã
   */
  ward?: string
  /**
   * Chi tiết
   */
  detail?: string
  /**
   * Quốc gia
   */
  country?: string
}
/**
 * Người thân
 */
export interface Relative {
  /**
   * Họ và tên
   */
  name?: string
  /**
   * Quốc tịch
   */
  nationality?: string
  /**
   * Số định danh cá nhân
   */
  personalId?: string
  /**
   * Số chứng minh nhân dân
   */
  oldIdNumber?: string
}
/**
 * Câu hỏi về một công dân. Ai (cán bộ, đơn vị) hỏi về ai, để giải quyết hồ sơ và thủ tục nào. Thiếu một trong các phần đó thì không có gì được gửi đi.
 */
export interface CitizenQuestion {
  /**
   * Cán bộ. Người đang tra cứu, không phải tài khoản chung của hệ thống; thiếu thì 403.
   */
  officer?: {
    /**
     * Số định danh của cán bộ, hoặc mã việc chạy nền đã đăng ký
     */
    id: string
    /**
     * Tên đăng nhập của cán bộ
     */
    account: string
    /**
     * Số điện thoại của cán bộ
     */
    phone?: string
  }
  /**
   * Đơn vị của cán bộ. Thiếu thì 403.
   */
  unit?: {
    /**
     * Mã định danh đơn vị
     */
    code: string
  }
  /**
   * Thủ tục cần đến dữ liệu
   */
  procedure: {
    /**
     * Mã thủ tục
     */
    code: string
  }
  dossier: DossierCode
  /**
   * Lý do
   */
  purpose: string
  /**
   * Người được hỏi
   */
  subject: {
    [k: string]: unknown
  } & {
    /**
     * Số định danh cá nhân
     */
    personalId?: string
    /**
     * Số chứng minh nhân dân
     */
    oldIdNumber?: string
    /**
     * Họ và tên
     */
    name: string
    /**
     * Ngày sinh. yyyy-MM-dd, yyyy-MM hoặc yyyy, biết đến đâu ghi đến đó.
     */
    birth: string
    /**
     * Quan hệ với chủ hồ sơ. Khai khi người được hỏi không đứng tên hồ sơ; thủ tục phải cho phép.
     */
    relation?: 'spouse' | 'father' | 'mother' | 'child' | 'representative'
  }
  /**
   * Thông tin cần đối chiếu thêm. Chỉ khi xác thực.
   */
  attributes?: {
    /**
     * Giới tính
     */
    sex?: 'male' | 'female'
    /**
     * Quốc tịch
     */
    nationality?: string
  }
  /**
   * Các trường cần. Chỉ khi tra cứu; vắng thì mọi trường mà hồ sơ quyền của thủ tục cho phép.
   *
   * @minItems 1
   * @maxItems 30
   */
  fields?: [string, ...string[]]
}
/**
 * Văn bản điện tử. Một văn bản của một cơ quan gửi tới một hay nhiều cơ quan khác, theo QCVN 102:2016/BTTTT.
 */
export interface Document {
  dossier?: DossierCode
  /**
   * Mã văn bản. Mã cơ quan, ngày, số và ký hiệu; không có thì cổng ghép từ các trường ấy.
   */
  documentId?: string
  from: DocumentOrgan
  /**
   * Nơi nhận
   *
   * @minItems 1
   * @maxItems 1000
   */
  to: [DocumentOrgan, ...DocumentOrgan[]]
  /**
   * Số
   */
  number: string
  /**
   * Ký hiệu
   */
  notation: string
  /**
   * Nơi ban hành
   */
  place?: string
  /**
   * Ngày ban hành
   */
  issuedOn: string
  /**
   * Loại văn bản
   */
  type?: {
    /**
     * Mã loại
     */
    code?: string
    /**
     * Mã chi tiết
     */
    detail?: string
    /**
     * Tên loại
     */
    name: string
  }
  /**
   * Trích yếu
   */
  subject: string
  /**
   * Nội dung
   */
  content?: string
  /**
   * Người ký
   */
  signer?: {
    /**
     * Họ tên
     */
    name: string
    /**
     * Chức vụ
     */
    position?: string
    /**
     * Thẩm quyền
     */
    competence?: string
  }
  /**
   * Hạn trả lời
   */
  dueOn?: string
  /**
   * Độ khẩn
   */
  priority?: string
  /**
   * Phạm vi phổ biến
   */
  sphere?: string
  /**
   * Ký hiệu người đánh máy
   */
  typist?: string
  /**
   * Số bản
   */
  copies?: number
  /**
   * Số trang
   */
  pages?: number
  /**
   * Hướng văn bản
   */
  direction?: string
  /**
   * Phụ lục
   *
   * @minItems 1
   * @maxItems 100
   *
   * Items: Phụ lục
   */
  appendices?: [string, ...string[]]
  /**
   * Trả lời cho văn bản
   *
   * @minItems 1
   * @maxItems 100
   */
  responseFor?: [DocumentReference, ...DocumentReference[]]
  /**
   * Loại chỉ đạo
   */
  steering?: number
  /**
   * Nơi nhận ghi trên văn bản
   *
   * @minItems 1
   * @maxItems 200
   *
   * Items: Nơi nhận
   */
  toPlaces?: [string, ...string[]]
  /**
   * Vết chuyển
   *
   * @minItems 1
   * @maxItems 100
   *
   * Items: Vết
   */
  traces?: [
    {
      /**
       * Mã định danh cơ quan
       */
      organ: string
      at: Instant
    },
    ...{
      /**
       * Mã định danh cơ quan
       */
      organ: string
      at: Instant
    }[]
  ]
  business?: DocumentBusiness
  /**
   * Tệp
   *
   * @minItems 1
   * @maxItems 100
   */
  attachments?: [DocumentAttachment, ...DocumentAttachment[]]
}
/**
 * Cơ quan
 */
export interface DocumentOrgan {
  /**
   * Mã định danh. QCVN 102:2016 hoặc QĐ 20/2020.
   */
  id: string
  /**
   * Tên cơ quan
   */
  name?: string
  /**
   * Cơ quan chủ quản
   */
  inCharge?: string
  /**
   * Địa chỉ
   */
  address?: string
  /**
   * Thư điện tử
   */
  email?: string
  /**
   * Điện thoại
   */
  telephone?: string
  /**
   * Fax
   */
  fax?: string
  /**
   * Trang thông tin
   */
  website?: string
}
/**
 * Văn bản được nhắc tới
 */
export interface DocumentReference {
  /**
   * Mã định danh cơ quan
   */
  organ: string
  /**
   * Số, ký hiệu
   */
  code?: string
  /**
   * Ngày ban hành
   */
  issuedOn?: string
  /**
   * Mã văn bản
   */
  documentId?: string
}
/**
 * Nghiệp vụ. Văn bản mới, thu hồi, cập nhật hay thay thế văn bản đã gửi.
 */
export interface DocumentBusiness {
  /**
   * Loại nghiệp vụ
   */
  kind: 'new' | 'revoke' | 'update' | 'replace'
  /**
   * Văn bản bị tác động
   */
  documentId?: string
  /**
   * Lý do
   */
  reason?: string
  /**
   * Có bản giấy
   */
  paper?: number
  /**
   * Phần được cập nhật
   */
  update?: {
    /**
     * Thông tin văn bản
     */
    document?: string
    /**
     * Thông tin nơi nhận
     */
    receiver?: string
    /**
     * Các nơi nhận
     *
     * @minItems 1
     * @maxItems 1000
     *
     * Items: Nơi nhận
     */
    receivers?: [
      {
        /**
         * Mã định danh cơ quan
         */
        organ: string
        /**
         * Loại nơi nhận
         */
        type?: string
      },
      ...{
        /**
         * Mã định danh cơ quan
         */
        organ: string
        /**
         * Loại nơi nhận
         */
        type?: string
      }[]
    ]
  }
  /**
   * Thay cho
   *
   * @minItems 1
   * @maxItems 100
   *
   * Items: Văn bản bị thay
   */
  replaces?: [
    {
      /**
       * Mã văn bản
       */
      documentId: string
      /**
       * Các cơ quan
       *
       * @minItems 1
       * @maxItems 1000
       *
       * Items: Mã định danh cơ quan
       */
      organs?: [string, ...string[]]
    },
    ...{
      /**
       * Mã văn bản
       */
      documentId: string
      /**
       * Các cơ quan
       *
       * @minItems 1
       * @maxItems 1000
       *
       * Items: Mã định danh cơ quan
       */
      organs?: [string, ...string[]]
    }[]
  ]
  staff?: DocumentStaff
}
/**
 * Người xử lý
 */
export interface DocumentStaff {
  /**
   * Phòng, ban
   */
  department?: string
  /**
   * Họ tên
   */
  name?: string
  /**
   * Thư điện tử
   */
  email?: string
  /**
   * Điện thoại
   */
  mobile?: string
}
/**
 * Tệp
 */
export interface DocumentAttachment {
  /**
   * Tên tệp
   */
  name: string
  /**
   * Mô tả
   */
  description?: string
  /**
   * Kiểu nội dung
   */
  type?: string
  /**
   * Nội dung. Base64. Tệp lớn: gửi trước bằng POST /v1/attachments và ghi mã vào "attachment". / Send big ones ahead.
   */
  content?: string
  /**
   * Mã tệp đã gửi trước. Thay cho "content": "id" mà POST /v1/attachments trả về. / In place of "content".
   */
  attachment?: string
}
/**
 * Trạng thái văn bản. Cơ quan nhận báo cho cơ quan gửi biết văn bản đi tới đâu, hoặc cơ quan gửi xin thu hồi.
 */
export interface DocumentStatus {
  dossier?: DossierCode
  from: DocumentOrgan
  responseFor: DocumentReference
  staff?: DocumentStaff
  /**
   * Trạng thái. arrived (01): đã đến; rejected (02): từ chối; accepted (03): đã tiếp nhận; assigned (04): phân công; processing (05): đang xử lý; finished (06): hoàn thành; withdrawal-asked (13): bên gửi xin lấy lại; withdrawal-agreed (15): đồng ý; withdrawal-refused (16): từ chối.
   */
  status:
    | 'arrived'
    | 'rejected'
    | 'accepted'
    | 'assigned'
    | 'processing'
    | 'finished'
    | 'withdrawal-asked'
    | 'withdrawal-agreed'
    | 'withdrawal-refused'
  /**
   * Ý kiến
   */
  description?: string
  at: Instant
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
  documents?: DossierPaper[]
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
export interface DossierPaper {
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
   * Tệp đã tải lên nền tảng. Cho nền tảng nhận tệp thay vì địa chỉ: mã và mã băm mà nó trả khi tải lên.
   *
   * @maxItems 50
   */
  uploaded?: {
    /**
     * Mã tệp của nền tảng
     */
    id: string
    /**
     * Mã băm của nền tảng
     */
    hash: string
    /**
     * Tên tệp
     */
    name?: string
  }[]
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
  documents?: DossierPaper[]
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
 * Hồ sơ đất đai. Hồ sơ chuyển từ một cửa sang hệ thống thông tin đất đai (VBDLIS, iLIS).
 */
export interface LandDossier {
  dossier: DossierCode
  /**
   * Mã hồ sơ khác của một cửa
   */
  otherCode?: string
  /**
   * Quy trình cấp tỉnh
   */
  provincial?: boolean
  /**
   * Đơn vị hành chính của thửa đất
   */
  place: {
    /**
     * Mã tỉnh
     */
    provinceCode: string
    /**
     * Mã huyện. Còn trong hợp đồng cũ dù cấp huyện đã bỏ từ 01/07/2025.
     */
    districtCode?: string
    /**
     * Mã xã
     */
    communeCode: string
  }
  /**
   * Người tiếp nhận
   */
  officer: {
    /**
     * Tên đăng nhập ở hệ thống đất đai. Phải có sẵn ở hệ thống đất đai.
     */
    account: string
  }
  receivedAt: Instant
  dueAt: Instant
  /**
   * Địa chỉ tài sản
   */
  propertyAddress?: string
  /**
   * Người nộp đơn
   */
  applicant: {
    /**
     * Họ tên
     */
    name: string
    /**
     * Số giấy tờ tuỳ thân
     */
    idNumber?: string
    /**
     * Địa chỉ
     */
    address?: string
    /**
     * Điện thoại
     */
    phone?: string
    /**
     * Thư điện tử
     */
    email?: string
  }
  /**
   * Quy trình của hệ thống đất đai
   */
  workflow: {
    /**
     * Mã quy trình
     */
    code: string
    /**
     * Tên quy trình. <trường hợp>_<thủ tục>.
     */
    name: string
  }
  /**
   * Thửa đất
   *
   * @minItems 1
   * @maxItems 200
   */
  parcels: [Parcel, ...Parcel[]]
  /**
   * Giấy tờ đính kèm
   *
   * @maxItems 200
   */
  papers?: Paper[]
}
/**
 * Thửa đất. Định danh tự nhiên: mã xã, số tờ bản đồ, số thửa.
 */
export interface Parcel {
  /**
   * Mã xã. Mã đơn vị hành chính của danh mục quốc gia, 5 chữ số; của ngày lập giấy tờ.
   */
  communeCode?: string
  /**
   * Số hiệu tờ bản đồ
   */
  sheet: string
  /**
   * Số thứ tự thửa
   */
  number: string
  /**
   * Định danh cũ. Mã xã, tờ, thửa trước khi đo đạc lại hoặc sáp nhập đơn vị hành chính.
   *
   * @maxItems 20
   */
  formerKeys?:
    | []
    | [ParcelKey]
    | [ParcelKey, ParcelKey]
    | [ParcelKey, ParcelKey, ParcelKey]
    | [ParcelKey, ParcelKey, ParcelKey, ParcelKey]
    | [ParcelKey, ParcelKey, ParcelKey, ParcelKey, ParcelKey]
    | [ParcelKey, ParcelKey, ParcelKey, ParcelKey, ParcelKey, ParcelKey]
    | [ParcelKey, ParcelKey, ParcelKey, ParcelKey, ParcelKey, ParcelKey, ParcelKey]
    | [ParcelKey, ParcelKey, ParcelKey, ParcelKey, ParcelKey, ParcelKey, ParcelKey, ParcelKey]
    | [ParcelKey, ParcelKey, ParcelKey, ParcelKey, ParcelKey, ParcelKey, ParcelKey, ParcelKey, ParcelKey]
    | [
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey
      ]
    | [
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey
      ]
    | [
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey
      ]
    | [
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey
      ]
    | [
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey
      ]
    | [
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey
      ]
    | [
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey
      ]
    | [
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey
      ]
    | [
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey
      ]
    | [
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey
      ]
    | [
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey,
        ParcelKey
      ]
  /**
   * Diện tích (m²)
   */
  area?: number
  /**
   * Diện tích pháp lý (m²)
   */
  legalArea?: number
  /**
   * Địa chỉ thửa đất
   */
  address?: string
  /**
   * Mục đích sử dụng. Tổng diện tích các mục đích bằng diện tích thửa.
   *
   * @maxItems 50
   */
  uses?: LandUse[]
}
/**
 * Định danh thửa
 */
export interface ParcelKey {
  /**
   * Mã xã. Mã đơn vị hành chính của danh mục quốc gia, 5 chữ số; của ngày lập giấy tờ.
   */
  communeCode?: string
  /**
   * Số hiệu tờ bản đồ
   */
  sheet: string
  /**
   * Số thứ tự thửa
   */
  number: string
}
/**
 * Mục đích sử dụng đất
 */
export interface LandUse {
  /**
   * Mã mục đích. Theo danh mục config/catalog/land-purposes.csv, ví dụ ONT, ODT, CLN.
   */
  purpose: string
  /**
   * Diện tích (m²)
   */
  area: number
  /**
   * Thời hạn. indefinite: lâu dài; until: có thời hạn, xem expiresOn.
   */
  term?: 'indefinite' | 'until'
  /**
   * Ngày hết hạn sử dụng
   */
  expiresOn?: string
  /**
   * Mã nguồn gốc. Theo danh mục config/catalog/land-origins.csv, ví dụ CNQ-CTT.
   */
  origin?: string
}
/**
 * Giấy tờ đính kèm
 */
export interface Paper {
  /**
   * Tên giấy tờ
   */
  name: string
  /**
   * Số bản chính
   */
  originals?: number
  /**
   * Số bản sao
   */
  copies?: number
  /**
   * Tệp
   */
  file?: {
    /**
     * Tên tệp
     */
    name: string
    /**
     * Nội dung. base64.
     */
    content: string
  }
}
/**
 * Đã trả kết quả. Kết quả đã trao cho công dân.
 */
export interface LandHandover {
  dossier: DossierCode
  at: Instant
}
/**
 * Trả lời yêu cầu bổ sung. Công dân đã bổ sung; gửi sang hệ thống đất đai.
 */
export interface LandSupplement {
  dossier: DossierCode
  dueAt: Instant
  /**
   * Ghi chú
   */
  note?: string
  /**
   * Giấy tờ bổ sung
   *
   * @maxItems 200
   */
  papers?: Paper[]
}
/**
 * Kết quả sai. Báo hệ thống đất đai rằng kết quả đã nhận có sai sót.
 */
export interface LandWrongResult {
  dossier: DossierCode
  /**
   * Sai ở đâu
   */
  content: string
  /**
   * Giấy tờ chứng minh
   *
   * @maxItems 200
   */
  papers?: Paper[]
}
/**
 * Tin nhắn tới công dân. Một tin cho một người, như bộ kết nối nhận: lời đã điền, mẫu theo cách gọi của nhà cung cấp, số đã chuẩn hoá.
 */
export interface Notification {
  /**
   * Mã tin của cổng
   */
  id: string
  /**
   * Số tham chiếu. Chỉ gồm chữ số, mỗi tin một số: nhà cung cấp nhận ra tin gửi lại nhờ số này.
   */
  reference: string
  /**
   * Thời điểm lập tin
   */
  at: string
  /**
   * Mã cơ quan
   */
  agency: string
  dossier?: DossierCode
  /**
   * Mốc của hồ sơ. received: đã tiếp nhận; paid: đã nộp phí, lệ phí; result-ready: đã có kết quả. Không có: tin do cơ quan tự gửi.
   */
  event?: 'received' | 'paid' | 'result-ready'
  /**
   * Mẫu tin
   */
  template: string
  /**
   * Mã mẫu ở nhà cung cấp
   */
  providerTemplate?: string
  /**
   * Giá trị các biến. Tên (hoặc số) của biến theo nhà cung cấp, đúng thứ tự đã đăng ký.
   *
   * @maxItems 50
   */
  parameters?: {
    /**
     * Tên biến
     */
    name: string
    /**
     * Giá trị
     */
    value: string
  }[]
  /**
   * Người nhận
   */
  recipient: {
    /**
     * Số di động
     */
    phone: string
  }
  /**
   * Lời tin
   */
  text: string
  /**
   * Có dấu hay không
   */
  form: 'plain' | 'accented'
  /**
   * Bảng chữ. gsm-7: 160 chữ một đoạn; ucs-2: 70 chữ một đoạn.
   */
  encoding: 'gsm-7' | 'ucs-2'
  /**
   * Số đoạn tính tiền
   */
  segments: number
}
/**
 * Câu hỏi về giấy tờ đã số hoá. Ai hỏi giấy tờ nào của ai, cho hồ sơ và thủ tục nào. / Who asks for which papers of whom, for which dossier and procedure.
 */
export interface PaperQuestion {
  /**
   * Ai yêu cầu. officer: cán bộ; citizen: công dân tự làm, chỉ với giấy tờ của chính mình. Không phải kênh nộp hồ sơ. / An officer, or the citizen for papers of their own. Not how the dossier was filed.
   */
  channel: 'officer' | 'citizen'
  /**
   * Cán bộ. Người đang tra cứu; thiếu thì 403, trừ khi công dân tự làm. / Who asks; without, 403, unless citizens act themselves.
   */
  officer?: {
    /**
     * Số định danh của cán bộ
     */
    id: string
    /**
     * Tên đăng nhập của cán bộ
     */
    account: string
    /**
     * Họ và tên cán bộ. Kho ghi tên người yêu cầu. / The store records who asks.
     */
    name: string
  }
  /**
   * Đơn vị của cán bộ. Thiếu thì 403.
   */
  unit: {
    /**
     * Mã định danh đơn vị
     */
    code: string
  }
  /**
   * Thủ tục cần đến dữ liệu
   */
  procedure: {
    /**
     * Mã thủ tục
     */
    code: string
  }
  dossier: DossierCode
  /**
   * Lý do
   */
  purpose: string
  /**
   * Chủ giấy tờ. Phải đứng tên hồ sơ. / Must stand in the dossier.
   */
  owner: {
    /**
     * Số định danh cá nhân
     */
    personalId: string
    /**
     * Họ và tên
     */
    name: string
  }
  /**
   * Giấy tờ cần tìm
   *
   * @minItems 1
   * @maxItems 50
   */
  papers: [
    {
      /**
       * Mã kết quả. Ví dụ / for example KQ.G07.000122.
       */
      code: string
      /**
       * Số, ký hiệu
       */
      number?: string
    },
    ...{
      /**
       * Mã kết quả. Ví dụ / for example KQ.G07.000122.
       */
      code: string
      /**
       * Số, ký hiệu
       */
      number?: string
    }[]
  ]
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
 * Đơn bưu chính công ích. Bưu điện nhận giấy tờ của công dân đem tới cơ quan, hoặc đem kết quả của cơ quan tới công dân.
 */
export interface PostalOrder {
  dossier: DossierCode
  /**
   * Chiều. collect: thu gom giấy tờ tại nhà, người gửi là công dân; return: trả kết quả, người nhận là công dân.
   */
  direction: 'collect' | 'return'
  /**
   * Số đơn. Bưu điện gọi đơn bằng số này. Không có thì là mã hồ sơ.
   */
  number?: string
  /**
   * Số vận đơn cấp sẵn. Của dãy số mà bưu điện đã cấp; không có thì bưu điện tự cho số.
   */
  waybill?: string
  /**
   * Số tiền thu hộ (đồng)
   */
  cashOnDelivery?: number
  sender: PostalParty
  receiver: PostalParty
  /**
   * Giấy tờ trong bưu gửi
   */
  papers?: string
  /**
   * Ghi chú cho bưu tá
   */
  note?: string
}
/**
 * Bên gửi hoặc bên nhận
 */
export interface PostalParty {
  /**
   * Họ tên hoặc tên cơ quan
   */
  name: string
  /**
   * Số điện thoại
   */
  phone: string
  /**
   * Thư điện tử
   */
  email?: string
  /**
   * Địa chỉ
   */
  address: string
  /**
   * Mã tỉnh của bưu điện. Theo danh mục của VNPost (mabuuchinhcap1), không phải mã của Tổng cục Thống kê.
   */
  province: number
  /**
   * Mã huyện của bưu điện. Theo danh mục của VNPost; không còn cấp huyện từ 1/7/2025.
   */
  district?: number
}
/**
 * Câu hỏi. Câu hỏi mà cơ quan tự đăng để hỏi đáp với công dân, hoặc công dân gửi trên Cổng. Không chứa thông tin người hỏi. / A question that an agency publishes itself, or that a citizen sent on the portal; holds nothing about who asked.
 */
export interface Question {
  /**
   * Làn. question:<mã câu hỏi>: các lượt gửi về một câu hỏi đi lần lượt. / Messages about one question go one at a time; no dossier code looks like it.
   */
  lane: string
  /**
   * Mã câu hỏi. Do cơ quan đặt; không trùng trong tỉnh. / Given by the agency, unique in the province.
   */
  id: string
  /**
   * Cơ quan. Cơ quan được hỏi. / The agency that is asked.
   */
  agency: {
    /**
     * Mã định danh cơ quan. Theo QCVN 102:2016 (000.00.17.H99) hoặc QĐ 20/2020/QĐ-TTg (H99.17).
     */
    code: string
    /**
     * Tên cơ quan
     */
    name?: string
  }
  /**
   * Mã lĩnh vực. Như danh mục lĩnh vực, ví dụ G03-GD10. / As in the list of domains.
   */
  domain?: string
  /**
   * Mã thủ tục. Mã của tỉnh hoặc mã quốc gia. / Of the province or of the nation.
   */
  procedure?: string
  /**
   * Nội dung câu hỏi. Words of the question.
   */
  content: string
}
/**
 * Đánh giá sự hài lòng. Kết quả một câu hỏi khảo sát của một cơ quan trong một tháng. Không có dữ liệu của người đánh giá.
 */
export interface Rating {
  /**
   * Mã số liệu. Cơ quan, tháng và câu hỏi: cùng mã là cùng một số liệu, nói lại.
   */
  id: string
  /**
   * Tháng
   */
  month: string
  /**
   * Cơ quan
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
   * Câu hỏi
   */
  question: string
  /**
   * Số người đánh giá
   */
  respondents: number
  /**
   * Phần trăm. Số nguyên, cộng lại là 100; không có ai đánh giá thì cả ba là 0.
   */
  percent: {
    /**
     * Rất hài lòng
     */
    verySatisfied: number
    /**
     * Hài lòng
     */
    satisfied: number
    /**
     * Chưa hài lòng
     */
    dissatisfied: number
  }
  /**
   * Ý kiến
   */
  comments?: string
  /**
   * Mã thủ tục. Mã của tỉnh hoặc mã quốc gia; cổng tra danh mục để tìm mã quốc gia.
   */
  procedure?: string
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
/**
 * Thông báo nộp tiền. Một khoản tiền mà cơ quan thuế thông báo. Nhận ra bằng mã hồ sơ và số thông báo.
 */
export interface TaxNotice {
  dossier: DossierCode
  /**
   * Số thông báo
   */
  number: string
  /**
   * Ngày thông báo
   */
  issuedOn?: string
  /**
   * Hạn nộp
   */
  dueOn?: string
  /**
   * Khoản thu. registration-fee: lệ phí trước bạ; land-use-levy: tiền sử dụng đất; personal-income-tax: thuế TNCN; land-rent: tiền thuê đất; water-surface-rent: tiền thuê mặt nước.
   */
  kind?:
    | 'registration-fee'
    | 'land-use-levy'
    | 'personal-income-tax'
    | 'land-rent'
    | 'water-surface-rent'
    | 'other'
  /**
   * Tiểu mục
   */
  budgetItem?: string
  payer?: TaxPayer
  /**
   * Phải nộp
   */
  due?: number
  /**
   * Miễn giảm
   */
  reduced?: number
  /**
   * Đã nộp
   */
  paid?: number
  /**
   * Còn phải nộp
   */
  remaining?: number
  /**
   * Số quyết định miễn giảm
   */
  exemptionDecision?: string
  /**
   * Ngày quyết định miễn giảm
   */
  exemptedOn?: string
  /**
   * Đường dẫn thông báo. Như nền tảng cho; có thể là đường dẫn tương đối.
   */
  link?: string
}
/**
 * Người nộp
 */
export interface TaxPayer {
  /**
   * Họ tên
   */
  name?: string
  /**
   * Mã số thuế hoặc số định danh
   */
  taxCode?: string
  /**
   * Số giấy tờ
   */
  idNumber?: string
  /**
   * Địa chỉ
   */
  address?: string
}
/**
 * Nghĩa vụ tài chính. Một hồ sơ, một nghĩa vụ tài chính: phải nộp, miễn giảm, đã nộp, còn lại, mọi thông báo và chứng từ.
 */
export interface TaxObligation {
  dossier: DossierCode
  /**
   * Tình trạng. waiting: chưa có thông báo; owed: còn phải nộp; settled: đã xong.
   */
  state: 'waiting' | 'owed' | 'settled'
  /**
   * Phiếu chuyển
   */
  slip?: {
    /**
     * Số phiếu chuyển
     */
    number: string
    /**
     * Số phát hành giấy chứng nhận
     */
    certificate?: string
    /**
     * Cơ quan thuế
     */
    taxOffice?: string
  }
  /**
   * Tên khác của hồ sơ
   *
   * @maxItems 200
   *
   * Items: Tên
   */
  aliases: {
    /**
     * Loại
     */
    kind: 'code' | 'slip' | 'certificate' | 'receipt'
    /**
     * Tên
     */
    name: string
    /**
     * Nền tảng
     */
    platform?: string
  }[]
  totals: TaxTotals
  /**
   * Cơ quan thuế nói
   */
  reported?: {
    at: Instant
    totals: TaxTotals
  }
  /**
   * Thông báo
   *
   * @maxItems 1000
   */
  notices: TaxNotice[]
  /**
   * Chứng từ
   *
   * @maxItems 1000
   */
  vouchers: TaxVoucher[]
  /**
   * Chỗ lệch
   *
   * @maxItems 1000
   *
   * Items: Chỗ lệch
   */
  discrepancies: {
    /**
     * Loại. total-due: tổng các thông báo khác tổng cơ quan thuế nói; remaining: còn lại khác phải nộp trừ miễn giảm trừ đã nộp; overpaid: nộp quá; voucher-without-notice: chứng từ chưa có thông báo; notice-without-amount: thông báo chưa có số tiền.
     */
    code: 'total-due' | 'remaining' | 'overpaid' | 'voucher-without-notice' | 'notice-without-amount'
    /**
     * Số thông báo
     */
    notice?: string
    /**
     * Tính được
     */
    expected?: number
    /**
     * Được báo
     */
    told?: number
  }[]
}
/**
 * Tổng
 */
export interface TaxTotals {
  /**
   * Phải nộp
   */
  due: number
  /**
   * Miễn giảm
   */
  reduced: number
  /**
   * Đã nộp
   */
  paid: number
  /**
   * Còn phải nộp
   */
  remaining: number
}
/**
 * Chứng từ nộp tiền. Một lần nộp tiền. Cùng hồ sơ, thông báo, thời điểm và số tiền là cùng một chứng từ.
 */
export interface TaxVoucher {
  dossier: DossierCode
  /**
   * Số thông báo
   */
  notice: string
  paidAt: Instant
  /**
   * Số tiền
   */
  amount: number
  /**
   * Đã nộp thành công
   */
  paid: boolean
  /**
   * Nội dung nộp
   */
  content?: string
  payer?: TaxPayer
  /**
   * Đường dẫn chứng từ
   */
  link?: string
}
/**
 * Phiếu chuyển thông tin. Phiếu chuyển thông tin địa chính để xác định nghĩa vụ tài chính, đã ký số ở máy trạm.
 */
export interface TaxSlip {
  dossier: DossierCode
  /**
   * Số phiếu chuyển
   */
  number: string
  /**
   * Số phát hành giấy chứng nhận
   */
  certificate?: string
  /**
   * XML đã ký
   */
  document: {
    /**
     * Nội dung. base64 của đúng các byte mà máy trạm của cán bộ đã ký (UTF-8). Cổng không đọc, không ghi lại: viết lại một dấu cách cũng làm hỏng chữ ký.
     */
    content: string
  }
}
