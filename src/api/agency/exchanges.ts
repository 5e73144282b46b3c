import type { FastifyInstance } from 'fastify'
import type { AskPlatform } from '../../exchange/ask.ts'
import { clientOf } from './authenticate.ts'
import { problems } from './schemas.ts'

interface Asking {
  Params: { adapter: string; operation: string }
  Body: Record<string, unknown>
}

const name = { type: 'string', pattern: '^[a-z][a-z0-9.-]*$', maxLength: 120 }

/** Any registered adapter, asked directly. What changes something at a platform goes by dossiers and steps. */
export function exchangeRoutes(app: FastifyInstance, platform: AskPlatform): void {
  app.post<Asking>('/exchanges/:adapter/:operation', {
    config: { operation: 'exchanges:ask' },
    schema: {
      tags: ['Hỏi nền tảng'],
      summary: 'Hỏi một nền tảng đã nối và chờ câu trả lời',
      description:
        'Câu hỏi theo mô hình chung, như bảng trường của thao tác đòi hỏi. Ai hỏi gì được ghi vào sổ cái trước khi gọi; câu trả lời không được lưu.',
      params: {
        type: 'object',
        required: ['adapter', 'operation'],
        properties: { adapter: name, operation: name },
      },
      body: { type: 'object', description: 'Câu hỏi theo mô hình chung.' },
      response: {
        200: {
          description: 'Nền tảng đã trả lời',
          content: {
            'application/json': {
              schema: {
                type: 'object',
                required: ['exchange', 'adapter', 'version', 'operation'],
                properties: {
                  exchange: { type: 'string', format: 'uuid', description: 'Mã của lần hỏi trong sổ cái.' },
                  adapter: { type: 'string' },
                  version: { type: 'string' },
                  operation: { type: 'string' },
                  answer: {
                    type: 'object',
                    additionalProperties: true,
                    description: 'Câu trả lời theo mô hình chung, nếu bộ nối có bảng trường cho nó.',
                  },
                },
              },
            },
          },
        },
        ...problems(400, 401, 403, 404, 413, 422, 502, 503),
      },
    },
    async handler(request, reply) {
      const { adapter, operation } = request.params
      const gone = new AbortController()
      reply.raw.once('close', () => {
        if (!reply.raw.writableFinished) gone.abort()
      })
      return platform.ask({
        client: clientOf(request),
        correlationId: request.id,
        adapter,
        operation,
        canonical: request.body,
        signal: gone.signal,
      })
    },
  })
}
