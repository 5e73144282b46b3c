import type { Client, Operation } from '../../access/clients.ts'
import type { JsonSchema } from '../../contract/schemas.ts'
import type { CitizenQuestion, Dossier, Payment, Step } from '../../contract/types.generated.ts'
import type { AskCitizens } from '../../exchange/citizens/ask-citizens.ts'
import type { Land } from '../../exchange/land/open.ts'
import type { Look } from '../../exchange/look.ts'
import type { OnlinePayments } from '../../exchange/payments/open.ts'
import type { Submit } from '../../exchange/submit.ts'
import { acceptanceView, dossierQuery, type ListingInput, listingSchema } from '../agency/dossiers.ts'

/** The use cases behind the operations: those of the agency API, and no others. */
export interface SoapUses {
  readonly submit: Submit
  readonly look: Look
  readonly citizens: AskCitizens
  readonly land: Pick<Land, 'look'>
  readonly payments: OnlinePayments
}

export interface SoapCall {
  readonly client: Client
  readonly correlationId: string
  readonly idempotencyKey?: string
  readonly address: string
  readonly acceptLanguage: string | undefined
}

/** One operation: document/literal wrapped, so request and answer are the members of its two elements. */
export interface SoapOperation {
  readonly name: string
  readonly about: string
  /** What the caller's key must permit. */
  readonly permission: Operation
  readonly request: JsonSchema
  /** The member of the request that is the whole body in the agency API: use cases name places within it. */
  readonly body?: string
  readonly answer: JsonSchema
  /** @param input valid by `request` */
  readonly run: (uses: SoapUses, call: SoapCall, input: Record<string, unknown>) => Promise<object>
}

const code = { $ref: 'dossier#/$defs/dossierCode' } as const
const text = { type: 'string' } as const

/** An object that must have all of these. */
function all(properties: Readonly<Record<string, object>>): JsonSchema {
  return { type: 'object', additionalProperties: false, required: Object.keys(properties), properties }
}

const accepted = all({ acceptance: { $ref: 'acceptance#' } })

export const soapOperations: readonly SoapOperation[] = [
  {
    name: 'PutDossier',
    about: 'Gửi hồ sơ như đang có (tạo mới hoặc thay thế). Gửi lại y nguyên không tạo ra gì mới.',
    permission: 'dossiers:write',
    request: all({ code, dossier: { $ref: 'dossier#' } }),
    body: 'dossier',
    answer: accepted,
    run: async ({ submit }, call, { code, dossier }) => ({
      acceptance: acceptanceView(
        await submit.dossier(call, code as string, dossier as Dossier),
        call.acceptLanguage,
      ),
    }),
  },
  {
    name: 'AddStep',
    about: 'Báo một bước xử lý đã xảy ra. Bước gửi trùng được nhận ra theo nội dung.',
    permission: 'dossiers:write',
    request: all({ code, step: { $ref: 'step#' } }),
    body: 'step',
    answer: accepted,
    run: async ({ submit }, call, { code, step }) => ({
      acceptance: acceptanceView(await submit.step(call, code as string, step as Step), call.acceptLanguage),
    }),
  },
  {
    name: 'GetDossier',
    about: 'Hồ sơ, dòng thời gian và các lượt gửi với kết quả.',
    permission: 'dossiers:read',
    request: all({ code }),
    answer: all({ dossier: { $ref: 'dossierView#' } }),
    run: async ({ look }, { client }, { code }) => ({ dossier: await look.dossier(client, code as string) }),
  },
  {
    name: 'ListDossiers',
    about:
      'Danh sách hồ sơ, thay đổi gần nhất trước. "next" là "cursor" của trang sau; không có nghĩa là đã hết.',
    permission: 'dossiers:read',
    request: listingSchema,
    answer: {
      type: 'object',
      required: ['dossiers'],
      properties: { dossiers: { type: 'array', items: { $ref: 'dossierSummary#' } }, next: text },
    },
    run: ({ look }, { client }, input) => {
      const { limit } = listingSchema.properties
      return look.dossiers(client, dossierQuery({ limit: limit.default, ...input } as ListingInput))
    },
  },
  {
    name: 'GetMessage',
    about: 'Một thông điệp đã nhận và các lượt gửi của nó.',
    permission: 'messages:read',
    request: all({ id: { type: 'string', format: 'uuid' } }),
    answer: all({ message: { $ref: 'message#' } }),
    run: async ({ look }, { client }, { id }) => ({ message: await look.message(client, id as string) }),
  },
  {
    name: 'VerifyCitizen',
    about:
      'Xác thực một người có đúng như hồ sơ khai không. Thiếu cán bộ, đơn vị, thủ tục hoặc hồ sơ thì không có gì được gửi đi.',
    permission: 'citizens:verify',
    request: all({ question: { $ref: 'citizen-question#' } }),
    body: 'question',
    answer: all({
      access: { type: 'string', description: 'Mã bản ghi truy cập.' },
      matched: { type: 'boolean', description: 'Khớp hay không; không nói sai ở đâu.' },
    }),
    run: ({ citizens }, call, { question }) => citizens.verify(call, question as CitizenQuestion),
  },
  {
    name: 'CreatePayment',
    about: 'Tạo một khoản thanh toán trực tuyến cho hồ sơ; "url" là trang để công dân trả tiền.',
    permission: 'payments:write',
    request: all({ payment: { $ref: 'payment#' } }),
    body: 'payment',
    answer: all({ payment: { $ref: 'paymentView#' } }),
    run: async ({ payments }, call, { payment }) => ({
      payment: (await payments.payOnline.create(call, payment as Payment)).payment,
    }),
  },
  {
    name: 'ListPayments',
    about: 'Các khoản thanh toán của một hồ sơ, mới nhất trước.',
    permission: 'payments:read',
    request: all({ code }),
    answer: all({ payments: { type: 'array', items: { $ref: 'paymentView#' } } }),
    run: async ({ payments }, { client }, { code }) => ({
      payments: await payments.payOnline.ofDossier(client, code as string),
    }),
  },
  {
    name: 'GetObligation',
    about: 'Nghĩa vụ tài chính của hồ sơ: phải nộp, miễn giảm, đã nộp, còn lại.',
    permission: 'dossiers:read',
    request: all({ code }),
    answer: all({ obligation: { $ref: 'tax-obligation#' } }),
    run: async ({ land }, { client }, { code }) => ({
      obligation: await land.look.obligation(client, code as string),
    }),
  },
]
