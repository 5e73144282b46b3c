import type { FastifyInstance } from 'fastify'
import type { Refund, RefundRequest } from '../../exchange/payments/refund.ts'
import { clientOf } from './authenticate.ts'
import { problems } from './schemas.ts'

const tags = ['Thanh toán']
const reference = {
  type: 'object',
  required: ['reference'],
  properties: { reference: { type: 'string', pattern: '^[0-9A-Za-z]{1,40}$' } },
} as const
const refundSchema = {
  type: 'object',
  required: ['id', 'reference', 'amount', 'state', 'createdAt'],
  properties: {
    id: { type: 'string', format: 'uuid' },
    reference: { type: 'string' },
    amount: { type: 'integer' },
    state: {
      enum: ['asked', 'done', 'failed', 'in-doubt', 'recorded'],
      description:
        'asked: đang gửi nền tảng; done: đã hoàn; failed: nền tảng từ chối; in-doubt: chưa rõ, chờ người; recorded: nền tảng không có lời gọi hoàn tiền, cổng chỉ ghi, cơ quan tự chi trả',
    },
    rule: { type: 'string' },
    createdAt: { type: 'string', format: 'date-time' },
    settledAt: { type: 'string', format: 'date-time' },
  },
} as const
const answer = (description: string, schema: object) => ({
  description,
  content: { 'application/json': { schema } },
})

interface Reference {
  Params: { reference: string }
}

export function refundRoutes(app: FastifyInstance, refunds: Refund): void {
  app.post<Reference & { Body: RefundRequest; Headers: { 'idempotency-key': string } }>(
    '/payments/:reference/refunds',
    {
      config: { operation: 'payments:refund' },
      schema: {
        tags,
        summary: 'Hoàn tiền, toàn bộ hoặc một phần, qua nền tảng đã thu',
        description:
          'Không bao giờ hoàn quá số đã trả. Nền tảng không có lời gọi hoàn tiền (PaymentPlatform 1.0.6) thì cổng chỉ ghi lại: state "recorded".',
        params: reference,
        headers: {
          type: 'object',
          required: ['idempotency-key'],
          properties: { 'idempotency-key': { type: 'string', minLength: 1, maxLength: 255 } },
        },
        body: {
          type: 'object',
          additionalProperties: false,
          required: ['amount', 'reason'],
          properties: {
            amount: { type: 'integer', minimum: 1, maximum: 999_999_999_999, description: 'Đồng.' },
            reason: { type: 'string', minLength: 1, maxLength: 200 },
          },
        },
        response: {
          202: answer('Đã nhận', refundSchema),
          200: answer('Đã nhận trước đó', refundSchema),
          ...problems(400, 401, 403, 404, 409, 413, 422, 503),
        },
      },
      async handler(request, reply) {
        const sender = {
          client: clientOf(request),
          correlationId: request.id,
          idempotencyKey: request.headers['idempotency-key'],
        }
        const { refund, fresh } = await refunds.request(sender, request.params.reference, request.body)
        reply.code(fresh ? 202 : 200)
        return refund
      },
    },
  )

  app.get<Reference>('/payments/:reference/refunds', {
    config: { operation: 'payments:read' },
    schema: {
      tags,
      summary: 'Các lần hoàn tiền của một khoản thanh toán',
      params: reference,
      response: {
        200: answer('Các lần hoàn tiền', {
          type: 'object',
          required: ['refunds'],
          properties: { refunds: { type: 'array', items: refundSchema } },
        }),
        ...problems(400, 401, 403, 404, 503),
      },
    },
    handler: async request => ({
      refunds: await refunds.list(clientOf(request), request.params.reference),
    }),
  })
}
