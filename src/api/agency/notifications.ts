import type { FastifyInstance } from 'fastify'
import type { NotificationRequest, RequestNotification } from '../../exchange/notifications/request.ts'
import { clientOf } from './authenticate.ts'
import { problems } from './schemas.ts'

const agencyCode = {
  type: 'string',
  minLength: 3,
  maxLength: 20,
  description: 'Mã định danh cơ quan.',
} as const

const body = {
  type: 'object',
  additionalProperties: false,
  required: ['template', 'agency', 'recipient'],
  properties: {
    template: {
      type: 'string',
      pattern: '^[a-z][a-z0-9]*(-[a-z0-9]+)*$',
      maxLength: 60,
      description: 'Mẫu đã đăng ký cho cơ quan (config/messages/templates.json).',
    },
    agency: agencyCode,
    dossier: { $ref: 'dossier#/$defs/dossierCode' },
    recipient: {
      type: 'object',
      additionalProperties: false,
      required: ['phone'],
      properties: {
        phone: {
          type: 'string',
          minLength: 1,
          maxLength: 30,
          description: 'Số di động Việt Nam, viết cách nào cũng được.',
        },
      },
    },
    parameters: {
      type: 'object',
      maxProperties: 50,
      propertyNames: { pattern: '^[a-z][A-Za-z0-9]{0,39}$' },
      additionalProperties: { type: 'string', minLength: 1, maxLength: 500 },
      description: 'Giá trị các biến của mẫu.',
    },
  },
} as const

const headers = {
  type: 'object',
  properties: {
    'idempotency-key': {
      type: 'string',
      minLength: 1,
      maxLength: 255,
      description: 'Cùng khoá và cùng nội dung: cùng một tin, không gửi hai lần. Nên luôn có.',
    },
  },
} as const

const view = { content: { 'application/json': { schema: { $ref: 'notificationView#' } } } }

/** An agency's own messages to citizens. Those of the three points go by themselves. */
export function notificationRoutes(app: FastifyInstance, notifications: RequestNotification): void {
  app.post<{ Body: NotificationRequest }>('/notifications', {
    config: { operation: 'notifications:write' },
    schema: {
      tags: ['Tin nhắn tới công dân'],
      summary: 'Gửi một tin theo mẫu đã đăng ký',
      description:
        'Kênh được chọn theo thứ tự cấu hình; kênh không tới được người nhận thì tự chuyển kênh sau. Giờ yên tĩnh giữ tin tới sáng. Ba tin theo mốc hồ sơ tự đi, không cần gọi.',
      headers,
      body,
      response: {
        202: { description: 'Đã ghi vào sổ cái', ...view },
        200: { description: 'Đã nhận trước đó bằng khoá này', ...view },
        ...problems(400, 401, 403, 404, 413, 422, 429, 503),
      },
    },
    async handler(request, reply) {
      const key = request.headers['idempotency-key']
      const sender = {
        client: clientOf(request),
        correlationId: request.id,
        ...(typeof key === 'string' ? { idempotencyKey: key } : {}),
      }
      const sent = await notifications.send(sender, request.body)
      reply.code(sent.fresh ? 202 : 200)
      return sent.view
    },
  })

  app.get<{ Params: { id: string } }>('/notifications/:id', {
    config: { operation: 'notifications:read' },
    schema: {
      tags: ['Tin nhắn tới công dân'],
      summary: 'Một tin và việc gì đã xảy ra với nó',
      params: { type: 'object', required: ['id'], properties: { id: { type: 'string', format: 'uuid' } } },
      response: { 200: { description: 'Tin nhắn', ...view }, ...problems(400, 401, 403, 404, 503) },
    },
    handler: async request => notifications.find(clientOf(request), request.params.id),
  })
}
