import type { FastifyInstance } from 'fastify'
import type { Catalogs } from '../../exchange/catalogs/open.ts'
import { catalogName } from '../agency/catalogs.ts'
import { problems } from '../agency/schemas.ts'

const text = { type: 'string' } as const
const tags = ['Quản trị']
const count = { type: 'integer' } as const

const pulled = {
  type: 'object',
  required: ['name', 'outcome', 'entries'],
  properties: {
    name: text,
    outcome: {
      enum: ['taken', 'empty', 'shrunken', 'failed'],
      description:
        'empty, shrunken: danh mục rỗng hoặc mất hơn nửa số mục thì không tin, không ghi; failed: không lấy được.',
    },
    entries: count,
    added: count,
    changed: count,
    ended: count,
  },
} as const

const source = {
  type: 'object',
  required: ['name', 'pulledAt', 'counts', 'differences'],
  properties: {
    name: text,
    pulledAt: { type: 'string', format: 'date-time' },
    counts: { type: 'object', additionalProperties: count },
    differences: {
      type: 'array',
      items: {
        type: 'object',
        required: ['verdict', 'code'],
        properties: {
          verdict: {
            enum: ['missing-here', 'missing-there', 'title-differs'],
            description: 'missing-here: nền tảng có mà tỉnh không có; missing-there: ngược lại.',
          },
          code: text,
          here: { ...text, description: 'Tên ở config/catalog.' },
          there: { ...text, description: 'Tên ở nền tảng.' },
        },
      },
    },
  },
} as const

/** Lists of platforms beside the province's own: fetching them now, and where they differ. */
export function adminCatalogRoutes(app: FastifyInstance, { browse, pull }: Catalogs): void {
  app.post('/catalogs/pull', {
    schema: {
      tags,
      summary: 'Lấy ngay các danh mục mà các nền tảng công bố (tự chạy mỗi đêm)',
      response: {
        200: {
          description: 'Từng danh mục',
          content: {
            'application/json': {
              schema: {
                type: 'object',
                required: ['lists'],
                properties: { lists: { type: 'array', items: pulled } },
              },
            },
          },
        },
        ...problems(401, 503),
      },
    },
    handler: async () => ({ lists: (await pull.pull(new Date())).lists }),
  })

  app.get<{ Params: { name: string } }>('/catalogs/:name/differences', {
    schema: {
      tags,
      summary: 'Danh mục của nền tảng khác danh mục của tỉnh ở đâu (procedures, agencies, domains)',
      params: catalogName,
      response: {
        200: {
          description: 'Theo từng nền tảng; chưa lấy về lần nào thì không có nguồn nào',
          content: {
            'application/json': {
              schema: {
                type: 'object',
                required: ['list', 'sources'],
                properties: { list: text, sources: { type: 'array', items: source } },
              },
            },
          },
        },
        ...problems(400, 401, 404, 503),
      },
    },
    handler: async request => browse.differences(request.params.name),
  })
}
