import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isRefusal, type PopulationDatabase, type Question } from './database.ts'
import {
  type Called,
  collection,
  type Element,
  EnvelopeFault,
  envelope,
  fault,
  inDan,
  readEnvelope,
} from './envelope.ts'

/** The account of the sandbox. */
const account = { username: 'sandbox', secret: 'sandbox-secret', serviceUrl: '/XacThucThongTin/sandbox' }
/** How far clocks may differ is not published. */
const skewMs = 5 * 60_000

/** The order that a comment in the only public source insists on. */
const fields = {
  lookup: [
    'MaYeuCau',
    'MaDVC',
    'MaTichHop',
    'MaCanBo',
    'MaDonVi',
    'TaiKhoan',
    'SoDienThoai',
    'SoDinhDanh',
    'SoCMND',
    'HoVaTen',
    'NgayThangNamSinh',
  ],
  verify: [
    'MaYeuCau',
    'MaDVC',
    'MaTichHop',
    'MaCanBo',
    'SoDinhDanh',
    'SoCMND',
    'HoVaTen',
    'NgayThangNamSinh',
    'GioiTinh',
    'QuocTich',
  ],
} as const
const names: Readonly<Record<string, Question['kind']>> = {
  TraCuuThongTinCongDan: 'lookup',
  XacThucThongTinCongDan: 'verify',
}
const required = ['MaYeuCau', 'MaDVC', 'MaTichHop', 'MaCanBo', 'HoVaTen', 'NgayThangNamSinh']

/** The SOAP service, directly and inside X-Road REST. Bodies arrive as text. */
export async function soapRoutes(
  app: FastifyInstance,
  { database, now }: { database: PopulationDatabase; now: () => Date },
): Promise<void> {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/xml', { parseAs: 'string' }, (_request, body, done) =>
    done(null, body),
  )
  app.post('/soap', (request, reply) => serve(request, reply, database, now))
  app.post<{ Params: { '*': string } }>('/r1/*', (request, reply) => {
    const service = request.params['*']
    const refused = xRoadRefusal(request, service)
    if (refused !== undefined) return xRoadError(reply, database.oldCodes ? refused.old : refused.code)
    reply.headers({
      'x-road-id': request.headers['x-road-id'],
      'x-road-client': request.headers['x-road-client'],
      'x-road-service': service,
      'x-road-request-id': `sandbox-${request.id}`,
      'x-road-request-hash': createHash('sha512').update(String(request.body)).digest('base64'),
    })
    return serve(request, reply, database, now)
  })
}

const xRoadService = /^VN-TEST\/GOV\/G01\/CSDLDC\/(TraCuuThongTinCongDan|XacThucThongTinCongDan)$/

function xRoadRefusal({ headers }: FastifyRequest, service: string) {
  const refusal = (code: string, old: string) => ({
    code: `server.serverproxy.${code}`,
    old: `Server.ServerProxy.${old}`,
  })
  if (headers['x-road-client'] !== 'VN-TEST/GOV/H99/MOTCUA' || headers.apikey !== 'sandbox-api-key')
    return refusal('access_denied', 'AccessDenied')
  if (!xRoadService.test(service)) return refusal('unknown_service', 'UnknownService')
  const named = /^VN\d{12}$|^VN[A-Z]/.test(String(headers['x-road-userid'] ?? ''))
  return named && headers['x-road-issue'] !== undefined && headers['x-road-id'] !== undefined
    ? undefined
    : refusal('bad_request', 'BadRequest')
}

function xRoadError(reply: FastifyReply, code: string): FastifyReply {
  return reply
    .code(500)
    .header('x-road-error', code)
    .send({ type: code, message: 'Request is not allowed', detail: '9a6d1c1e-0000-4000-8000-000000000003' })
}

function serve(
  request: FastifyRequest,
  reply: FastifyReply,
  database: PopulationDatabase,
  now: () => Date,
): FastifyReply {
  if (!isSigned(request, now().getTime())) return reply.code(401).send('')
  reply.type('text/xml; charset=utf-8')
  try {
    if (request.headers.soapaction !== '""') throw new EnvelopeFault('SOAPAction')
    const question = readQuestion(readEnvelope(String(request.body)))
    const answer = database.ask(question)
    if (isRefusal(answer)) return reply.send(fault('Client', answer))
    if (question.kind === 'verify') {
      const there = `<dan:TonTai>${answer !== undefined}</dan:TonTai>`
      return reply.send(envelope(inDan('KetQuaXacThuc', there)))
    }
    return reply.send(envelope(inDan('TraCuuThongTinCongDanResponse', collection(database.records(answer)))))
  } catch (error) {
    if (error instanceof EnvelopeFault) return reply.send(fault('Client', `malformed: ${error.message}`))
    throw error
  }
}

function isSigned({ headers }: FastifyRequest, now: number): boolean {
  const timestamp = String(headers.timestamp ?? '')
  // Milliseconds: thirteen digits. A PHP client sends seconds.
  if (!/^\d{13}$/.test(timestamp) || Math.abs(Number(timestamp) - now) > skewMs) return false
  const { username, secret, serviceUrl } = account
  const digest = createHash('sha256').update(`${serviceUrl}${username}${timestamp}${secret}`).digest('hex')
  const expected = Buffer.from(`Basic ${Buffer.from(`${username}:${digest}`).toString('base64')}`)
  const given = Buffer.from(String(headers.authorization ?? ''))
  return given.length === expected.length && timingSafeEqual(given, expected)
}

/** @throws {EnvelopeFault} for unknown, missing, repeated or misplaced fields: an xs:sequence takes no other order. */
function readQuestion({ name, children }: Called): Question {
  const kind = names[name]
  if (kind === undefined) throw new EnvelopeFault(name)
  const order: readonly string[] = fields[kind]
  let last = -1
  for (const child of children) {
    const place = child.uri === 'http://dancuquocgia.bca' ? order.indexOf(child.name) : -1
    if (place <= last) throw new EnvelopeFault(`order: ${child.name}`)
    last = place
  }
  const text = (field: string) => children.find(child => child.name === field)?.text.trim() ?? ''
  const birth = birthOf(children.find(child => child.name === 'NgayThangNamSinh'))
  const missing = required.find(field => !children.some(child => child.name === field))
  if (missing !== undefined) throw new EnvelopeFault(`missing: ${missing}`)
  const [number, oldNumber] = [text('SoDinhDanh'), text('SoCMND')]
  if (number === '' ? !/^\d{9}$/.test(oldNumber) : !/^\d{12}$/.test(number))
    throw new EnvelopeFault('SoDinhDanh')
  return {
    kind,
    request: text('MaYeuCau'),
    service: text('MaDVC'),
    code: text('MaTichHop'),
    officer: text('MaCanBo'),
    number,
    oldNumber,
    name: text('HoVaTen'),
    birth,
  }
}

/** One of both: a year, or a day as yyyyMMdd. */
function birthOf(group: Element | undefined): string {
  const [one, ...more] = group?.children ?? []
  const fits = one?.name === 'Nam' ? /^\d{4}$/ : /^\d{8}$/
  if (
    one === undefined ||
    more.length > 0 ||
    !['Nam', 'NgayThangNam'].includes(one.name) ||
    !fits.test(one.text)
  )
    throw new EnvelopeFault('NgayThangNamSinh')
  return one.text
}
