/** Shapes of the agency API's answers; those of its requests are the canonical model's. */
const id = { type: 'string', format: 'uuid' } as const
const instant = { type: 'string', format: 'date-time' } as const
const text = { type: 'string' } as const
const count = { type: 'integer', minimum: 0 } as const

export const problemSchema = {
  $id: 'problem',
  title: 'Lỗi',
  description: 'RFC 9457 problem document.',
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'code', 'owner', 'retryable', 'fix'],
  properties: {
    type: { ...text, format: 'uri' },
    title: text,
    status: { type: 'integer' },
    detail: text,
    code: { ...text, description: 'Mã lỗi, không đổi qua các phiên bản.' },
    owner: { enum: ['client', 'gateway', 'upstream', 'operator'], description: 'Ai cần xử lý.' },
    retryable: { type: 'boolean', description: 'Gửi lại y nguyên có thể thành công.' },
    fix: { ...text, description: 'Cách khắc phục.' },
    correlationId: text,
    violations: {
      type: 'array',
      items: {
        type: 'object',
        required: ['pointer', 'message'],
        properties: { pointer: { ...text, description: 'Con trỏ JSON (RFC 6901).' }, message: text },
      },
    },
  },
} as const

export const acceptanceSchema = {
  $id: 'acceptance',
  title: 'Đã nhận',
  description: 'Trả về sau khi sổ cái đã ghi bền vững.',
  type: 'object',
  required: ['message', 'dossier', 'revision', 'unchanged', 'deliveries'],
  properties: {
    message: { ...id, description: 'Mã thông điệp; xem GET /v1/messages/{id}.' },
    dossier: text,
    revision: { ...count, description: 'Số lần hồ sơ đã thay đổi.' },
    step: { ...count, description: 'Số thứ tự của bước.' },
    unchanged: {
      type: 'boolean',
      description: 'Nội dung này đã được nhận trước đó; không có gì mới được ghi.',
    },
    deliveries: {
      type: 'array',
      items: {
        type: 'object',
        required: ['id', 'adapter', 'operation'],
        properties: { id, adapter: text, operation: text },
      },
    },
    warnings: {
      type: 'array',
      description:
        'Điều cần biết dù đã nhận. platform-refuses: một nền tảng ("adapter") không ghi được; các nền tảng khác vẫn nhận.',
      items: {
        type: 'object',
        required: ['code', 'message'],
        properties: { code: text, adapter: text, message: text },
      },
    },
  },
} as const

export const deliverySchema = {
  $id: 'delivery',
  title: 'Lượt gửi',
  description: 'Một thông điệp trên đường tới một nền tảng.',
  type: 'object',
  required: ['id', 'adapter', 'operation', 'state', 'attempts', 'message', 'acceptedAt'],
  properties: {
    id,
    adapter: text,
    operation: text,
    state: {
      enum: [
        'accepted',
        'queued',
        'sending',
        'retrying',
        'unknown',
        'probing',
        'held',
        'refused',
        'dead',
        'delivered',
        'cancelled',
      ],
    },
    attempts: count,
    message: id,
    status: {
      ...text,
      description: 'Trạng thái hồ sơ mà lượt gửi này mang; không có ở các thông điệp khác.',
    },
    acceptedAt: instant,
    finishedAt: instant,
    dueAt: { ...instant, description: 'Lần thử tiếp theo.' },
    outcome: {
      type: 'object',
      additionalProperties: true,
      description:
        'Kết quả lần gửi gần nhất: kind, rule, owner, nativeCode, message; "probe": vì sao chưa hỏi được nền tảng.',
    },
    httpStatus: { type: 'integer', description: 'Mã HTTP của lần thử gần nhất.' },
    inDoubt: { type: 'boolean', description: 'Không ai biết đã tới hay chưa, nên không tự gửi lại.' },
  },
} as const

export const eventSchema = {
  $id: 'event',
  title: 'Sự kiện',
  description: 'Một việc đã xảy ra: nền tảng báo về, hoặc cổng nhận ra. Webhook mang đúng hình này.',
  type: 'object',
  required: ['id', 'type', 'at', 'subject', 'adapter'],
  properties: {
    id,
    type: { ...text, description: 'Việc gì, ví dụ payment.confirmed.' },
    at: instant,
    subject: { ...text, description: 'Mã hồ sơ, không có thì là mã của chính sự kiện.' },
    dossier: text,
    agency: text,
    adapter: { ...text, description: 'Nền tảng đã báo, hoặc gateway.' },
    data: { type: 'object', additionalProperties: true },
  },
} as const

const summary = {
  code: text,
  status: { $ref: 'dossier#/$defs/status' },
  agency: text,
  procedure: text,
  channel: text,
  revision: count,
  steps: count,
  createdAt: instant,
  updatedAt: instant,
} as const

export const summarySchema = {
  $id: 'dossierSummary',
  title: 'Tóm tắt hồ sơ',
  type: 'object',
  required: [
    'code',
    'status',
    'agency',
    'procedure',
    'channel',
    'revision',
    'steps',
    'createdAt',
    'updatedAt',
  ],
  properties: summary,
} as const

