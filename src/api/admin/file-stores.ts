import type { FastifyInstance } from 'fastify'
import type { FileStores, NewFileStore } from '../../exchange/files/stores.ts'
import type { FileOpenings } from '../../ledger/file-openings.ts'
import { problems } from '../agency/schemas.ts'

const tags = ['Kho tệp']
const name = { type: 'string', pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', maxLength: 50 } as const
const secret = (description: string) =>
  ({ type: 'string', minLength: 1, maxLength: 4000, writeOnly: true, description }) as const

const instant = { type: 'string', format: 'date-time' } as const
const uuid = { type: 'string', format: 'uuid' } as const

interface Listing {
  dossier?: string
  adapter?: string
  since?: string
  before?: string
  after?: string
  limit: number
}

const openingsAnswer = {
  description: 'Các lượt tải',
  content: {
    'application/json': {
      schema: {
        type: 'object',
        required: ['openings'],
        properties: {
          openings: {
            type: 'array',
            items: {
              type: 'object',
              required: [
                'id',
                'at',
                'dossier',
                'pointer',
                'adapter',
                'store',
                'endedAt',
                'outcome',
                'status',
                'bytes',
              ],
              properties: {
                id: uuid,
                at: instant,
                dossier: { type: 'string' },
                pointer: {
                  type: ['string', 'null'],
                  description: 'Giấy tờ nào của hồ sơ, ví dụ /documents/0; null: bản trước của cổng đã gửi.',
                },
                adapter: {
                  type: 'string',
                  description: 'Nền tảng đã nhận đường dẫn; ai được chuyển đường dẫn cũng mở được.',
                },
                store: { type: 'string', description: 'Kho của cơ quan.' },
                endedAt: {
                  type: ['string', 'null'],
                  format: 'date-time',
                  description: 'null: đang tải, hoặc đứt.',
                },
                outcome: {
                  type: ['string', 'null'],
                  description: 'opened; abandoned: bên tải bỏ dở; hoặc quy tắc của kho, mã lỗi.',
                },
                status: { type: ['integer', 'null'], description: 'Mã HTTP của kho.' },
                bytes: { type: ['integer', 'null'], description: 'Số byte đã chuyển.' },
              },
            },
          },
          next: { ...uuid, description: 'Còn nữa: đưa vào "after".' },
        },
      },
    },
  },
} as const

/** Agencies' file stores, from which platforms fetch papers by signed links. Behind an admin session. */
export async function fileStoreRoutes(
  app: FastifyInstance,
  { fileStores, openings }: { fileStores: FileStores; openings: FileOpenings },
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

  app.get<{ Querystring: Listing }>('/links/openings', {
    schema: {
      tags,
      summary:
        'Các lượt tải giấy tờ theo đường dẫn, mới nhất trước; không có tên tệp, địa chỉ hay dữ liệu công dân',
      querystring: {
        type: 'object',
        additionalProperties: false,
        properties: {
          dossier: { $ref: 'dossier#/$defs/dossierCode' },
          adapter: {
            type: 'string',
            pattern: '^[0-9A-Za-z._-]{1,100}$',
            description: 'Nền tảng đã nhận đường dẫn.',
          },
          since: instant,
          before: instant,
          after: { ...uuid, description: '"next" của trang trước.' },
          limit: { type: 'integer', minimum: 1, maximum: 500, default: 50 },
        },
      },
      response: { 200: openingsAnswer, ...problems(400, 401) },
    },
    handler: async request => {
      const { since, before, limit, ...rest } = request.query
      const rows = await openings.list({
        ...rest,
        ...(since === undefined ? {} : { since: new Date(since) }),
        ...(before === undefined ? {} : { before: new Date(before) }),
        limit: limit + 1,
      })
      const page = rows.slice(0, limit)
      return { openings: page, ...(rows.length > limit ? { next: page.at(-1)?.id } : {}) }
    },
  })
}
