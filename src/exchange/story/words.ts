import type { Language } from '../../errors/catalog.ts'

export type Words = Readonly<Record<Language, string>>

/** What a line of a dossier's story says, by its `what`. Nothing in it is filled: who and how much stand beside it. */
export const words: Readonly<Record<string, Words>> = {
  'dossier.received': { vi: 'Cổng nhận hồ sơ', en: 'The gateway took the dossier' },
  'step.told': { vi: 'Cơ quan báo một bước xử lý', en: 'The agency told a step' },

  'citizen.verified': { vi: 'Xác thực công dân: khớp', en: 'Citizen verified: it fits' },
  'citizen.differs': { vi: 'Xác thực công dân: không khớp', en: 'Citizen verified: it does not fit' },
  'citizen.looked-up': { vi: 'Tra cứu công dân: có kết quả', en: 'Citizen looked up: found' },
  'citizen.not-answered': { vi: 'Hỏi về công dân: không có kết quả', en: 'Asked about a citizen: no result' },
  'citizen.not-asked': {
    vi: 'Hỏi về công dân bị từ chối tại cổng',
    en: 'A question about a citizen was refused by the gateway',
  },

  'delivery.delivered': { vi: 'Nền tảng đã nhận', en: 'The platform has it' },
  'delivery.waiting': { vi: 'Đang chờ nền tảng', en: 'Waiting for the platform' },
  'delivery.in-doubt': {
    vi: 'Không rõ nền tảng đã nhận hay chưa; không tự gửi lần hai',
    en: 'In doubt whether the platform has it; not sent twice by itself',
  },
  'delivery.refused': { vi: 'Nền tảng từ chối', en: 'The platform refused it' },
  'delivery.dead': { vi: 'Hết lượt gửi lại', en: 'Tried for too long' },
  'delivery.cancelled': { vi: 'Bỏ lượt gửi', en: 'Cancelled' },

  'land.moved': { vi: 'Cơ quan đất đai chuyển xử lý', en: 'The land office passed it on' },
  'land.supplement-requested': {
    vi: 'Cơ quan đất đai yêu cầu bổ sung',
    en: 'The land office wants a supplement',
  },
  'land.supplement-received': {
    vi: 'Cơ quan đất đai nhận bổ sung',
    en: 'The land office has the supplement',
  },
  'land.correction-requested': {
    vi: 'Cơ quan đất đai yêu cầu chỉnh sửa',
    en: 'The land office wants a correction',
  },
  'land.wrong-procedure': {
    vi: 'Cơ quan đất đai báo sai quy trình',
    en: 'The land office calls the procedure wrong',
  },
  'land.tax-result': { vi: 'Cơ quan đất đai có kết quả thuế', en: 'The land office has the tax result' },
  'land.finished': { vi: 'Cơ quan đất đai đã xong', en: 'The land office has finished' },
  'land.refused': { vi: 'Cơ quan đất đai từ chối', en: 'The land office refused it' },

  'tax.notice': { vi: 'Thông báo thuế', en: 'Tax notice' },
  'tax.voucher': { vi: 'Chứng từ nộp thuế', en: 'Tax voucher' },
  'tax.slip-refused': { vi: 'Cơ quan thuế từ chối phiếu chuyển', en: 'The tax office refused the slip' },
  'tax.slip-returned': { vi: 'Cơ quan thuế trả lại phiếu chuyển', en: 'The tax office returned the slip' },

  'payment.opened': { vi: 'Lập khoản thanh toán trực tuyến', en: 'Online payment opened' },
  'payment.confirmed': { vi: 'Công dân đã thanh toán', en: 'The citizen has paid' },
  'payment.failed': { vi: 'Thanh toán không thành', en: 'The payment failed' },

  'message.planned': { vi: 'Sẽ nhắn công dân', en: 'The citizen will be told' },
  'message.sent': { vi: 'Đã nhắn công dân', en: 'The citizen was told' },
  'message.in-doubt': {
    vi: 'Không rõ tin đã tới công dân hay chưa; không gửi lần hai',
    en: 'In doubt whether the citizen was told; not sent twice',
  },
  'message.not-sent': { vi: 'Không nhắn được công dân', en: 'The citizen could not be told' },

  'file.opened': { vi: 'Nền tảng đã tải một giấy tờ', en: 'The platform fetched a paper' },
  'file.left': { vi: 'Nền tảng tải dở một giấy tờ', en: 'The platform left before it had the whole paper' },
  'file.not-opened': {
    vi: 'Nền tảng không tải được giấy tờ từ kho của cơ quan',
    en: 'The agency’s store did not give the platform a paper',
  },
  'file.opening': {
    vi: 'Nền tảng đang tải một giấy tờ, hoặc việc tải đứt giữa chừng',
    en: 'The platform is fetching a paper, or that broke off',
  },

  'post.registered': { vi: 'Bưu điện nhận đơn', en: 'The post has the order' },
  'post.tracked': { vi: 'Bưu điện báo hành trình', en: 'The post told where it is' },
  'post.cancelled': { vi: 'Huỷ đơn bưu điện', en: 'The postal order was cancelled' },
  'post.refused': { vi: 'Bưu điện từ chối đơn', en: 'The post refused the order' },
}
