import { XMLParser } from 'fast-xml-parser'
import type { FastifyInstance } from 'fastify'
import { isMembers, type Members } from '../members.ts'
import type { Inbox } from './inbox.ts'

const fields = [
  'User',
  'Password',
  'CPCode',
  'RequestID',
  'UserID',
  'ReceiverID',
  'ServiceID',
  'CommandCode',
  'Content',
  'ContentType',
] as const
type Field = (typeof fields)[number]

const parser = new XMLParser({
  ignoreAttributes: true,
  removeNSPrefix: true,
  parseTagValue: false,
  processEntities: true,
})
const longestBytes = 765

/** bulkSms of Viettel: SOAP, one operation, errors as text. */
export function viettelRoutes(app: FastifyInstance, inbox: Inbox, now: () => Date): void {
  app.post('/viettel/bulkapi', async (request, reply) => {
    reply.type('text/xml; charset=utf-8')
    const call = callIn(String(request.body ?? ''))
    if (call === undefined) return reply.code(500).send(fault)
    const wrong = refusal(call)
    if (wrong !== undefined) return answer(0, wrong)
    if (!inbox.take('viettel', call.RequestID)) return answer(0, 'Check ServiceID: DUPLICATE MESSAGE')
    inbox.arrive({ provider: 'viettel', at: now(), phone: call.ReceiverID, text: call.Content })
    return answer(1, 'Insert MT_QUEUE: OK')
  })
}

/** The operation's parameters; undefined: no such call, or one that is not in the WSDL. */
function callIn(text: string): Record<Field, string> | undefined {
  if (/<!DOCTYPE/i.test(text)) return undefined
  let document: unknown
  try {
    document = parser.parse(text)
  } catch {
    return undefined
  }
  const call = memberOf(memberOf(memberOf(document, 'Envelope'), 'Body'), 'wsCpMt')
  if (!isMembers(call)) return undefined
  const given = Object.keys(call)
  if (given.length !== fields.length || fields.some((name, place) => given[place] !== name)) return undefined
  if (!/xmlns(:\w+)?="http:\/\/impl\.bulkSms\.ws\/"/.test(text)) return undefined
  return Object.fromEntries(fields.map(name => [name, String(call[name])])) as Record<Field, string>
}

function refusal(call: Record<Field, string>): string | undefined {
  const { User, Password, CPCode, RequestID, UserID, ReceiverID, ServiceID, CommandCode, Content } = call
  if (User === '' || Password === '' || CPCode === '') return 'Authenticate: NULL_OR_BLANK'
  if (CPCode !== 'SANDBOX') return 'Authenticate: CP_CODE_NOT_FOUND'
  if (User !== 'sandbox' || Password !== 'sandbox') return 'Authenticate: WRONG_INFORMATION_AUTHENTICATE'
  if (RequestID === '') return 'Check RequestID: NULL_OR_BLANK'
  if (!/^\d+$/.test(RequestID)) return 'Check RequestID: REQUEST_ID_NOT_NUMBER'
  if (UserID === '') return 'Check UserID: NULL_OR_BLANK'
  if (!/^84\d+$/.test(UserID)) return 'Check UserID: FORMAT_ERROR'
  if (UserID !== ReceiverID) return 'Check UserID: UserID_NOT_EQUAL_ReceiverID'
  if (ReceiverID.length !== 11) return 'Check ReceiverID: Length of ReceiverID is invalid'
  // Numbers that end in 177 stand for a network on which the brandname is not registered.
  if (ServiceID !== 'MOTCUAMAU' || ReceiverID.endsWith('177'))
    return 'Check ServiceID: ALIAS_INVALID:TELCO=VM'
  if (CommandCode !== 'bulksms') return 'Check CommandCode: COMMAND_CODE_ERROR'
  if (Content === '') return 'Check Content: NULL_OR_BLANK'
  if (Buffer.byteLength(Content) > longestBytes) return `Check Content: MAXLENGTH_LIMIT_${longestBytes}_BYTE`
  if (!['0', '1', 'F'].includes(call.ContentType)) return 'Check information error'
  return undefined
}

const answer = (result: 0 | 1, message: string) =>
  `<?xml version="1.0" encoding="UTF-8"?><S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Body><ns2:wsCpMtResponse xmlns:ns2="http://impl.bulkSms.ws/"><return><message>${message}</message><result>${result}</result></return></ns2:wsCpMtResponse></S:Body></S:Envelope>`

const fault =
  '<?xml version="1.0" encoding="UTF-8"?><S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Body><S:Fault><faultcode>S:Client</faultcode><faultstring>Cannot find dispatch method</faultstring></S:Fault></S:Body></S:Envelope>'

function memberOf(node: unknown, name: string): unknown {
  return isMembers(node) ? (node as Members)[name] : undefined
}
