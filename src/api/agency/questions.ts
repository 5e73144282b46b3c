import type { FastifyInstance } from 'fastify'
import { canonicalSchemas } from '../../contract/schemas.ts'
import type { QuestionQuery } from '../../exchange/questions/look.ts'
import type { Questions } from '../../exchange/questions/open.ts'
import type { GivenAnswer, OwnQuestion, QuestionAcceptance } from '../../exchange/questions/speak.ts'
import { clientOf } from './authenticate.ts'
import { problems } from './schemas.ts'

const tags = ['Hỏi đáp']
const text = { type: 'string' } as const
const instant = { type: 'string', format: 'date-time' } as const
const members = (id: string) => canonicalSchemas.get(id)?.properties as Readonly<Record<string, object>>
const { agency, domain, procedure, content, id: ownId } = members('question')
const { officer, at, content: words } = members('answer')

const params = { type: 'object', required: ['id'], properties: { id: ownId } }
const states = ['open', 'answering', 'answered', 'publishing', 'published', 'refused'] as const

const view = {
  type: 'object',
  required: ['id', 'origin', 'state', 'agency', 'content', 'at', 'updatedAt'],
  properties: {
    id: { ...text, description: 'Mã của cổng; câu hỏi của chính cơ quan thì mã do cơ quan đặt.' },
    origin: { enum: ['portal', 'agency'], description: 'Công dân hỏi trên Cổng, hoặc cơ quan tự đăng.' },
    state: {
      enum: states,
      description:
        'open: chờ trả lời; answering, publishing: đang gửi; answered, published: nền tảng đã nhận; refused: nền tảng không nhận.',
    },
    adapter: { ...text, description: 'Nền tảng mà câu hỏi đến từ đó.' },
    question: { ...text, description: 'Mã của nền tảng.' },
    agency: {
      type: 'object',
      required: ['code'],
      properties: { code: text, name: text },
    },
    domain: text,
    procedure: text,
    content: text,
    shown: { type: 'boolean', description: 'Cổng đang hiện câu hỏi cho mọi người.' },
    answer: {
      type: 'object',
      required: ['content'],
      properties: {
        content: text,
        at: instant,
        officer: { type: 'object', properties: { name: text, title: text } },
      },
    },
    message: { ...text, format: 'uuid', description: 'Thông điệp gửi gần nhất; xem GET /v1/messages/{id}.' },
    at: { ...instant, description: 'Lúc câu hỏi đến, hoặc được đăng lần đầu.' },
    updatedAt: instant,
  },
} as const

const withAsker = {
  ...view,
  properties: {
    ...view.properties,
    asker: {
      type: 'object',
      description: 'Người hỏi; bị xoá sau askerUntil.',
      properties: { name: text, address: text, email: text, phone: text },
    },
    askerUntil: instant,
  },
} as const

const acceptance = {
  content: {
    'application/json': {
      schema: {
        type: 'object',
        required: ['id', 'message', 'unchanged', 'deliveries'],
        properties: {
          id: text,
          message: { ...text, format: 'uuid', description: 'Mã thông điệp; xem GET /v1/messages/{id}.' },
          unchanged: { type: 'boolean', description: 'Nội dung này đã được nhận trước đó.' },
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
} as const
const acceptances = {
  202: { description: 'Đã ghi vào sổ cái', ...acceptance },
  200: { description: 'Đã nhận trước đó, không có gì mới', ...acceptance },
}
const json = (description: string, schema: object) => ({
  description,
  content: { 'application/json': { schema } },
})

const filters = {
  type: 'object',
  additionalProperties: false,
  properties: {
    agency: { type: 'string', maxLength: 50, description: 'Cơ quan này và các cơ quan bên dưới.' },
    origin: { enum: ['portal', 'agency'] },
    state: { enum: states },
    domain,
    procedure,
    since: { ...instant, description: 'Đến từ lúc này.' },
    before: { ...instant, description: 'Đến trước lúc này.' },
    cursor: { type: 'string', maxLength: 400, description: '"next" của trang trước.' },
    limit: { type: 'integer', minimum: 1, maximum: 200, default: 50 },
  },
}

interface Id {
  Params: { id: string }
}
interface Listing {
  Querystring: Omit<QuestionQuery, 'since' | 'before'> & { since?: string; before?: string }
}

/** What citizens ask, and what agencies answer and publish. Who asked goes to the one agency that answers. */
export async function questionRoutes(
  app: FastifyInstance,
  { questions: { speak, look } }: { readonly questions: Questions },
): Promise<void> {
  app.addHook('onSend', async (_request, reply) => {
    reply.header('cache-control', 'no-store')
  })

  app.get<Listing>('/questions', {
    config: { operation: 'questions:read' },
    schema: {
      tags,
      summary: 'Các câu hỏi của cơ quan, mới nhất trước',
      description: 'Không có thông tin người hỏi; xem từng câu ở GET /v1/questions/{id}.',
      querystring: filters,
      response: {
        200: json('Một trang', {
          type: 'object',
          required: ['questions'],
          properties: {
            questions: { type: 'array', items: view },
            next: { ...text, description: 'Con trỏ trang sau; không có nghĩa là đã hết.' },
          },
        }),
        ...problems(400, 401, 403, 503),
      },
    },
    handler: request => look.page(clientOf(request), queryOf(request.query)),
  })

  app.get<Id>('/questions/:id', {
    config: { operation: 'questions:read' },
    schema: {
      tags,
      summary: 'Một câu hỏi, câu trả lời, và người hỏi khi còn được giữ',
      params,
      response: { 200: json('Câu hỏi', withAsker), ...problems(400, 401, 403, 404, 503) },
    },
    handler: request => look.get(clientOf(request), request.params.id),
  })

  app.put<Id & { Body: OwnQuestion }>('/questions/:id', {
    config: { operation: 'questions:write' },
    schema: {
      tags,
      summary: 'Đăng câu hỏi của chính cơ quan lên Cổng',
      description: 'Gửi lại đúng nội dung ấy không tạo ra gì mới; nội dung khác được gửi thay.',
      params,
      body: {
        type: 'object',
        additionalProperties: false,
        required: ['agency', 'content'],
        properties: { agency, domain, procedure, content },
      },
      response: { ...acceptances, ...problems(400, 401, 403, 409, 413, 422, 503) },
    },
    async handler(request, reply) {
      return told(reply, await speak.publish(clientOf(request), request.params.id, request.body, request.id))
    },
  })

  app.post<Id & { Body: GivenAnswer }>('/questions/:id/answer', {
    config: { operation: 'questions:write' },
    schema: {
      tags,
      summary: 'Trả lời một câu hỏi',
      description: 'Gửi lại đúng câu trả lời ấy không tạo ra gì mới; câu trả lời khác được gửi thay.',
      params,
      body: {
        type: 'object',
        additionalProperties: false,
        required: ['officer', 'at', 'content'],
        properties: { officer, at, content: words },
      },
      response: { ...acceptances, ...problems(400, 401, 403, 404, 413, 422, 503) },
    },
    async handler(request, reply) {
      return told(reply, await speak.answer(clientOf(request), request.params.id, request.body, request.id))
    },
  })
}

function told(reply: { code(status: number): unknown }, acceptance: QuestionAcceptance): QuestionAcceptance {
  reply.code(acceptance.unchanged ? 200 : 202)
  return acceptance
}

function queryOf({ since, before, ...rest }: Listing['Querystring']): QuestionQuery {
  return {
    ...rest,
    ...(since === undefined ? {} : { since: new Date(since) }),
    ...(before === undefined ? {} : { before: new Date(before) }),
  }
}
