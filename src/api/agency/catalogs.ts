import type { FastifyInstance } from 'fastify'
import type { BrowseCatalogs, ListQuery } from '../../exchange/catalogs/browse.ts'
import { problems } from './schemas.ts'

const text = { type: 'string' } as const
const day = { type: 'string', format: 'date' } as const
const tags = ['Danh mục']

const entry = {
  type: 'object',
  required: ['code', 'title', 'data'],
  properties: {
    code: text,
    title: text,
    validFrom: { ...day, description: 'Ngày đầu; của danh mục lấy về: ngày đầu tiên được thấy.' },
    validTo: { ...day, description: 'Ngày cuối.' },
    successor: { ...text, description: 'Mã thay thế sau ngày cuối.' },
    data: { type: 'object', additionalProperties: true },
  },
} as const

export const catalogName = {
  type: 'object',
  required: ['name'],
  properties: { name: { type: 'string', pattern: '^[a-z0-9][a-z0-9.-]{0,99}$' } },
} as const

/** Lists: the province's own, and beside them those that platforms publish. */
export function catalogRoutes(app: FastifyInstance, browse: BrowseCatalogs): void {
  app.get('/catalogs', {
    schema: {
      tags,
      summary: 'Các danh mục có ở đây',
      response: {
        200: {
          description: 'Danh mục của tỉnh (configuration) và danh mục lấy từ các nền tảng',
          content: {
            'application/json': {
              schema: {
                type: 'object',
                required: ['catalogs'],
                properties: {
                  catalogs: {
                    type: 'array',
                    items: {
                      type: 'object',
                      required: ['name', 'source', 'entries'],
                      properties: {
                        name: text,
                        source: { ...text, description: 'configuration, hoặc bộ nối đã lấy về.' },
                        entries: { type: 'integer' },
                        pulledAt: { type: 'string', format: 'date-time' },
                      },
                    },
                  },
                },
              },
            },
          },
        },
        ...problems(401, 503),
      },
    },
    handler: async () => browse.lists(),
  })

  app.get<{ Params: { name: string }; Querystring: ListQuery }>('/catalogs/:name', {
    schema: {
      tags,
      summary: 'Một danh mục vào một ngày, theo mã',
      params: catalogName,
      querystring: {
        type: 'object',
        additionalProperties: false,
        properties: {
          at: { ...day, description: 'Còn hiệu lực vào ngày này; không có: hôm nay.' },
          cursor: { type: 'string', maxLength: 200, description: '"next" của trang trước.' },
          limit: { type: 'integer', minimum: 1, maximum: 1000, default: 200 },
        },
      },
      response: {
        200: {
          description: 'Một trang',
          content: {
            'application/json': {
              schema: {
                type: 'object',
                required: ['name', 'at', 'entries'],
                properties: {
                  name: text,
                  at: day,
                  entries: { type: 'array', items: entry },
                  next: { ...text, description: 'Con trỏ trang sau; không có nghĩa là đã hết.' },
                },
              },
            },
          },
        },
        ...problems(400, 401, 404, 503),
      },
    },
    handler: async request => browse.page(request.params.name, request.query),
  })
}
