import type { FastifyInstance } from 'fastify'
import type { FileStores, NewFileStore } from '../../exchange/files/stores.ts'
import { problems } from '../agency/schemas.ts'

const tags = ['Kho tệp']
const name = { type: 'string', pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', maxLength: 50 } as const
const secret = (description: string) =>
  ({ type: 'string', minLength: 1, maxLength: 4000, writeOnly: true, description }) as const

/** Agencies' file stores, from which platforms fetch papers by signed links. Behind an admin session. */
export async function fileStoreRoutes(
  app: FastifyInstance,
  { fileStores }: { fileStores: FileStores },
): Promise<void> {
  app.get('', {
    schema: { tags, summary: 'Các kho tệp của cơ quan', response: problems(401) },
    handler: async () => ({ fileStores: await fileStores.list() }),
  })

  app.post<{ Body: NewFileStore }>('', {
    schema: {
      tags,
      summary: 'Đăng ký một kho tệp; xem adapters/agency-files',
      body: {
        type: 'object',
        additionalProperties: false,
        required: ['name', 'url', 'agencies'],
        properties: {
          name,
          url: { type: 'string', maxLength: 1000, description: 'Chỉ những gì dưới địa chỉ này được lấy.' },
          agencies: {
            type: 'array',
            minItems: 1,
            maxItems: 500,
            items: { type: 'string', maxLength: 40 },
            description: 'Mã cơ quan, gồm cả cấp dưới.',
          },
          authorization: secret('Giá trị Authorization mà kho đòi hỏi; niêm phong, không hiện lại.'),
          apiKey: secret('Giá trị X-API-Key mà kho đòi hỏi; niêm phong, không hiện lại.'),
        },
      },
      response: problems(400, 401, 409, 422),
    },
    handler: async (request, reply) =>
      reply.code(201).send(await fileStores.create(request.body, request.admin ?? '')),
  })

  app.delete<{ Params: { name: string } }>('/:name', {
    schema: {
      tags,
      summary: 'Bỏ kho tệp; đường dẫn tới kho ấy không mở được nữa',
      params: { type: 'object', required: ['name'], properties: { name } },
      response: problems(400, 401, 404),
    },
    handler: async (request, reply) => {
      await fileStores.remove(request.params.name, request.admin ?? '')
      return reply.code(204).send()
    },
  })

  app.post<{ Body: { revoke?: boolean } | null }>('/links/rotate', {
    schema: {
      tags,
      summary: 'Khoá ký đường dẫn mới; đường dẫn cũ còn hiệu lực, trừ khi thu hồi',
      body: {
        type: ['object', 'null'],
        additionalProperties: false,
        properties: { revoke: { type: 'boolean', description: 'Mọi đường dẫn cũ hết hiệu lực ngay.' } },
      },
      response: problems(400, 401),
    },
    handler: async request => ({ generation: await fileStores.rotate(request.body?.revoke === true) }),
  })

  app.post<{ Body: { dossier: string } }>('/links/revoke', {
    schema: {
      tags,
      summary: 'Thu hồi mọi đường dẫn của một hồ sơ',
      body: {
        type: 'object',
        additionalProperties: false,
        required: ['dossier'],
        properties: { dossier: { type: 'string', minLength: 1, maxLength: 50 } },
      },
      response: problems(400, 401),
    },
    handler: async request => ({ revoked: await fileStores.revoke(request.body.dossier) }),
  })
}
