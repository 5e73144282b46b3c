import type { FastifyInstance, FastifyRequest } from 'fastify'
import { canonicalSchemas } from '../../contract/schemas.ts'
import type { PaperQuestion } from '../../contract/types.generated.ts'
import type { CitizenCaller } from '../../exchange/citizens/ask-citizens.ts'
import type { AskPapers, PaperFetch } from '../../exchange/papers/ask-papers.ts'
import { clientOf } from './authenticate.ts'
import { problems } from './schemas.ts'

const tags = ['Giấy tờ số hoá']
const text = { type: 'string' } as const
const members = canonicalSchemas.get('paper-question')?.properties as Readonly<Record<string, object>>
const { officer, unit, dossier, purpose } = members
const access = { ...text, format: 'uuid', description: 'Mã bản ghi truy cập.' } as const
const refusals = problems(400, 401, 403, 404, 413, 422, 429, 502, 503)

const found = {
  type: 'object',
  required: ['access', 'papers'],
  properties: {
    access,
    signature: { ...text, description: 'Chữ ký của Kho, nguyên như đã đến; cổng không đọc, không kiểm.' },
    papers: {
      type: 'array',
      items: {
        type: 'object',
        required: ['files'],
        properties: {
          code: { ...text, description: 'Mã kết quả.' },
          name: text,
          number: { ...text, description: 'Số, ký hiệu.' },
          authority: { ...text, description: 'Cơ quan chủ quản.' },
          files: {
            type: 'array',
            items: {
              type: 'object',
              properties: {
                name: text,
                ticket: { ...text, description: 'Vé để lấy tệp này, trong 15 phút: POST /v1/papers:fetch.' },
              },
            },
          },
        },
      },
    },
  },
} as const

/** Digitised papers of a dossier's owner. Nothing of them is kept; who asked about whom is. */
export async function paperRoutes(
  app: FastifyInstance,
  { papers }: { readonly papers: AskPapers },
): Promise<void> {
  app.addHook('onSend', async (_request, reply) => {
    reply.header('cache-control', 'no-store')
  })

  app.post<{ Body: PaperQuestion }>('/papers::search', {
    config: { operation: 'papers:read' },
    schema: {
      tags,
      summary: 'Tìm giấy tờ đã số hoá của chủ hồ sơ trong kho quốc gia',
      description:
        'Chủ giấy tờ phải đứng tên hồ sơ đang mở, bằng số định danh. Ai hỏi về ai, vì sao, được ghi vào sổ cái trước khi gọi; cổng không lưu câu trả lời. Giấy tờ lấy được thì khai documents[].fromNationalStore của hồ sơ.',
      body: { $ref: 'paper-question#' },
      response: {
        200: { description: 'Đã tìm', content: { 'application/json': { schema: found } } },
        ...refusals,
      },
    },
    handler: request => papers.search(callerOf(request), request.body),
  })

  app.post<{ Body: PaperFetch }>('/papers::fetch', {
    config: { operation: 'papers:read' },
    schema: {
      tags,
      summary: 'Lấy một tệp đã tìm thấy',
      body: {
        type: 'object',
        additionalProperties: false,
        required: ['unit', 'dossier', 'purpose', 'ticket'],
        properties: {
          officer,
          unit,
          dossier,
          purpose,
          ticket: { type: 'string', minLength: 1, maxLength: 20_000 },
        },
      },
      response: {
        200: {
          description: 'Tệp, nguyên như Kho giữ; tiêu đề x-lienthong-access là mã bản ghi truy cập.',
          content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
        },
        ...refusals,
      },
    },
    async handler(request, reply) {
      const { access, name, type, bytes } = await papers.fetch(callerOf(request), request.body)
      return reply
        .type(type)
        .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(plain(name))}`)
        .header('x-content-type-options', 'nosniff')
        .header('x-lienthong-access', access)
        .send(bytes)
    },
  })
}

/** The store's own words: letters, digits and little else reach a header (and no half of a letter). */
function plain(name: string): string {
  return name
    .replace(/[^\p{L}\p{M}\p{N} ._-]/gu, '_')
    .slice(0, 200)
    .replace(/\p{Cs}/gu, '_')
}

function callerOf(request: FastifyRequest): CitizenCaller {
  return { client: clientOf(request), address: request.caller.address ?? '', correlationId: request.id }
}
