import { canonicalSchemas, type JsonSchema, stepSchema } from '../../contract/schemas.ts'
import {
  acceptanceSchema,
  deliverySchema,
  dossierViewSchema,
  eventSchema,
  messageSchema,
  notificationViewSchema,
  paymentViewSchema,
  postalOrderViewSchema,
  problemSchema,
  summarySchema,
} from '../agency/schemas.ts'

const text = { type: 'string' } as const

/** The same story as in JSON, with a type for what JSON leaves open: an old toolkit makes classes of nothing less. */
const dossierView: JsonSchema = {
  ...dossierViewSchema,
  properties: {
    ...dossierViewSchema.properties,
    dossier: { $ref: 'dossier#', title: 'Hồ sơ như gửi lần cuối, với trạng thái hiện tại' },
    timeline: {
      type: 'array',
      items: {
        type: 'object',
        required: dossierViewSchema.properties.timeline.items.required,
        properties: {
          ...dossierViewSchema.properties.timeline.items.properties,
          ...(stepSchema.properties as object),
        },
      },
    },
  },
}

/** RFC 9457's members as REST answers them, but in both languages at once: old systems have no Accept-Language. */
export const problemDetail: JsonSchema = {
  $id: 'problemDetail',
  title: 'Lỗi',
  type: 'object',
  required: [
    ...['code', 'status', 'owner', 'retryable', 'correlationId'],
    ...['titleVi', 'titleEn', 'detailVi', 'detailEn', 'fixVi', 'fixEn'],
  ],
  properties: {
    code: problemSchema.properties.code,
    status: { type: 'integer', description: 'Mã HTTP của cùng lỗi này ở API REST.' },
    owner: problemSchema.properties.owner,
    retryable: problemSchema.properties.retryable,
    retryAfterSeconds: { type: 'integer' },
    correlationId: text,
    titleVi: text,
    titleEn: text,
    detailVi: text,
    detailEn: text,
    fixVi: text,
    fixEn: text,
    violations: {
      type: 'array',
      items: {
        type: 'object',
        required: ['pointer', 'messageVi', 'messageEn'],
        properties: {
          pointer: {
            ...text,
            description:
              'Chỗ sai, tính từ phần tử của thao tác: con trỏ JSON (RFC 6901), phần tử lặp đếm từ 0, ví dụ /dossier/documents/2/name.',
          },
          messageVi: text,
          messageEn: text,
        },
      },
    },
  },
}

const answers: readonly (JsonSchema & { readonly $id: string })[] = [
  acceptanceSchema,
  deliverySchema,
  eventSchema,
  summarySchema,
  notificationViewSchema,
  { ...dossierView, $id: dossierViewSchema.$id },
  messageSchema,
  paymentViewSchema,
  postalOrderViewSchema,
]
const byId = new Map(answers.map(schema => [schema.$id, schema]))

/** The schema of an `$id`, of the canonical model or of an answer. */
export function findSchema(id: string): JsonSchema | undefined {
  return canonicalSchemas.get(id) ?? byId.get(id)
}
