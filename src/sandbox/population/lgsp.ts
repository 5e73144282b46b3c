import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isMembers, type Members } from '../members.ts'
import { isRefusal, type PopulationDatabase, type Question } from './database.ts'
import { collection, envelope } from './envelope.ts'

const token = '00000000-1111-2222-3333-444444444444'
const basic = `Basic ${Buffer.from('sandbox:sandbox-secret').toString('base64')}`
const application = {
  AccessKey: 'sandbox-access',
  SecretKey: 'sandbox-lgsp-secret',
  AppName: 'LIENTHONG',
  PartnerCode: '000.00.00.H99',
  PartnerCodeCus: '000.00.00.H99',
}
const authHash = Buffer.from('sandbox:sandbox-key').toString('base64')
const upper = [
  'MaYeuCau',
  'MaDVC',
  'MaTichHop',
  'MaCanBo',
  'SoDinhDanh',
  'SoCMND',
  'HoVaTen',
  'NgayThangNamSinh',
]

/** The LGSP in front of the database: OAuth2 of the gateway product, and the facade with keys in upper camel. */
export async function lgspRoutes(
  app: FastifyInstance,
  { database }: { database: PopulationDatabase },
): Promise<void> {
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => done(null, body),
  )
  app.post('/token', async (request, reply) => {
    const right = request.headers.authorization === basic && request.body === 'grant_type=client_credentials'
    if (!right)
      return reply
        .code(401)
        .send({ error: 'invalid_client', error_description: 'A valid OAuth client could not be found' })
    return {
      access_token: token,
      scope: 'am_application_scope default',
      token_type: 'Bearer',
      expires_in: 3600,
    }
  })
  app.post('/lgsp/csdldc/1.0/tracuu', (request, reply) => answer(request, reply, 'lookup', database))
  app.post('/lgsp/csdldc/1.0/xacthuc', (request, reply) => answer(request, reply, 'verify', database))
  // The same in the manner of another vendor: SOAP as text inside JSON.
  app.post('/lgsp/td/tracuu', (request, reply) => answer(request, reply, 'lookup', database, true))
}

function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  kind: Question['kind'],
  database: PopulationDatabase,
  twice = false,
): FastifyReply {
  const { headers, body } = request
  if (headers.authorization !== `Bearer ${token}`)
    return reply.code(401).send({ fault: { code: 900901, message: 'Invalid Credentials', description: '' } })
  if (!isApplication(headers.lgspaccesstoken) || headers.authhash !== authHash)
    return reply.code(403).send({ fault: { code: 900908, message: 'Resource forbidden', description: '' } })
  const question = isMembers(body) ? (twice ? flatQuestion(body, kind) : readQuestion(body, kind)) : undefined
  if (question === undefined) return reply.send({ error_code: '-1', message: 'Du lieu khong hop le' })
  const found = database.ask(question)
  if (isRefusal(found)) return reply.send({ error_code: found, message: '' })
  const records = database.records(found)
  if (twice) return reply.send({ error_code: '0', message: envelope(collection(records)) })
  if (kind === 'verify')
    return reply.send({ error_code: '0', KetQuaXacThuc: { TonTai: String(found !== undefined) } })
  return reply.send({ error_code: '0', CongdanCollection: records.length === 0 ? {} : { CongDan: records } })
}

/** The members and their order as every client sends them; whether the order matters is not proven. */
function isApplication(header: string | string[] | undefined): boolean {
  const text = Buffer.from(String(header ?? ''), 'base64').toString()
  return text === JSON.stringify(application)
}

function readQuestion(body: Members, kind: Question['kind']): Question | undefined {
  const extra = kind === 'verify' ? ['GioiTinh', 'QuocTich'] : []
  const order = Object.keys(body).filter(name => !extra.includes(name))
  if (order.join() !== upper.join()) return undefined
  const birth = body.NgayThangNamSinh
  if (!isMembers(birth) || Object.keys(birth).length !== 1) return undefined
  return flatQuestion({ ...body, ...birth }, kind)
}

function flatQuestion(body: Members, kind: Question['kind']): Question | undefined {
  const text = (name: string) => (typeof body[name] === 'string' ? (body[name] as string) : '')
  const birth = text('NgayThangNam') || text('Nam')
  if (!/^(\d{4}|\d{8})$/.test(birth) || text('HoVaTen') === '') return undefined
  return {
    kind,
    request: text('MaYeuCau'),
    service: text('MaDVC'),
    code: text('MaTichHop'),
    officer: text('MaCanBo'),
    number: text('SoDinhDanh'),
    oldNumber: text('SoCMND'),
    name: text('HoVaTen'),
    birth,
  }
}
