import type { FastifyInstance } from 'fastify'
import type { Look } from '../../exchange/look.ts'
import { clientOf } from './authenticate.ts'
import { problems } from './schemas.ts'

export function messageRoutes(app: FastifyInstance, look: Look): void {
  app.get<{ Params: { id: string } }>('/messages/:id', {
    config: { operation: 'messages:read' },
    schema: {
      tags: ['Thông điệp'],
      summary: 'Một thông điệp đã nhận và các lượt gửi của nó',
      params: { type: 'object', required: ['id'], properties: { id: { type: 'string', format: 'uuid' } } },
      response: {
        200: { description: 'Thông điệp', content: { 'application/json': { schema: { $ref: 'message#' } } } },
        ...problems(400, 401, 403, 404, 503),
      },
    },
    handler: async request => look.message(clientOf(request), request.params.id),
  })
}
