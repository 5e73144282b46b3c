import { randomBytes } from 'node:crypto'
import t from 'tap'
import { readEdxml, writeEdxml } from '../../src/adapter/edxml/index.ts'
import type { Document } from '../../src/contract/types.generated.ts'
import { eventually } from '../support/eventually.ts'
import { Caller, isProblem, newCode, startApi } from './support.ts'

const api = await startApi(t)
const agency = await api.caller('H99')
const axis = new Caller(api.sandboxUrl)

const ours = '000.00.01.H99'
const theirs = '000.00.00.G99'
const pdf = Buffer.from('%PDF- văn bản').toString('base64')
const document = (changes: Partial<Document> = {}): Document => ({
  from: { id: ours, name: 'UBND xã Thử Nghiệm' },
  to: [{ id: theirs, name: 'Văn phòng' }],
  number: '2',
  notation: 'UBND-VP',
  issuedOn: '2026-01-02',
  subject: 'V/v thử nghiệm',
  attachments: [{ name: 'Công văn.pdf', type: 'application/pdf', content: pdf }],
  ...changes,
})
const send = (body: unknown, caller = agency) => caller.call('POST', '/v1/documents', { body })
const tell = (body: unknown, caller = agency) => caller.call('POST', '/v1/document-statuses', { body })
const sent = async () =>
  (await axis.get('/_sandbox/vxp')).body.sent as { docId: string; kind: string; from: string }[]
const ofMessage = (message: unknown) =>
  eventually(async () => {
    const { body } = await agency.get(`/v1/messages/${message}`)
    const [delivery] = body.deliveries as { state: string }[]
    return delivery?.state === 'delivered' ? body : undefined
  })
const eventsOf = async (type: string) => {
  const { body } = await agency.get('/v1/events?limit=100')
  return (body.events as { type: string; data: Record<string, unknown> }[]).filter(one => one.type === type)
}
const arrive = (kind: string, edxml: string) =>
  axis.call('POST', '/vxp/control/arrive', { body: { kind, from: theirs, to: ours, edxml } })
const take = () => api.database.query(`UPDATE routines SET due_at = now() WHERE name = 'documents.take'`)

t.test('a document goes to the axis as edXML, once', async t => {
  const { status, body } = await send(document())
  t.equal(status, 202, JSON.stringify(body))
  t.equal(body.documentId, `${ours},2026/01/02,2/UBND-VP`)
  await ofMessage(body.message)
  t.match(await send(document()), { status: 200, body: { message: body.message, unchanged: true } })
  const all = await sent()
  t.match(all, [{ kind: 'edoc', from: ours }])
  t.equal(all.length, 1)
  const { text } = await axis.get(`/vxp/control/sent/${all[0]?.docId}`)
  t.same(readEdxml(text), { kind: 'document', document: document({ documentId: String(body.documentId) }) })
  t.match(await eventually(async () => (await eventsOf('document.sent'))[0]), {
    data: { documentId: body.documentId },
  })
})

t.test('so does word of what became of one', async t => {
  const { body, status } = await tell({
    from: { id: ours },
    responseFor: { organ: theirs, code: '1/TN-VP', issuedOn: '2026-01-01' },
    status: 'accepted',
    at: '2026-01-01T08:00:00+07:00',
  })
  t.equal(status, 202)
  t.equal(body.documentId, `${theirs},2026/01/01,1/TN-VP`)
  await ofMessage(body.message)
  const { text } = await axis.get(`/vxp/control/sent/${(await sent()).at(-1)?.docId}`)
  t.match(readEdxml(text), {
    kind: 'status',
    status: { status: 'accepted', at: '2026-01-01T08:00:00+07:00' },
  })
})

