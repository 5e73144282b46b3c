import type { FastifyInstance } from 'fastify'
import { isMembers, type Members } from '../members.ts'
import type { Inbox } from './inbox.ts'

const texts = [
  'name',
  'REQID',
  'LABELID',
  'CONTRACTTYPEID',
  'CONTRACTID',
  'TEMPLATEID',
  'SCHEDULETIME',
  'MOBILELIST',
  'ISTELCOSUB',
  'AGENTID',
  'APIUSER',
  'APIPASS',
  'USERNAME',
  'DATACODING',
  'SALEORDERID',
  'PACKAGEID',
] as const
type Call = Record<(typeof texts)[number], string> & { readonly PARAMS: readonly Param[] }
interface Param {
  readonly NUM: string
  readonly CONTENT: string
}

/** Registered templates, and how many variables each has. */
const templates: Readonly<Record<string, number>> = { '3001': 3, '3002': 2, '3003': 2, '3004': 3 }

/** SMS Brandname of VNPT: JSON, codes in `ERROR`. */
export function vnptRoutes(app: FastifyInstance, inbox: Inbox, now: () => Date): void {
  app.post('/vnpt/smsmarketing/api', async request => {
    const call = callIn(request.body)
    if (call === undefined) return reply('-1', 'internal')
    const wrong = refusal(call)
    if (wrong !== undefined) return reply(...wrong)
    if (!inbox.take('vnpt', call.REQID)) return reply('33', 'REQID duplicate')
    const text = `#${call.TEMPLATEID} ${call.PARAMS.map(({ CONTENT }) => CONTENT).join(' · ')}`
    inbox.arrive({ provider: 'vnpt', at: now(), phone: call.MOBILELIST, text })
    return reply('0', 'success')
  })
}

const reply = (code: string, description: string) => ({
  RPLY: { name: 'send_sms_list', ERROR: code, ERROR_DESC: description },
})

function callIn(body: unknown): Call | undefined {
  const call = isMembers(body) ? (body as Members).RQST : undefined
  if (!isMembers(call)) return undefined
  const known = new Set<string>([...texts, 'PARAMS'])
  if (Object.keys(call).some(name => !known.has(name))) return undefined
  if (texts.some(name => typeof call[name] !== 'string')) return undefined
  const params: unknown = call.PARAMS
  const whole =
    Array.isArray(params) &&
    params.every(item => isMembers(item) && typeof item.NUM === 'string' && typeof item.CONTENT === 'string')
  return whole ? (call as unknown as Call) : undefined
}

function refusal(call: Call): [string, string] | undefined {
  if (call.APIUSER !== 'sandbox' || call.APIPASS !== 'sandbox') return ['1', 'authentication']
  if (call.name !== 'send_sms_list') return ['3', 'unknown method']
  if (call.LABELID !== '1001') return ['14', 'label']
  if (call.CONTRACTTYPEID !== '1') return ['9', 'contract type']
  if (call.CONTRACTID !== '2001') return ['13', 'contract']
  if (call.AGENTID !== '10') return ['15', 'agent']
  if (call.USERNAME !== 'sandbox') return ['10', 'username']
  const variables = templates[call.TEMPLATEID]
  const numbered = call.PARAMS.every(({ NUM }, index) => NUM === String(index + 1))
  if (variables === undefined || call.PARAMS.length !== variables || !numbered) return ['7', 'template']
  if (call.SCHEDULETIME !== '') return ['2', 'schedule']
  if (!/^84[35789]\d{8}$/.test(call.MOBILELIST)) return ['23', 'number']
  const accented = /[^\n -~]/.test(call.PARAMS.map(({ CONTENT }) => CONTENT).join(''))
  if (call.DATACODING !== '8' && accented) return ['17', 'charset']
  return undefined
}
