import type { FastifyInstance } from 'fastify'
import { type Reconcile, reconciliationView } from '../../exchange/payments/reconcile.ts'
import { problems } from '../agency/schemas.ts'

const text = { type: ['string', 'null'] } as const
const money = { type: ['integer', 'null'], description: 'Đồng.' } as const

const schema = {
  type: 'object',
  required: ['day', 'counts', 'startedAt', 'finishedAt', 'differences'],
  properties: {
    day: { type: 'string', format: 'date' },
    counts: {
      type: 'object',
      additionalProperties: { type: 'integer' },
      description:
        'matched: khớp; missing-here: sổ cái không có; missing-there: nền tảng không có; amount-diff: khác số tiền; status-diff: khác trạng thái; unanswered: không hỏi được nền tảng.',
    },
    startedAt: { type: 'string', format: 'date-time' },
    finishedAt: { type: 'string', format: 'date-time' },
    differences: {
      type: 'array',
      items: {
        type: 'object',
        required: ['verdict', 'adapter'],
        properties: {
          verdict: {
            enum: ['missing-here', 'missing-there', 'amount-diff', 'status-diff', 'unanswered'],
          },
          adapter: { type: 'string' },
          reference: text,
          dossier: text,
          state: { ...text, description: 'Ở đây, khi bắt đầu so.' },
          amount: money,
          platformState: { ...text, description: 'Ở nền tảng.' },
          platformAmount: money,
          told: { ...text, description: 'onlinePayment mà Cổng DVCQG nhận lần cuối.' },
          note: {
            ...text,
            description:
              'settled-now: vừa ghi nhận trong lần đối soát này; portal: Cổng DVCQG chưa được báo là đã trả trực tuyến; còn lại: lý do.',
          },
        },
      },
    },
  },
} as const

/** What the nightly comparison of ledger, payment platforms and portal found. */
export function reconciliationRoutes(app: FastifyInstance, reconcile: Reconcile): void {
  app.get<{ Params: { date: string } }>('/reconciliations/:date', {
    schema: {
      tags: ['Quản trị'],
      summary: 'Đối soát thanh toán của một ngày: số khớp và từng chỗ lệch',
      params: {
        type: 'object',
        required: ['date'],
        properties: { date: { type: 'string', format: 'date' } },
      },
      response: {
        200: { description: 'Lần đối soát mới nhất', content: { 'application/json': { schema } } },
        ...problems(400, 401, 404, 503),
      },
    },
    handler: async request => reconciliationView(await reconcile.ofDay(request.params.date)),
  })
}