export const notificationViewSchema = {
  $id: 'notificationView',
  title: 'Tin nhắn tới công dân',
  type: 'object',
  required: ['id', 'template', 'agency', 'state', 'tried', 'segments', 'dueAt', 'plannedAt'],
  properties: {
    id,
    template: text,
    event: { enum: ['received', 'paid', 'result-ready'], description: 'Mốc của hồ sơ, nếu tin tự đi.' },
    dossier: text,
    agency: text,
    state: {
      enum: ['planned', 'sending', 'sent', 'in-doubt', 'delivered', 'undelivered', 'refused'],
      description:
        'planned: chờ hết giờ yên tĩnh; sent: nhà cung cấp đã nhận; in-doubt: không rõ đã tới hay chưa, không gửi lần hai; delivered: báo cáo nói đã tới máy.',
    },
    reason: {
      ...text,
      description: 'daily-cap, too-many-segments, no-channel, hoặc quy tắc của câu trả lời.',
    },
    channel: { ...text, description: 'Bộ kết nối đã dùng sau cùng.' },
    tried: { type: 'array', items: text, description: 'Các kênh đã thử trước đó.' },
    segments: count,
    dueAt: instant,
    plannedAt: instant,
    settledAt: instant,
  },
} as const

export const dossierViewSchema = {
  $id: 'dossierView',
  title: 'Hồ sơ và những gì đã xảy ra',
  type: 'object',
  required: [...summarySchema.required, 'timeline', 'events', 'deliveries', 'notifications'],
  properties: {
    ...summary,
    withheld: {
      enum: ['local-procedure', 'child-dossier'],
      description: 'Vì sao hồ sơ không gửi lên nền tảng nào.',
    },
    dossier: {
      type: 'object',
      additionalProperties: true,
      description: 'Hồ sơ như gửi lần cuối, với trạng thái hiện tại.',
    },
    timeline: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: true,
        required: ['number', 'message', 'acceptedAt'],
        properties: { number: count, message: id, acceptedAt: instant },
      },
    },
    events: { type: 'array', items: { $ref: 'event#' } },
    post: {
      type: 'array',
      items: { $ref: 'postalOrderView#' },
      description: 'Các đơn bưu chính của hồ sơ.',
    },
    deliveries: { type: 'array', items: { $ref: 'delivery#' } },
    notifications: {
      type: 'array',
      items: { $ref: 'notificationView#' },
      description: 'Tin nhắn đã gửi hoặc sẽ gửi tới công dân.',
    },
  },
} as const

export const messageSchema = {
  $id: 'message',
  title: 'Thông điệp',
  type: 'object',
  required: ['id', 'kind', 'dossier', 'correlationId', 'acceptedAt', 'deliveries'],
  properties: {
    id,
    kind: { ...text, description: 'dossier, step, event, notification, payment…' },
    dossier: { ...text, description: 'Mã hồ sơ; với thông điệp không thuộc hồ sơ nào là mã riêng của nó.' },
    correlationId: text,
    acceptedAt: instant,
    deliveries: { type: 'array', items: { $ref: 'delivery#' } },
  },
} as const

export const paymentViewSchema = {
  $id: 'paymentView',
  title: 'Khoản thanh toán trực tuyến',
  type: 'object',
  required: ['reference', 'dossier', 'adapter', 'kind', 'amount', 'state', 'createdAt'],
  properties: {
    reference: { ...text, description: 'Mã tham chiếu của cổng.' },
    dossier: text,
    adapter: { ...text, description: 'Nền tảng thanh toán.' },
    kind: { enum: ['fee', 'fine'] },
    amount: { ...count, description: 'Số tiền (đồng).' },
    state: {
      enum: ['created', 'open', 'paid', 'failed', 'refused'],
      description:
        'created: chưa rõ nền tảng đã nhận; open: chờ công dân trả; paid: đã trả; failed: trả không thành công, có thể trả lại; refused: nền tảng không nhận.',
    },
    url: { ...text, description: 'Trang để công dân trả tiền; chỉ có khi còn trả được.' },
    refusal: { ...text, description: 'Mã của nền tảng khi không thành công.' },
    transaction: { ...text, description: 'Số giao dịch của nền tảng.' },
    bank: text,
    toldBy: { enum: ['callback', 'query'], description: 'Nền tảng tự báo, hay cổng hỏi ra.' },
    toldAt: instant,
    createdAt: instant,
  },
} as const

export const postalOrderViewSchema = {
  $id: 'postalOrderView',
  title: 'Đơn bưu chính',
  type: 'object',
  required: ['id', 'dossier', 'direction', 'number', 'adapter', 'state', 'createdAt', 'updatedAt'],
  properties: {
    id,
    dossier: text,
    direction: { enum: ['collect', 'return'] },
    number: { ...text, description: 'Số đơn ở bưu điện.' },
    adapter: text,
    state: {
      enum: ['requested', 'registered', 'refused', 'cancelled'],
      description:
        'requested: đang chuyển tới bưu điện; registered: bưu điện đã nhận; refused: không nhận; cancelled: đã huỷ.',
    },
    refusal: { ...text, description: 'Vì sao bưu điện không nhận.' },
    tracking: {
      type: 'object',
      required: ['code', 'at'],
      description: 'Lời gần nhất của bưu điện, nguyên như họ ghi.',
      properties: { code: text, message: text, at: instant },
    },
    createdAt: instant,
    updatedAt: instant,
  },
} as const

/** The problems that a route may answer with, for its documentation. */
export function problems(...statuses: number[]): Record<string, unknown> {
  const content = { 'application/problem+json': { schema: { $ref: 'problem#' } } }
  return Object.fromEntries(
    statuses.map(status => [status, { description: reasons[status] ?? 'Lỗi', content }]),
  )
}

const reasons: Readonly<Record<number, string>> = {
  400: 'Yêu cầu không đọc được',
  401: 'Thiếu khoá hoặc khoá sai',
  403: 'Khoá không có quyền',
  404: 'Không có trong phạm vi của khoá',
  409: 'Trái với những gì sổ cái đang có',
  413: 'Nội dung quá lớn',
  422: 'Dữ liệu sai; liệt kê từng chỗ',
  429: 'Quá nhiều',
  503: 'Sổ cái chưa dùng được',
}
