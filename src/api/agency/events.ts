import type { FastifyInstance } from 'fastify'
import type { Look } from '../../exchange/look.ts'
import { clientOf } from './authenticate.ts'
import { problems } from './schemas.ts'

interface Asking {
  Querystring: { after?: string; limit: number }
}

/** For systems that cannot be called: what happened, in order, from where they have read to. */
export function eventRoutes(app: FastifyInstance, look: Look): void {
  app.get<Asking>('/events', {
    config: { operation: 'dossiers:read' },
    schema: {
      tags: ['Sự kiện'],
      summary: 'Những gì đã xảy ra, theo thứ tự, sau sự kiện đã đọc cuối cùng',
      description:
        'Gọi lại với after = id của sự kiện cuối cùng đã đọc; không sự kiện nào bị bỏ sót hay đổi chỗ. Hệ thống nhận được lời gọi thì nên đăng ký webhook.',
      querystring: {
        type: 'object',
        additionalProperties: false,
        properties: {
          after: { type: 'string', format: 'uuid' },
          limit: { type: 'integer', minimum: 1, maximum: 500, default: 100 },
        },
      },
      response: {
        200: {
          description: 'Các sự kiện; "more": còn nữa',
          content: {
            'application/json': {
              schema: {
                type: 'object',
                required: ['events', 'more'],
                properties: {
                  events: { type: 'array', items: { $ref: 'event#' } },
                  more: { type: 'boolean' },
                },
              },
            },
          },
        },
        ...problems(400, 401, 403, 404, 503),
      },
    },
    handler: async request => look.events(clientOf(request), request.query),
  })
}
