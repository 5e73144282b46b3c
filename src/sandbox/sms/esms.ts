import { randomUUID } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { isMembers } from '../members.ts'
import type { Inbox } from './inbox.ts'
import { esmsReport, type Report } from './reports.ts'

const fields = new Set([
  'ApiKey',
  'SecretKey',
  'Brandname',
  'SmsType',
  'Content',
  'Phone',
  'IsUnicode',
  'Sandbox',
  'RequestId',
  'CallbackUrl',
])

export interface EsmsParts {
  readonly inbox: Inbox
  readonly now: () => Date
  /** Where reports go that say nothing else, as an account has it in its profile; may be empty. */
  readonly callback: () => string
  /** What is to be called back later. */
  readonly report: (report: Report) => void
}

/** eSMS of ViHAT: JSON, `CodeResult` always inside HTTP 200. */
export function esmsRoutes(app: FastifyInstance, { inbox, now, callback, report }: EsmsParts): void {
  app.post('/esms/SendMultipleMessage_V4_post_json/', async request => {
    const body = isMembers(request.body) ? request.body : {}
    const text = (name: string) => (typeof body[name] === 'string' ? (body[name] as string) : '')
    const refused = refusal(body, text)
    if (refused !== undefined) return { CodeResult: refused, CountRegenerate: 0, ErrorMessage: 'Refused' }
    if (!inbox.take('esms', text('RequestId')))
      return { CodeResult: '124', CountRegenerate: 0, ErrorMessage: 'RequestId is duplicate' }
    inbox.arrive({ provider: 'esms', at: now(), phone: text('Phone'), text: text('Content') })
    const id = randomUUID()
    const url = text('CallbackUrl') || callback()
    if (url !== '') report(esmsReport(url, { id, request: text('RequestId'), phone: text('Phone') }))
    return { CodeResult: '100', CountRegenerate: 0, SMSID: id }
  })
}

function refusal(
  body: Readonly<Record<string, unknown>>,
  text: (name: string) => string,
): string | undefined {
  if (text('ApiKey') !== 'sandbox' || text('SecretKey') !== 'sandbox') return '101'
  if (Object.keys(body).some(name => !fields.has(name))) return '110'
  if (text('SmsType') === '') return '300'
  if (text('SmsType') !== '2') return '118'
  if (text('Brandname') !== 'MOTCUAMAU') return '104'
  if (!/^(84|0)[35789]\d{8}$/.test(text('Phone'))) return '108'
  if (text('Phone').endsWith('099')) return '99'
  if (text('Content') === '' || text('RequestId') === '') return '110'
  if (text('IsUnicode') !== '1' && /[^\n -~]/.test(text('Content'))) return '110'
  return undefined
}
