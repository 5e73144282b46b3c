import type { FastifyInstance } from 'fastify'
import type { GrantsDesk } from '../../registry/grants-desk.ts'
import { problems } from '../agency/schemas.ts'

const tags = ['Bộ nối']

/** Refresh tokens that are good for one use: how they stand, and a new one where one was lost. Behind an admin session. */
export async function grantRoutes(app: FastifyInstance, { grants }: { grants: GrantsDesk }): Promise<void> {
  app.get('', {
    schema: {
      tags,
      summary: 'Token dùng một lần: còn tốt, chưa rõ, hay đã mất và phải đăng nhập lại',
      response: problems(401),
    },
    handler: async () => ({ grants: await grants.list(new Date()) }),
  })

  app.put<{ Params: { adapter: string }; Body: { refreshToken: string } }>('/:adapter', {
    schema: {
      tags,
      summary: 'Ghi refresh token mới; từ đó là một chuỗi mới',
      params: {
        type: 'object',
        required: ['adapter'],
        properties: { adapter: { type: 'string', pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', maxLength: 60 } },
      },
      body: {
        type: 'object',
        additionalProperties: false,
        required: ['refreshToken'],
        properties: { refreshToken: { type: 'string', minLength: 1, maxLength: 8192 } },
      },
      response: problems(400, 401, 404, 409, 422),
    },
    async handler(request, reply) {
      await grants.enter(request.params.adapter, request.body.refreshToken, request.admin ?? '')
      return reply.code(204).send()
    },
  })
}
