import type { FastifyInstance } from 'fastify'
import type { Document, DocumentStatus } from '../../contract/types.generated.ts'
import type { Documents } from '../../exchange/documents/open.ts'
import type { DocumentAcceptance } from '../../exchange/documents/send.ts'
import { clientOf } from './authenticate.ts'
import { problems } from './schemas.ts'

const tags = ['Văn bản điện tử']
/** Small papers travel inside their document, as base64. Big ones go ahead (attachments.ts). */
const bodyLimit = 40 * 1024 * 1024

const text = { type: 'string' } as const
const acceptance = {
  type: 'object',
  required: ['message', 'documentId', 'unchanged', 'deliveries'],
  properties: {
    message: { ...text, format: 'uuid', description: 'Mã thông điệp; xem GET /v1/messages/{id}.' },
    documentId: { ...text, description: 'Mã văn bản theo QCVN 102.' },
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
} as const

const answer = (description: string) => ({
  description,
  content: { 'application/json': { schema: acceptance } },
})
const answers = {
  202: answer('Đã ghi vào sổ cái'),
  200: answer('Đã nhận trước đó, không có gì mới'),
  ...problems(400, 401, 403, 404, 413, 422, 503),
}

const statusOf = ({ unchanged }: DocumentAcceptance) => (unchanged ? 200 : 202)

/** Documents between agencies (edXML 102). */
export function documentRoutes(app: FastifyInstance, { send, look }: Documents): void {
  app.post<{ Body: Document }>('/documents', {
    config: { operation: 'documents:write' },
    bodyLimit,
    schema: {
      tags,
      summary: 'Gửi văn bản tới cơ quan khác qua trục liên thông',
      description:
        'Cơ quan gửi ("from") phải nằm trong phạm vi của khoá. Tệp nhỏ là base64; tệp lớn gửi trước bằng POST /v1/attachments.',
      body: { $ref: 'document#' },
      response: answers,
    },
    async handler(request, reply) {
      const accepted = await send.document(clientOf(request), request.body, request.id)
      reply.code(statusOf(accepted))
      return accepted
    },
  })

  app.post<{ Body: DocumentStatus }>('/document-statuses', {
    config: { operation: 'documents:write' },
    schema: {
      tags,
      summary: 'Báo trạng thái của một văn bản đã nhận, hoặc xin thu hồi văn bản đã gửi',
      body: { $ref: 'document-status#' },
      response: answers,
    },
    async handler(request, reply) {
      const accepted = await send.status(clientOf(request), request.body, request.id)
      reply.code(statusOf(accepted))
      return accepted
    },
  })

  app.get<{ Params: { id: string } }>('/documents/:id', {
    config: { operation: 'documents:read' },
    schema: {
      tags,
      summary: 'Một văn bản hoặc trạng thái đã đến, với tệp đính kèm',
      description:
        'Mỗi tệp có "bytes", "sha256" và "href"; "content" (base64) chỉ khi tất cả không quá 8 MiB.',
      params: { type: 'object', required: ['id'], properties: { id: { ...text, format: 'uuid' } } },
      response: {
        200: {
          description: 'Như đã đến',
          content: {
            'application/json': {
              schema: {
                type: 'object',
                required: ['id', 'adapter', 'kind', 'agency', 'arrivedAt'],
                properties: {
                  id: { ...text, format: 'uuid' },
                  adapter: text,
                  kind: { enum: ['document', 'status', 'unreadable'] },
                  agency: { ...text, description: 'Cơ quan nhận.' },
                  arrivedAt: { ...text, format: 'date-time' },
                  document: { type: 'object', additionalProperties: true },
                  status: { type: 'object', additionalProperties: true },
                  original: { ...text, description: 'Base64 của nội dung không đọc được, nếu nhỏ.' },
                  originalHref: { ...text, description: 'Nơi lấy nội dung ấy.' },
                },
              },
            },
          },
        },
        ...problems(400, 401, 403, 404, 503),
      },
    },
    handler: request => look.get(clientOf(request), request.params.id),
  })
}
