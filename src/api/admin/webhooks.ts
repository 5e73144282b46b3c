import type { FastifyInstance } from 'fastify'
import type { NewWebhook, Webhooks } from '../../exchange/webhooks.ts'
import { problems } from '../agency/schemas.ts'

const tags = ['Webhook']
const name = { type: 'string', pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', maxLength: 50 } as const
const byName = { type: 'object', required: ['name'], properties: { name } } as const

interface Named {
  Params: { name: string }
}

/** Addresses of agency systems, to which events are sent. Behind an admin session. */
export async function webhookRoutes(
  app: FastifyInstance,
  { webhooks }: { webhooks: Webhooks },
): Promise<void> {
  app.get('', {
    schema: { tags, summary: 'Các webhook của hệ thống cơ quan', response: problems(401) },
    handler: async () => ({ webhooks: await webhooks.list() }),
  })

  app.post<{ Body: NewWebhook }>('', {
    schema: {
      tags,
      summary: 'Tạo webhook; khoá ký chỉ hiện một lần',
      body: {
        type: 'object',
        additionalProperties: false,
        required: ['name', 'url', 'agencies'],
        properties: {
          name,
          url: {
            type: 'string',
            maxLength: 1000,
            description: 'Theo Standard Webhooks; xem adapters/agency-webhook.',
          },
          agencies: {
            type: 'array',
            minItems: 1,
            maxItems: 500,
            items: { type: 'string', maxLength: 40 },
            description: 'Mã cơ quan, gồm cả cấp dưới.',
          },
          types: {
            type: 'array',
            minItems: 1,
            maxItems: 100,
            items: { type: 'string', maxLength: 100 },
            description: 'Chỉ các loại sự kiện này; không có là tất cả.',
          },
        },
      },
      response: problems(400, 401, 409, 422),
    },
    handler: async (request, reply) =>
      reply.code(201).send(await webhooks.create(request.body, request.admin ?? '')),
  })

  app.delete<Named>('/:name', {
    schema: {
      tags,
      summary: 'Bỏ webhook; những gì đã nhận vẫn đi nốt',
      params: byName,
      response: problems(400, 401, 404),
    },
    handler: async (request, reply) => {
      await webhooks.remove(request.params.name, request.admin ?? '')
      return reply.code(204).send()
    },
  })

  app.post<Named & { Body: { dropOld?: boolean } | null }>('/:name/rotate', {
    schema: {
      tags,
      summary: 'Khoá ký mới; khoá cũ còn ký cùng, trừ khi bỏ',
      params: byName,
      body: {
        type: ['object', 'null'],
        additionalProperties: false,
        properties: { dropOld: { type: 'boolean', description: 'Khoá cũ thôi ký ngay.' } },
      },
      response: problems(400, 401, 404, 422),
    },
    handler: async request => {
      const { dropOld = false } = request.body ?? {}
      return webhooks.rotate(request.params.name, { who: request.admin ?? '', dropOld })
    },
  })

  app.post<Named>('/:name/enable', {
    schema: {
      tags,
      summary: 'Bật lại webhook đã dừng vì trả lời 410; những gì chờ được gửi tiếp',
      params: byName,
      response: problems(400, 401, 404),
    },
    handler: async request => ({ enabled: await webhooks.enable(request.params.name) }),
  })

  app.post<Named>('/:name/test', {
    schema: {
      tags,
      summary: 'Gửi thử một sự kiện webhook.ping',
      params: byName,
      response: problems(400, 401, 404),
    },
    handler: async (request, reply) =>
      reply.code(202).send({ delivery: await webhooks.test(request.params.name, request.id) }),
  })
}
