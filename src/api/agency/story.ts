import type { FastifyInstance } from 'fastify'
import { languageOf } from '../../errors/problem.ts'
import type { TellStory } from '../../exchange/story/tell-story.ts'
import { clientOf } from './authenticate.ts'
import { problems } from './schemas.ts'

const text = { type: 'string' } as const
const code = { $ref: 'dossier#/$defs/dossierCode' } as const
const status = { $ref: 'dossier#/$defs/status' } as const

const itemSchema = {
  type: 'object',
  required: ['at', 'what', 'title'],
  properties: {
    at: { type: 'string', format: 'date-time' },
    what: { ...text, description: 'Tên ổn định: citizen.verified, delivery.delivered, land.finished…' },
    title: { ...text, description: 'Theo Accept-Language.' },
    adapter: { ...text, description: 'Nền tảng.' },
    operation: text,
    status,
    event: { ...text, description: 'Mốc mà tin nhắn báo cho công dân.' },
    amount: { type: 'integer', description: 'Đồng.' },
    attempts: { type: 'integer', description: 'Số lần gửi.' },
    file: { ...text, description: 'Giấy tờ mà nền tảng tải: con trỏ JSON trong hồ sơ, ví dụ /documents/0.' },
    bytes: { type: 'integer', description: 'Số byte đã chuyển.' },
    rule: { ...text, description: 'Của một lượt không thành.' },
    ref: {
      ...text,
      description: 'Mã lượt gửi, lượt hỏi, sự kiện, khoản thanh toán, tin nhắn hoặc lượt tải.',
    },
  },
} as const

export function storyRoutes(app: FastifyInstance, story: TellStory): void {
  app.get<{ Params: { code: string } }>('/dossiers/:code/story', {
    config: { operation: 'dossiers:read' },
    schema: {
      tags: ['Hồ sơ'],
      summary: 'Mọi việc đã xảy ra với hồ sơ, trên một dòng thời gian',
      description:
        'Cổng, các nền tảng, thanh toán, tin nhắn, các lượt hỏi về công dân và các lượt tải giấy tờ, theo thứ tự. Không có dữ liệu công dân.',
      params: { type: 'object', required: ['code'], properties: { code } },
      response: {
        200: {
          description: 'Câu chuyện của hồ sơ',
          content: {
            'application/json': {
              schema: {
                type: 'object',
                required: ['code', 'status', 'agency', 'procedure', 'items'],
                properties: {
                  code,
                  status,
                  agency: text,
                  procedure: text,
                  items: { type: 'array', items: itemSchema },
                },
              },
            },
          },
        },
        ...problems(400, 401, 403, 404, 503),
      },
    },
    handler: async request => {
      const language = languageOf(request.headers['accept-language'])
      const { items, ...dossier } = await story.of(clientOf(request), request.params.code)
      return {
        ...dossier,
        items: items.map(item => ({ ...item, at: item.at.toISOString(), title: item.title[language] })),
      }
    },
  })
}
