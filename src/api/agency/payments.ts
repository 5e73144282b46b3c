import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Payment } from '../../contract/types.generated.ts'
import type { PayOnline } from '../../exchange/payments/pay-online.ts'
import type { Sender } from '../../exchange/submit.ts'
import { clientOf } from './authenticate.ts'
import { problems } from './schemas.ts'

const reference = {
  type: 'object',
  required: ['reference'],
  properties: { reference: { type: 'string', pattern: '^[0-9A-Za-z]{1,40}$' } },
} as const

const view = (description: string) => ({
  description,
  content: { 'application/json': { schema: { $ref: 'paymentView#' } } },
})

interface Reference {
  Params: { reference: string }
}

export function paymentRoutes(app: FastifyInstance, payments: PayOnline): void {
  app.post<{ Body: Payment }>('/payments', {
    config: { operation: 'payments:write' },
    schema: {
      tags: ['Thanh toán'],
      summary: 'Tạo một khoản thanh toán trực tuyến cho hồ sơ',
      description:
        'Trả lời có địa chỉ ("url") để công dân trả tiền. Nên gửi Idempotency-Key: gửi lại sau khi mất câu trả lời thì nhận đúng khoản cũ.',
      headers: {
        type: 'object',
        properties: {
          'idempotency-key': {
            type: 'string',
            minLength: 1,
            maxLength: 255,
            description:
              'Cùng khoá và cùng nội dung nhận cùng khoản thanh toán; khác nội dung bị từ chối (422).',
          },
        },
      },
      body: { $ref: 'payment#' },
      response: {
        201: view('Đã tạo'),
        200: view('Đã tạo trước đó'),
        ...problems(400, 401, 403, 404, 409, 413, 422, 502, 503),
      },
    },
    async handler(request, reply) {
      const { payment, fresh } = await payments.create(senderOf(request), request.body)
      reply.code(fresh ? 201 : 200)
      return payment
    },
  })

  app.get<Reference>('/payments/:reference', {
    config: { operation: 'payments:read' },
    schema: {
      tags: ['Thanh toán'],
      summary: 'Một khoản thanh toán và những gì đã biết về nó',
      params: reference,
      response: { 200: view('Khoản thanh toán'), ...problems(400, 401, 403, 404, 503) },
    },
    handler: request => payments.get(clientOf(request), request.params.reference),
  })

  app.get<{ Params: { code: string } }>('/dossiers/:code/payments', {
    config: { operation: 'payments:read' },
    schema: {
      tags: ['Thanh toán'],
      summary: 'Các khoản thanh toán của một hồ sơ, mới nhất trước',
      params: {
        type: 'object',
        required: ['code'],
        properties: { code: { $ref: 'dossier#/$defs/dossierCode' } },
      },
      response: {
        200: {
          description: 'Các khoản thanh toán',
          content: {
            'application/json': {
              schema: {
                type: 'object',
                required: ['payments'],
                properties: { payments: { type: 'array', items: { $ref: 'paymentView#' } } },
              },
            },
          },
        },
        ...problems(400, 401, 403, 404, 503),
      },
    },
    handler: async request => ({
      payments: await payments.ofDossier(clientOf(request), request.params.code),
    }),
  })

  app.get<Reference>('/payments/:reference/receipt', {
    config: { operation: 'payments:read' },
    schema: {
      tags: ['Thanh toán'],
      summary: 'Biên lai điện tử của nền tảng thanh toán',
      params: reference,
      response: {
        200: {
          description: 'Biên lai, nguyên như nền tảng gửi',
          content: { 'application/pdf': { schema: { type: 'string', format: 'binary' } } },
        },
        ...problems(400, 401, 403, 404, 409, 422, 502, 503),
      },
    },
    handler: sendReceipt(payments),
  })
}

function sendReceipt(payments: PayOnline) {
  return async (request: FastifyRequest<Reference>, reply: FastifyReply) => {
    const gone = new AbortController()
    reply.raw.once('close', () => {
      if (!reply.raw.writableFinished) gone.abort()
    })
    const { reference } = request.params
    const { type, bytes } = await payments.receipt(senderOf(request), reference, gone.signal)
    return reply
      .type(type)
      .header('content-disposition', `attachment; filename="${reference}.pdf"`)
      .header('x-content-type-options', 'nosniff')
      .send(bytes)
  }
}

function senderOf(request: FastifyRequest): Sender {
  const key = request.headers['idempotency-key']
  return {
    client: clientOf(request),
    correlationId: request.id,
    ...(typeof key === 'string' ? { idempotencyKey: key } : {}),
  }
}
