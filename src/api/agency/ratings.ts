import type { FastifyInstance } from 'fastify'
import { canonicalSchemas } from '../../contract/schemas.ts'
import type { MonthlyRating, ReportRatings } from '../../exchange/ratings/report.ts'
import { clientOf } from './authenticate.ts'
import { problems } from './schemas.ts'

const text = { type: 'string' } as const
const count = { type: 'integer', minimum: 0, maximum: 100_000_000 } as const
const properties = canonicalSchemas.get('rating')?.properties as Readonly<Record<string, object>>
const each = (schema: object) => ({
  type: 'object',
  additionalProperties: false,
  required: ['verySatisfied', 'satisfied', 'dissatisfied'],
  properties: { verySatisfied: schema, satisfied: schema, dissatisfied: schema },
})

const body = {
  type: 'object',
  additionalProperties: false,
  required: ['month', 'agency', 'questions'],
  properties: {
    month: { ...properties.month, description: 'Tháng đã hết, ví dụ 2026-10.' },
    agency: properties.agency,
    questions: {
      type: 'array',
      minItems: 1,
      maxItems: 100,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['question', 'counts'],
        properties: {
          question: properties.question,
          counts: { ...each(count), description: 'Số người chọn mỗi mức; cổng tính phần trăm.' },
          comments: properties.comments,
          procedure: properties.procedure,
        },
      },
    },
  },
} as const

const reported = {
  content: {
    'application/json': {
      schema: {
        type: 'object',
        required: ['agency', 'month', 'late', 'questions'],
        properties: {
          agency: text,
          month: text,
          late: {
            type: 'boolean',
            description: 'Không phải tháng vừa hết: số liệu có thể không còn được tính.',
          },
          questions: {
            type: 'array',
            items: {
              type: 'object',
              required: ['question', 'respondents', 'percent', 'unchanged', 'deliveries'],
              properties: {
                question: text,
                respondents: count,
                percent: { ...each({ type: 'integer' }), description: 'Cộng lại là 100.' },
                unchanged: { type: 'boolean', description: 'Đúng số liệu này đã được nhận trước đó.' },
                message: { ...text, format: 'uuid' },
                deliveries: {
                  type: 'array',
                  items: {
                    type: 'object',
                    required: ['id', 'adapter', 'operation'],
                    properties: { id: { ...text, format: 'uuid' }, adapter: text, operation: text },
                  },
                },
              },
            },
          },
        },
      },
    },
  },
} as const

/** What citizens thought of an agency, month by month. */
export function ratingRoutes(app: FastifyInstance, ratings: ReportRatings): void {
  app.post<{ Body: MonthlyRating }>('/ratings', {
    config: { operation: 'ratings:write' },
    schema: {
      tags: ['Đánh giá'],
      summary: 'Báo kết quả khảo sát sự hài lòng của một tháng',
      description:
        'Gửi lại đúng số liệu ấy không tạo ra gì mới; số liệu khác thì gửi thay. Tháng nào thiếu, cơ quan được báo bằng sự kiện rating.missing.',
      body,
      response: {
        202: { description: 'Đã ghi vào sổ cái', ...reported },
        200: { description: 'Đã nhận trước đó, không có gì mới', ...reported },
        ...problems(400, 401, 403, 413, 422, 503),
      },
    },
    async handler(request, reply) {
      const told = await ratings.report(clientOf(request), request.body, request.id)
      reply.code(told.questions.every(({ unchanged }) => unchanged) ? 200 : 202)
      return told
    },
  })
}
