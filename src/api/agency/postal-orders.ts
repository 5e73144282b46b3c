import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { PostalOrder } from '../../contract/types.generated.ts'
import type { PostalOrders } from '../../exchange/post/orders.ts'
import { clientOf } from './authenticate.ts'
import { problems } from './schemas.ts'

const params = {
  type: 'object',
  required: ['id'],
  properties: { id: { type: 'string', format: 'uuid' } },
} as const

const view = (description: string) => ({
  description,
  content: { 'application/json': { schema: { $ref: 'postalOrderView#' } } },
})

interface Id {
  Params: { id: string }
}

/** The post: papers collected from citizens, results brought to them. */
export function postalOrderRoutes(app: FastifyInstance, orders: PostalOrders): void {
  app.post<{ Body: PostalOrder }>('/postal-orders', {
    config: { operation: 'post:write' },
    schema: {
      tags: ['Bưu chính công ích'],
      summary: 'Đặt đơn thu gom giấy tờ hoặc trả kết quả tại nhà',
      description:
        'Mỗi hồ sơ một đơn cho mỗi chiều: gửi lại cùng nội dung nhận đúng đơn cũ (200). Đơn thứ hai cùng chiều cần "number" riêng.',
      body: { $ref: 'postal-order#' },
      response: {
        202: view('Đã nhận, đang chuyển tới bưu điện'),
        200: view('Đã nhận trước đó'),
        ...problems(400, 401, 403, 404, 409, 413, 422, 503),
      },
    },
    async handler(request, reply) {
      const { order, fresh } = await orders.place(senderOf(request), request.body)
      reply.code(fresh ? 202 : 200)
      return order
    },
  })

  app.get<Id>('/postal-orders/:id', {
    config: { operation: 'post:read' },
    schema: {
      tags: ['Bưu chính công ích'],
      summary: 'Một đơn và điều bưu điện đã báo về nó',
      params,
      response: { 200: view('Đơn'), ...problems(400, 401, 403, 404, 503) },
    },
    handler: request => orders.get(clientOf(request), request.params.id),
  })

  app.post<Id>('/postal-orders/:id/cancel', {
    config: { operation: 'post:write' },
    schema: {
      tags: ['Bưu chính công ích'],
      summary: 'Huỷ một đơn mà bưu điện đã nhận',
      params,
      response: { 200: view('Đã huỷ'), ...problems(400, 401, 403, 404, 409, 422, 502, 503) },
    },
    handler: request => orders.cancel(senderOf(request), request.params.id),
  })
}

function senderOf(request: FastifyRequest) {
  return { client: clientOf(request), correlationId: request.id }
}
