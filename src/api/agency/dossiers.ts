import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { dossierSchema, statusValues } from '../../contract/schemas.ts'
import type { Dossier, Step } from '../../contract/types.generated.ts'
import { languageOf } from '../../errors/problem.ts'
import type { DossierQuery, Look } from '../../exchange/look.ts'
import type { Sender, Submit } from '../../exchange/submit.ts'
import { tellWarning } from '../../exchange/warnings.ts'
import type { Acceptance } from '../../ledger/submission.ts'
import { clientOf } from './authenticate.ts'
import { problems } from './schemas.ts'

const procedureCode = (dossierSchema as { properties: { procedure: { properties: { code: object } } } })
  .properties.procedure.properties.code

const codeParameter = {
  type: 'object',
  required: ['code'],
  properties: { code: { $ref: 'dossier#/$defs/dossierCode' } },
} as const

const idempotencyHeader = {
  type: 'object',
  properties: {
    'idempotency-key': {
      type: 'string',
      minLength: 1,
      maxLength: 255,
      description:
        'Gửi lại cùng khoá và cùng nội dung nhận cùng câu trả lời; cùng khoá mà khác nội dung bị từ chối (422).',
    },
  },
} as const

const acceptances = {
  202: {
    description: 'Đã ghi vào sổ cái',
    content: { 'application/json': { schema: { $ref: 'acceptance#' } } },
  },
  200: {
    description: 'Đã nhận trước đó, không có gì mới',
    content: { 'application/json': { schema: { $ref: 'acceptance#' } } },
  },
  ...problems(400, 401, 403, 404, 409, 413, 422, 503),
}

/** Also what the floor of the `accept` benchmark is held to. */
export const putSchema = {
  tags: ['Hồ sơ'],
  summary: 'Gửi hồ sơ như đang có (tạo mới hoặc thay thế)',
  description: 'Gửi lại y nguyên không tạo ra gì mới. Trả lời 202 sau khi sổ cái đã ghi bền vững.',
  params: codeParameter,
  headers: idempotencyHeader,
  body: { $ref: 'dossier#' },
  response: acceptances,
}

/** What a listing may be narrowed by. */
export const listingSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    agency: { type: 'string', maxLength: 50, description: 'Cơ quan này và các cơ quan bên dưới.' },
    status: { enum: statusValues },
    procedure: procedureCode,
    updatedSince: { type: 'string', format: 'date-time' },
    updatedBefore: { type: 'string', format: 'date-time' },
    cursor: { type: 'string', maxLength: 400, description: '"next" của trang trước.' },
    limit: { type: 'integer', minimum: 1, maximum: 200, default: 50 },
  },
} as const

interface Code {
  Params: { code: string }
}
export interface ListingInput {
  agency?: string
  status?: string
  procedure?: string
  updatedSince?: string
  updatedBefore?: string
  cursor?: string
  limit: number
}

export function dossierRoutes(app: FastifyInstance, submit: Submit, look: Look): void {
  app.put<Code & { Body: Dossier }>('/dossiers/:code', {
    config: { operation: 'dossiers:write', keepsText: true },
    schema: putSchema,
    handler: async (request, reply) => {
      const { params, body, bodyText } = request
      return answer(request, reply, await submit.dossier(sender(request), params.code, body, bodyText))
    },
  })

  app.post<Code & { Body: Step }>('/dossiers/:code/steps', {
    config: { operation: 'dossiers:write' },
    schema: {
      tags: ['Hồ sơ'],
      summary: 'Báo một bước xử lý đã xảy ra',
      description: 'Mỗi bước là một sự kiện bất biến; bước gửi trùng được nhận ra theo nội dung.',
      params: codeParameter,
      headers: idempotencyHeader,
      body: { $ref: 'step#' },
      response: acceptances,
    },
    handler: async (request, reply) =>
      answer(request, reply, await submit.step(sender(request), request.params.code, request.body)),
  })

  app.get<Code>('/dossiers/:code', {
    config: { operation: 'dossiers:read' },
    schema: {
      tags: ['Hồ sơ'],
      summary: 'Hồ sơ, dòng thời gian và các lượt gửi với kết quả',
      params: codeParameter,
      response: {
        200: { description: 'Hồ sơ', content: { 'application/json': { schema: { $ref: 'dossierView#' } } } },
        ...problems(400, 401, 403, 404, 503),
      },
    },
    handler: async request => look.dossier(clientOf(request), request.params.code),
  })

  app.get<{ Querystring: ListingInput }>('/dossiers', {
    config: { operation: 'dossiers:read' },
    schema: {
      tags: ['Hồ sơ'],
      summary: 'Danh sách hồ sơ, thay đổi gần nhất trước',
      querystring: listingSchema,
      response: {
        200: {
          description: 'Một trang',
          content: {
            'application/json': {
              schema: {
                type: 'object',
                required: ['dossiers'],
                properties: {
                  dossiers: { type: 'array', items: { $ref: 'dossierSummary#' } },
                  next: { type: 'string', description: 'Con trỏ trang sau; không có nghĩa là đã hết.' },
                },
              },
            },
          },
        },
        ...problems(400, 401, 403, 503),
      },
    },
    handler: async request => look.dossiers(clientOf(request), dossierQuery(request.query)),
  })
}

export function dossierQuery({ updatedSince, updatedBefore, ...rest }: ListingInput): DossierQuery {
  return {
    ...rest,
    ...(updatedSince === undefined ? {} : { updatedSince: new Date(updatedSince) }),
    ...(updatedBefore === undefined ? {} : { updatedBefore: new Date(updatedBefore) }),
  }
}

function sender(request: FastifyRequest): Sender {
  const key = request.headers['idempotency-key']
  return {
    client: clientOf(request),
    correlationId: request.id,
    ...(typeof key === 'string' ? { idempotencyKey: key } : {}),
  }
}

function answer(request: FastifyRequest, reply: FastifyReply, acceptance: Acceptance): object {
  reply.code(acceptance.unchanged ? 200 : 202)
  return acceptanceView(acceptance, request.headers['accept-language'])
}

/** An acceptance as callers see it: warnings in their language. */
export function acceptanceView(acceptance: Acceptance, acceptLanguage: string | undefined): object {
  const { message, dossier, revision, step, unchanged, deliveries, warnings } = acceptance
  const language = languageOf(acceptLanguage)
  return {
    message,
    dossier,
    revision,
    ...(step === undefined ? {} : { step }),
    unchanged,
    deliveries,
    warnings: warnings.map(warning => tellWarning(warning, language)),
  }
}
