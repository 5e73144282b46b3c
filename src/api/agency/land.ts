import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { canonicalSchemas } from '../../contract/schemas.ts'
import type { LandDossier, TaxSlip } from '../../contract/types.generated.ts'
import type { Land } from '../../exchange/land/open.ts'
import type { LandAcceptance, LandMessages } from '../../exchange/land/send.ts'
import { clientOf } from './authenticate.ts'
import { problems } from './schemas.ts'

const codeParameter = {
  type: 'object',
  required: ['code'],
  properties: { code: { $ref: 'dossier#/$defs/dossierCode' } },
} as const

const text = { type: 'string' } as const
const acceptance = {
  type: 'object',
  required: ['message', 'dossier', 'unchanged', 'deliveries', 'warnings'],
  properties: {
    message: { ...text, format: 'uuid', description: 'Mã thông điệp; xem GET /v1/messages/{id}.' },
    dossier: text,
    unchanged: { type: 'boolean', description: 'Nội dung này đã được nhận trước đó.' },
    deliveries: {
      type: 'array',
      items: {
        type: 'object',
        required: ['id', 'adapter', 'operation'],
        properties: { id: { ...text, format: 'uuid' }, adapter: text, operation: text },
      },
    },
    warnings: {
      type: 'array',
      items: { enum: ['parcel-area'] },
      description: 'parcel-area: tổng diện tích các mục đích sử dụng khác diện tích thửa.',
    },
  },
} as const

const answers = {
  202: {
    description: 'Đã ghi vào sổ cái',
    content: { 'application/json': { schema: acceptance } },
  },
  200: {
    description: 'Đã nhận trước đó, không có gì mới',
    content: { 'application/json': { schema: acceptance } },
  },
  ...problems(400, 401, 403, 404, 413, 422, 503),
}

interface Code {
  Params: { code: string }
}

/** What follows a land dossier, by its place below the dossier. */
const followers = {
  supplements: { kind: 'land-supplement', summary: 'Báo hệ thống đất đai: công dân đã bổ sung' },
  'hand-overs': { kind: 'land-handover', summary: 'Báo hệ thống đất đai: đã trả kết quả' },
  'wrong-results': { kind: 'land-wrong-result', summary: 'Báo hệ thống đất đai: kết quả có sai sót' },
} as const

/** Land registry and tax office: dossiers and signed slips out, the obligation back. */
export function landRoutes(app: FastifyInstance, { send, look }: Pick<Land, 'send' | 'look'>): void {
  const accept = async <Kind extends keyof LandMessages>(
    request: FastifyRequest,
    reply: FastifyReply,
    kind: Kind,
    message: LandMessages[Kind],
  ): Promise<LandAcceptance> => {
    const accepted = await send.send(clientOf(request), kind, message, request.id)
    reply.code(accepted.unchanged ? 200 : 202)
    return accepted
  }

  app.post<{ Body: LandDossier }>('/land/dossiers', {
    config: { operation: 'land:write' },
    schema: {
      tags: ['Đất đai, thuế'],
      summary: 'Chuyển hồ sơ sang hệ thống đất đai',
      description:
        'Hồ sơ phải có ở cổng trước (PUT /v1/dossiers/{code}). Bị hệ thống đất đai từ chối thì sửa rồi gửi lại: bản mới thay bản bị từ chối.',
      body: { $ref: 'land-dossier#' },
      response: answers,
    },
    handler: (request, reply) => accept(request, reply, 'land-dossier', request.body),
  })

  for (const [place, { kind, summary }] of Object.entries(followers)) {
    app.post<Code & { Body: object }>(`/land/dossiers/:code/${place}`, {
      config: { operation: 'land:write' },
      schema: {
        tags: ['Đất đai, thuế'],
        summary,
        params: codeParameter,
        body: withoutDossier(kind),
        response: answers,
      },
      handler: (request, reply) => {
        const message = {
          dossier: request.params.code,
          ...(request.body as object),
        } as LandMessages[typeof kind]
        return accept(request, reply, kind, message)
      },
    })
  }

  app.post<{ Body: TaxSlip }>('/tax/slips', {
    config: { operation: 'land:write' },
    schema: {
      tags: ['Đất đai, thuế'],
      summary: 'Gửi phiếu chuyển thông tin đã ký sang cơ quan thuế',
      description:
        'XML đi đúng từng byte như đã ký. Sau đó cổng tự hỏi cơ quan thuế cho tới khi nghĩa vụ tài chính xong; kết quả là sự kiện và GET /v1/dossiers/{code}/obligation.',
      body: { $ref: 'tax-slip#' },
      response: answers,
    },
    handler: (request, reply) => accept(request, reply, 'tax-slip', request.body),
  })

  app.get<Code>('/dossiers/:code/obligation', {
    config: { operation: 'dossiers:read' },
    schema: {
      tags: ['Đất đai, thuế'],
      summary: 'Nghĩa vụ tài chính của hồ sơ: phải nộp, miễn giảm, đã nộp, còn lại',
      description:
        'Ghép từ thông báo thuế, chứng từ nộp tiền và tổng do cơ quan thuế báo, tới trước tới sau đều được; không khoản nào tính hai lần.',
      params: codeParameter,
      response: {
        200: {
          description: 'Nghĩa vụ tài chính',
          content: { 'application/json': { schema: { $ref: 'tax-obligation#' } } },
        },
        ...problems(400, 401, 403, 404, 503),
      },
    },
    handler: request => look.obligation(clientOf(request), request.params.code),
  })
}

/** The address names the dossier already. */
function withoutDossier(kind: keyof LandMessages): object {
  const { $id: _id, $schema: _schema, properties, required, ...rest } = canonicalSchemas.get(kind) ?? {}
  const { dossier: _dossier, ...others } = properties as Readonly<Record<string, unknown>>
  return {
    ...rest,
    required: (required as string[]).filter(name => name !== 'dossier'),
    properties: others,
  }
}
