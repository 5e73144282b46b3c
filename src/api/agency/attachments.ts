import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Fault } from '../../errors/fault.ts'
import type { AttachmentsAhead } from '../../exchange/documents/ahead.ts'
import type { OpenPaper } from '../../exchange/documents/look.ts'
import type { Documents } from '../../exchange/documents/open.ts'
import { fileHeaders } from '../file-headers.ts'
import { clientOf } from './authenticate.ts'
import { problems } from './schemas.ts'

const tags = ['Văn bản điện tử']
const text = { type: 'string' } as const
const binary = { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } } as const
const uuid = { ...text, format: 'uuid' } as const

/** Attachments as streams, both ways: neither the sender, nor the gateway, nor the receiver holds one as a whole. */
export async function attachmentRoutes(
  app: FastifyInstance,
  { documents: { ahead, look } }: { documents: Documents },
): Promise<void> {
  // Here any body is bytes, also what calls itself JSON.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload))

  app.post('/attachments', {
    config: { operation: 'documents:write', streams: true },
    // Counted as it comes.
    bodyLimit: Number.MAX_SAFE_INTEGER,
    validatorCompiler: () => () => true,
    schema: {
      tags,
      summary: 'Gửi trước một tệp lớn của văn bản (luồng byte)',
      description: `Nội dung là chính tệp, tối đa ${ahead.limitBytes} byte; Content-Digest (RFC 9530, sha-256) được kiểm tra nếu có. Ghi "id" trả về vào "attachment" của tệp trong POST /v1/documents. Tệp không văn bản nào dùng sẽ bị dọn. / The body is the file itself; a Content-Digest is checked.`,
      consumes: ['application/octet-stream'],
      body: { type: 'string', format: 'binary' },
      response: {
        201: {
          description: 'Đã ghi vào sổ cái',
          content: {
            'application/json': {
              schema: {
                type: 'object',
                required: ['id', 'bytes', 'sha256', 'keptUntil'],
                properties: {
                  id: uuid,
                  bytes: { type: 'integer' },
                  sha256: { ...text, description: 'Hex.' },
                  keptUntil: {
                    ...text,
                    format: 'date-time',
                    description: 'Bị dọn sau lúc này nếu không văn bản nào dùng.',
                  },
                },
              },
            },
          },
        },
        ...problems(400, 401, 403, 408, 413, 422, 429, 503),
      },
    },
    async handler(request, reply) {
      const { id, bytes, sha256, keptUntil } = await ahead.take(
        clientOf(request),
        arriving(request, ahead),
        digestOf(request),
      )
      reply.code(201)
      return { id, bytes, sha256, keptUntil: keptUntil.toISOString() }
    },
  })

  app.get<{ Params: { id: string; number: number } }>('/documents/:id/attachments/:number', {
    config: { operation: 'documents:read' },
    schema: {
      tags,
      summary: 'Một tệp của văn bản đã đến (luồng byte)',
      params: {
        type: 'object',
        required: ['id', 'number'],
        properties: {
          id: uuid,
          number: { type: 'integer', minimum: 1, maximum: 10_000, description: 'Từ 1.' },
        },
      },
      response: {
        200: { description: 'Chính tệp; Content-Digest là SHA-256 của nó', content: binary },
        ...problems(400, 401, 403, 404, 503),
      },
    },
    async handler(request, reply) {
      const { id, number } = request.params
      return sendPaper(reply, await look.paper(clientOf(request), id, number))
    },
  })

  app.get<{ Params: { id: string } }>('/documents/:id/original', {
    config: { operation: 'documents:read' },
    schema: {
      tags,
      summary: 'Văn bản không đọc được, nguyên như đã đến (luồng byte)',
      params: { type: 'object', required: ['id'], properties: { id: uuid } },
      response: {
        200: { description: 'Như đã đến', content: binary },
        ...problems(400, 401, 403, 404, 503),
      },
    },
    async handler(request, reply) {
      return sendPaper(reply, await look.original(clientOf(request), request.params.id))
    },
  })
}

function sendPaper(reply: FastifyReply, { name, type, bytes, sha256, read }: OpenPaper): FastifyReply {
  return reply
    .headers({ ...fileHeaders({ name, type, sha256 }), 'content-length': bytes })
    .send(Readable.from(read(), { objectMode: false }))
}

/** The body as it comes, for as long as patience lasts. Who breaks off has sent nothing. */
async function* arriving(
  request: FastifyRequest,
  { limitBytes, seconds }: AttachmentsAhead,
): AsyncGenerator<Buffer> {
  const { body } = request
  // Refused before it is read, where it says itself how long it is.
  if (Number(request.headers['content-length'] ?? 0) > limitBytes)
    throw new Fault('body-too-large', { params: { limit: limitBytes } })
  if (!(body instanceof Readable)) throw new Fault('body-malformed', { params: { reason: 'it is empty' } })
  // Not a race against one promise for all pieces: it would hold every piece until the end.
  let giveUp: (fault: Fault) => void = () => undefined
  const late = setTimeout(() => {
    giveUp(new Fault('body-too-slow', { params: { seconds } }))
  }, seconds * 1000)
  // Destroying the body would take the socket along, and with it the answer.
  const pieces = body.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer>
  try {
    for (;;) {
      const { done, value } = await new Promise<IteratorResult<Buffer>>((resolve, reject) => {
        giveUp = reject
        pieces.next().then(resolve, reject)
      })
      if (done === true) return
      yield value
    }
  } catch (error) {
    if (error instanceof Fault) throw error
    throw new Fault('body-malformed', { params: { reason: 'it breaks off' }, cause: error })
  } finally {
    clearTimeout(late)
  }
}

/** RFC 9530 §2. Digests of other kinds are not looked at. @throws Fault `request-invalid` for what is none */
function digestOf({ headers }: FastifyRequest): Buffer | undefined {
  const header = headers['content-digest']
  if (header === undefined) return undefined
  const [, base64] = /(?:^|,)\s*sha-256=:([A-Za-z0-9+/=]*):/.exec(String(header)) ?? []
  const digest = base64 === undefined ? undefined : Buffer.from(base64, 'base64')
  if (digest?.length !== 32) throw new Fault('request-invalid', { params: { reason: 'Content-Digest' } })
  return digest
}
