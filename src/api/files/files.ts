import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { OpenFiles } from '../../exchange/files/open-file.ts'
import { problems } from '../agency/schemas.ts'
import { fileHeaders } from '../file-headers.ts'

interface ByToken {
  Params: { token: string }
}

const schema = {
  tags: ['Tệp hồ sơ'],
  summary: 'Một tệp của hồ sơ, theo đường dẫn có chữ ký và có hạn mà nền tảng đã nhận',
  description:
    'Không cần khoá: ai có đường dẫn thì tải được đúng tệp ấy, tới khi hết hạn. Byte đi thẳng từ kho tệp của cơ quan. / Whoever holds the link gets that one file until it expires, straight from the agency’s store.',
  params: {
    type: 'object',
    required: ['token'],
    properties: { token: { type: 'string', pattern: '^[A-Za-z0-9_-]{20,200}$' } },
  },
  response: {
    200: {
      description: 'Chính tệp',
      content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
    },
    206: {
      description: 'Một đoạn của tệp (Range)',
      content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
    },
    ...problems(400, 404, 410, 416, 502, 503),
  },
} as const

/** Where platforms fetch papers of dossiers. The token is all that is asked for; it stands in no log. */
export async function filesApi(app: FastifyInstance, { files }: { files: OpenFiles }): Promise<void> {
  const options = { schema: { ...schema, security: [] }, exposeHeadRoute: false }
  app.get<ByToken>('/:token', options, (request, reply) => send(files, request, reply))
  // Asked of the store as GET and hung up on after the headers: not every store knows HEAD.
  app.head<ByToken>('/:token', { schema: { hide: true, params: schema.params } }, (request, reply) =>
    send(files, request, reply),
  )
}

async function send(
  files: OpenFiles,
  request: FastifyRequest<ByToken>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { name, type, status, bytes, contentRange, body } = await files.open(request.params.token, {
    range: request.headers.range,
    correlationId: request.id,
  })
  reply.code(status).headers({
    ...fileHeaders({ name, type }),
    'accept-ranges': 'bytes',
    ...(bytes === undefined ? {} : { 'content-length': bytes }),
    ...(contentRange === undefined ? {} : { 'content-range': contentRange }),
  })
  if (request.method !== 'HEAD') return reply.send(body)
  body.destroy()
  return reply.send()
}