t.test('what arrives is kept, told to its agency, and acknowledged', async t => {
  const from = { id: theirs, name: 'Văn phòng' }
  const one = document({ from, to: [{ id: ours }], documentId: `${theirs},2026/01/01,1/TN-VP` })
  await arrive('edoc', writeEdxml({ kind: 'document', document: one }))
  const word = {
    from,
    responseFor: { organ: ours, code: '2/UBND-VP' },
    status: 'rejected',
    at: '2026-01-03T08:00:00+07:00',
  } as const
  await arrive('status', writeEdxml({ kind: 'status', status: word }))
  await arrive('edoc', '<khong-phai-edxml/>')
  await take()
  const [told] = await eventually(async () => {
    const found = await eventsOf('document.arrived')
    return found.length > 0 ? found : undefined
  })
  t.match(told?.data, {
    documentId: one.documentId,
    attachments: [{ name: 'Công văn.pdf', bytes: Buffer.byteLength(pdf, 'base64') }],
  })
  const kept = await agency.get(`/v1/documents/${told?.data.id}`)
  t.match(kept.body, { kind: 'document', adapter: 'vxp', agency: ours })
  t.match(kept.body.document, one)
  isProblem(t, await (await api.caller('G99')).get(`/v1/documents/${told?.data.id}`), 'document-unknown', 404)
  const waiting = await eventually(async () => {
    const { body } = await axis.get('/_sandbox/vxp')
    const list = body.waiting as { status: string }[]
    return list.every(({ status }) => status !== 'initial') ? list : undefined
  })
  t.match(waiting, [{ status: 'done' }, { status: 'done' }, { status: 'fail' }])
  t.match(await eventsOf('document.status'), [
    { data: { status: 'rejected', responseFor: { code: '2/UBND-VP' } } },
  ])
  t.equal((await eventsOf('document.unreadable')).length, 1)
  t.equal((await eventsOf('document.arrived')).length, 1)
})

t.test('papers of several megabytes go and come whole', async t => {
  const content = randomBytes(6_000_000).toString('base64')
  const big = document({ number: '3', attachments: [{ name: 'lon.pdf', type: 'application/pdf', content }] })
  const { body, status } = await send(big)
  t.equal(status, 202)
  await ofMessage(body.message)
  const { text } = await axis.get(`/vxp/control/sent/${(await sent()).at(-1)?.docId}`)
  const read = readEdxml(text)
  t.ok(read.kind === 'document' && read.document.attachments?.[0].content === content, 'sent whole')
  await arrive('edoc', text)
  await take()
  const told = await eventually(async () =>
    (await eventsOf('document.arrived')).find(({ data }) => data.number === '3'),
  )
  const kept = await agency.get(`/v1/documents/${told.data.id}`)
  t.ok(kept.text.includes(content), 'kept whole')
})

t.test('what is wrong, or of somebody else, is not sent', async t => {
  const before = (await sent()).length
  const papers = [{ name: 'a.pdf', content: 'AAA' }]
  for (const body of [
    document({ subject: '' }),
    document({ attachments: papers } as never),
    { from: { id: ours } },
  ])
    isProblem(t, await send(body), 'body-invalid', 422)
  isProblem(t, await send(document({ subject: 'a\u0001b' })), 'xml-refused', 422)
  isProblem(t, await send(document({ from: { id: theirs } })), 'agency-outside-scope', 403)
  isProblem(t, await send(document({ dossier: newCode() })), 'dossier-unknown', 404)
  isProblem(
    t,
    await send(document(), await api.caller('H99', ['documents:read'])),
    'operation-forbidden',
    403,
  )
  const elsewhere = document({ from: { id: 'G99.05' } })
  isProblem(t, await send(elsewhere, await api.caller('G99')), 'document-axis-missing', 503)
  t.equal((await sent()).length, before)
})

t.test('neither log nor clear columns hold a document', async t => {
  const rows = await api.database.query(
    `SELECT to_jsonb(d) - 'body' AS clear FROM documents d UNION ALL SELECT to_jsonb(m) - 'body' FROM messages m`,
  )
  const shown = JSON.stringify(rows) + api.lines.join('\n')
  for (const secret of ['thử nghiệm', 'Công văn', pdf, 'demo-vxp-secret'])
    t.notOk(shown.includes(secret), secret)
})
