import type { FastifyInstance } from 'fastify'
import type { Oversight } from '../../exchange/citizens/oversight.ts'
import { type StopKind, stopKinds } from '../../ledger/access-controls.ts'
import { problems } from '../agency/schemas.ts'

const tags = ['Quản trị']
const word = { type: 'string', minLength: 1, maxLength: 100 } as const
const reason = { type: 'string', minLength: 5, maxLength: 500 } as const
const instant = { type: 'string', format: 'date-time' } as const
const number = { type: 'string', pattern: '^([0-9]{9}|[0-9]{12})$', description: 'Số định danh.' } as const
const id = { type: 'string', format: 'uuid' } as const
const idParameter = { type: 'object', required: ['id'], properties: { id } } as const
const body = (required: readonly string[], properties: object) => ({
  type: 'object',
  additionalProperties: false,
  required,
  properties,
})

interface Listing {
  officer?: string
  unit?: string
  procedure?: string
  dossier?: string
  flagged?: boolean
  since?: string
  before?: string
  after?: string
  limit: number
}

/** Who asked the population database about whom and why. No answer here holds a citizen's number, name or data. */
export async function accessRoutes(
  app: FastifyInstance,
  { oversight }: { oversight: Oversight },
): Promise<void> {
  const by = (request: { admin?: string }) => request.admin ?? ''

  app.get<{ Querystring: Listing }>('/accesses', {
    schema: {
      tags,
      summary: 'Các lần khai thác dữ liệu dân cư, mới nhất trước',
      querystring: {
        type: 'object',
        additionalProperties: false,
        properties: {
          officer: word,
          unit: word,
          procedure: word,
          dossier: word,
          flagged: { type: 'boolean' },
          since: instant,
          before: instant,
          after: id,
          limit: { type: 'integer', minimum: 1, maximum: 500, default: 50 },
        },
      },
      response: problems(400, 401),
    },
    handler: async request => {
      const { since, before, limit, ...rest } = request.query
      const rows = await oversight.list({
        ...rest,
        ...(since === undefined ? {} : { since: new Date(since) }),
        ...(before === undefined ? {} : { before: new Date(before) }),
        limit: limit + 1,
      })
      const page = rows.slice(0, limit)
      return { accesses: page, ...(rows.length > limit ? { next: page.at(-1)?.id } : {}) }
    },
  })

  app.get<{ Querystring: { since: string; before: string } }>('/accesses/report', {
    schema: {
      tags,
      summary: 'Số lần khai thác theo ngày, đơn vị, cán bộ, thủ tục; những điều bất thường',
      querystring: {
        type: 'object',
        additionalProperties: false,
        required: ['since', 'before'],
        properties: { since: instant, before: instant },
      },
      response: problems(400, 401),
    },
    handler: async request => oversight.report(new Date(request.query.since), new Date(request.query.before)),
  })

  app.get('/accesses/stops', {
    schema: { tags, summary: 'Những gì đang bị ngừng khai thác', response: problems(401) },
    handler: async () => ({ stops: await oversight.stops() }),
  })

  app.post<{ Body: { kind: StopKind; value: string; reason: string } }>('/accesses/stops', {
    schema: {
      tags,
      summary: 'Ngừng ngay một thao tác, một đơn vị hoặc một cán bộ',
      body: body(['kind', 'value', 'reason'], { kind: { enum: stopKinds }, value: word, reason }),
      response: problems(401, 422),
    },
    handler: async (request, reply) => {
      const { kind, value, reason } = request.body
      return reply.code(201).send({ id: await oversight.stop(kind, value, reason, by(request)) })
    },
  })

  app.delete<{ Params: { id: string } }>('/accesses/stops/:id', {
    schema: {
      tags,
      summary: 'Cho khai thác trở lại',
      params: idParameter,
      response: problems(400, 401, 404),
    },
    handler: async (request, reply) => {
      await oversight.lift(request.params.id, by(request))
      return reply.code(204).send()
    },
  })

  app.post<{ Body: { number: string; reason: string } }>('/accesses/watch', {
    schema: {
      tags,
      summary: 'Theo dõi: mọi lần khai thác về người này bị đánh dấu; số không được lưu',
      body: body(['number', 'reason'], { number, reason }),
      response: problems(401, 422),
    },
    handler: async (request, reply) => {
      await oversight.watch(request.body.number, request.body.reason, by(request))
      return reply.code(204).send()
    },
  })

  app.post<{ Body: { number: string; reason: string } }>('/accesses/extracts', {
    schema: {
      tags,
      summary:
        'Công dân hỏi ai đã khai thác dữ liệu của mình: yêu cầu bản trích, chờ người quản trị khác duyệt',
      body: body(['number', 'reason'], { number, reason }),
      response: problems(401, 422),
    },
    handler: async (request, reply) => {
      const { number, reason } = request.body
      return reply.code(202).send({ id: await oversight.requestExtract(number, reason, by(request)) })
    },
  })

  app.post<{ Params: { id: string } }>('/accesses/extracts/:id/approve', {
    schema: {
      tags,
      summary: 'Duyệt bản trích, một lần; không phải người đã yêu cầu',
      params: idParameter,
      response: problems(400, 401, 403, 404),
    },
    handler: async request => ({
      accesses: await oversight.approveExtract(request.params.id, by(request)),
    }),
  })
}
