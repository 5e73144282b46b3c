import type { FastifyInstance, FastifyRequest } from 'fastify'
import { isMembers } from '../members.ts'
import type { MakePlatform, PlatformContext } from '../platform.ts'
import { parameter, signatureFault } from './signature.ts'

type Kind = 'edoc' | 'status'

interface Parcel {
  readonly docId: string
  readonly kind: Kind
  readonly from: string
  readonly to: string
  readonly at: string
  readonly content: Buffer
  status: 'initial' | 'done' | 'fail'
}

interface Axis {
  readonly sent: Parcel[]
  readonly waiting: Parcel[]
  readonly refused: Map<string, number>
}

const namespace = 'http://www.mic.gov.vn/TBT/QCVN_102_2016'
/** Documents with a hundred megabytes of papers go through it, and it holds each as a whole, as no gateway may. */
const largest = 512 * 1024 * 1024

/** The national document axis; `POST …/control/arrive` puts something into our list, as another agency would. */
export const vxp: MakePlatform = context => {
  const axis: Axis = { sent: [], waiting: [], refused: new Map() }
  return {
    name: 'vxp',
    routes: app => platformRoutes(app, axis, context),
    pages: app => control(app, axis, context),
    state: () => ({
      sent: axis.sent.map(shown),
      waiting: axis.waiting.map(shown),
      refused: Object.fromEntries(axis.refused),
    }),
    reset: () => {
      axis.sent.length = 0
      axis.waiting.length = 0
      axis.refused.clear()
    },
  }
}

async function platformRoutes(app: FastifyInstance, axis: Axis, { now }: PlatformContext): Promise<void> {
  app.addContentTypeParser(
    'multipart/form-data',
    { parseAs: 'buffer', bodyLimit: largest },
    (_, body, done) => done(null, body),
  )
  // The real client sends its Content-Type even where there is no body.
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_, body, done) => done(null, body))
  app.addHook('preHandler', async ({ headers }, reply) => {
    const fault = signatureFault(headers, now())
    if (fault === undefined) return
    refuse(axis, fault)
    return reply.code(401).send({ status: 'FAIL', ErrorCode: '100', ErrorDesc: fault })
  })
  app.post('/sendEdoc', { bodyLimit: largest }, async request => {
    const kind = kindOf(request)
    const content = filePart(request)
    const from = parameter(request.headers, 'from')
    const fault = kind === undefined ? 'messagetype' : edxmlFault(content?.toString() ?? '', kind, from)
    if (fault !== undefined || content === undefined || kind === undefined)
      return refuse(axis, fault ?? 'file_doc')
    const docId = `SBX-${String(axis.sent.length + 1).padStart(4, '0')}`
    axis.sent.push({ docId, kind, from, to: '', at: stamp(now()), content, status: 'initial' })
    return { ...ok, DocId: docId }
  })
  app.post('/getReceivedEdocList', async request => {
    const kind = kindOf(request)
    if (kind === undefined) return refuse(axis, 'messagetype')
    const rows = axis.waiting.filter(one => one.kind === kind && one.status === 'initial')
    return { ...ok, data: rows.map(row) }
  })
  app.post('/getEdoc', async ({ headers }) => {
    const parcel = axis.waiting.find(({ docId }) => docId === parameter(headers, 'docId'))
    return parcel === undefined ? refuse(axis, 'docId') : { ...ok, data: parcel.content.toString('base64') }
  })
  app.post('/updateStatus', async ({ headers }) => {
    const parcel = axis.waiting.find(({ docId }) => docId === parameter(headers, 'docId'))
    const status = parameter(headers, 'status').toLowerCase()
    if (parcel === undefined || (status !== 'done' && status !== 'fail')) return refuse(axis, 'docId, status')
    parcel.status = status
    return ok
  })
}

const ok = { status: 'OK', ErrorCode: '0', ErrorDesc: 'Thanh cong' } as const

function refuse(axis: Axis, reason: string) {
  axis.refused.set(reason, (axis.refused.get(reason) ?? 0) + 1)
  return { status: 'FAIL', ErrorCode: '100', ErrorDesc: reason }
}

function kindOf({ headers }: FastifyRequest): Kind | undefined {
  const kind = parameter(headers, 'messagetype')
  return parameter(headers, 'servicetype') === 'eDoc' && (kind === 'edoc' || kind === 'status')
    ? kind
    : undefined
}

/** Content of the part `file_doc` (RFC 7578). */
function filePart({ headers, body }: FastifyRequest): Buffer | undefined {
  const [, boundary] = /boundary="?([^";]+)"?/.exec(headers['content-type'] ?? '') ?? []
  if (boundary === undefined || !Buffer.isBuffer(body)) return undefined
  const head = body.indexOf('\r\n\r\n')
  const end = body.indexOf(`\r\n--${boundary}`, head)
  const named = body.subarray(0, Math.max(head, 0)).toString().includes('name="file_doc"')
  return named && head !== -1 && end !== -1 ? body.subarray(head + 4, end) : undefined
}

/** As much as an axis looks at: the namespace, who sends, and that it is what it is said to be. */
function edxmlFault(text: string, kind: Kind, from: string): string | undefined {
  if (!text.includes(namespace)) return 'namespace'
  const [, sender] = /<(?:\w+:)?From>[\s\S]*?<(?:\w+:)?OrganId>([^<]*)</.exec(text) ?? []
  if (sender?.trim() !== from) return 'from'
  const isStatus = /<(?:\w+:)?StatusCode>/.test(text)
  return isStatus === (kind === 'status') ? undefined : 'messagetype'
}

function row({ docId, kind, from, to, at, status }: Parcel) {
  const times = { created_time: at, updated_time: at }
  return { docId, serviceType: 'eDoc', messageType: kind, from, to, status, status_desc: '', ...times }
}

const shown = ({ docId, kind, from, to, status }: Parcel) => ({ docId, kind, from, to, status })

function stamp(now: Date): string {
  return new Date(now.getTime() + 7 * 3_600_000)
    .toISOString()
    .slice(0, 19)
    .replaceAll('-', '/')
    .replace('T', ' ')
}

async function control(app: FastifyInstance, axis: Axis, { now }: PlatformContext): Promise<void> {
  app.get<{ Params: { docId: string } }>('/control/sent/:docId', async ({ params }, reply) => {
    const parcel = axis.sent.find(({ docId }) => docId === params.docId)
    if (parcel === undefined) return reply.code(404).send({ error: 'no such document' })
    return reply.type('application/xml').send(parcel.content)
  })
  app.post('/control/arrive', { bodyLimit: largest }, async ({ body }, reply) => {
    const { kind, from, to, edxml } = isMembers(body) ? body : {}
    if ((kind !== 'edoc' && kind !== 'status') || ![from, to, edxml].every(one => typeof one === 'string'))
      return reply.code(400).send({ error: 'kind (edoc, status), from, to, edxml' })
    const docId = `ARR-${String(axis.waiting.length + 1).padStart(4, '0')}`
    const [sender, receiver] = [String(from), String(to)]
    const content = Buffer.from(String(edxml))
    axis.waiting.push({
      docId,
      kind,
      from: sender,
      to: receiver,
      at: stamp(now()),
      content,
      status: 'initial',
    })
    return { docId }
  })
}
