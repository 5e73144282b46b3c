import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Receive } from '../../exchange/receive.ts'
import { problems } from '../agency/schemas.ts'
import { readBody } from './read-body.ts'

interface Calling {
  Params: { adapter: string; inbound: string; secret?: string }
  Querystring: Record<string, unknown>
  Body: Buffer | undefined
}

const name = { type: 'string', pattern: '^[a-z][a-z0-9.-]*$', maxLength: 120 } as const

/** Where platforms call in, each in its own words. Encapsulated: bodies come as they are, and nobody is logged in. */
export async function platformApi(
  app: FastifyInstance,
  { receive, bodyLimitBytes }: { receive: Receive; bodyLimitBytes: number },
): Promise<void> {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (request, payload, done) => {
    const { adapter, inbound } = (request as FastifyRequest<Calling>).params
    const limit = () => receive.bodyBytes(adapter, inbound, request.method) ?? bodyLimitBytes
    readBody(payload, request.headers['content-length'], limit).then(
      body => done(null, body),
      (error: Error) => done(error),
    )
  })

  for (const secret of [false, true]) {
    app.route<Calling>({
      method: ['POST', 'GET', 'PUT'],
      url: `/:adapter/:inbound${secret ? '/:secret' : ''}`,
      exposeHeadRoute: false,
      schema: {
        tags: ['Nền tảng gọi vào'],
        summary: secret
          ? 'Nền tảng gọi vào, khoá chung ở cuối địa chỉ'
          : 'Nền tảng gọi vào, theo cách nói của nó',
        description:
          'Địa chỉ, cách xác thực, nội dung và câu trả lời là của bản kê bộ nối ("inbound"). Trả lời "đã nhận" sau khi sổ cái đã ghi; nền tảng gửi lại thì không ghi hai lần.',
        security: [],
        params: {
          type: 'object',
          required: ['adapter', 'inbound', ...(secret ? ['secret'] : [])],
          properties: {
            adapter: name,
            inbound: name,
            ...(secret ? { secret: { type: 'string', maxLength: 200 } } : {}),
          },
        },
        response: problems(400, 404, 413),
      },
      async handler(request, reply) {
        const { adapter, inbound, secret: given } = request.params
        const { status, contentType, body } = await receive.call({
          adapter,
          inbound,
          correlationId: request.id,
          method: request.method,
          headers: textsOf(request.headers),
          query: textsOf(request.query),
          ...request.caller,
          ...(given === undefined ? {} : { secret: given }),
          body: request.body ?? Buffer.alloc(0),
        })
        return reply.code(status).type(contentType).send(body)
      },
    })
  }
  // What stands there is asked before its body is read.
  app.addHook('preParsing', async request => {
    const { adapter, inbound } = (request as FastifyRequest<Calling>).params
    receive.bodyBytes(adapter, inbound, request.method)
  })
}

/** A parameter or header given twice is none: which of them counts would be anybody's guess. */
function textsOf(values: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
}
