import { createHash, randomBytes } from 'node:crypto'
import { connect } from 'node:net'
import t from 'tap'
import { readEdxml, writeEdxml, zipOne } from '../../src/adapter/edxml/index.ts'
import type { Document } from '../../src/contract/types.generated.ts'
import { eventually } from '../support/eventually.ts'
import { Caller, isProblem, overSocket, startApi } from './support.ts'

const limit = 20 * 1024 * 1024
const api = await startApi(t, {
  LIENTHONG_ATTACHMENT_LIMIT_BYTES: String(limit),
  LIENTHONG_ATTACHMENT_UNUSED_BYTES: String(limit * 2),
  LIENTHONG_ATTACHMENT_SECONDS: '4',
})
const agency = await api.caller('H99')
const axis = new Caller(api.sandboxUrl)
const ours = '000.00.01.H99'
const theirs = '000.00.00.G99'

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest()
const upload = (raw: Buffer, headers: Record<string, string> = {}, caller = agency) =>
  caller.call('POST', '/v1/attachments', {
    raw,
    headers: { 'content-type': 'application/octet-stream', ...headers },
  })
const document = (number: string, attachments: object[], from = ours) => ({
  from: { id: from },
  to: [{ id: theirs }],
  number,
  notation: 'UBND-VP',
  issuedOn: '2026-01-02',
  subject: 'V/v thử nghiệm tệp lớn',
  attachments,
})
const send = (body: unknown, caller = agency) => caller.call('POST', '/v1/documents', { body })
const delivered = (message: unknown) =>
  eventually(async () => {
    const { body } = await agency.get(`/v1/messages/${message}`)
    const [delivery] = body.deliveries as { state: string }[]
    return delivery?.state === 'delivered' ? body : undefined
  })
const lastSent = async () => {
  const sent = (await axis.get('/_sandbox/vxp')).body.sent as { docId: string }[]
  return (await axis.get(`/vxp/control/sent/${sent.at(-1)?.docId}`)).text
}
const eventsOf = async (type: string) => {
  const { body } = await agency.get('/v1/events?limit=100')
  return (body.events as { type: string; data: Record<string, unknown> }[]).filter(one => one.type === type)
}
const arrive = (edxml: string) =>
  axis.call('POST', '/vxp/control/arrive', { body: { kind: 'edoc', from: theirs, to: ours, edxml } })
const take = () => api.database.query(`UPDATE routines SET due_at = now() WHERE name = 'documents.take'`)
const arrived = async (edxml: string, type = 'document.arrived') => {
  const before = (await eventsOf(type)).length
  await arrive(edxml)
  await take()
  return eventually(async () => (await eventsOf(type)).at(before))
}
const contents = async () =>
  Number((await api.database.query<{ n: string }>('SELECT count(*) AS n FROM contents'))[0]?.n)

t.test('an attachment goes ahead as a stream, and its document carries it to the axis', async t => {
  const file = randomBytes(7_000_001)
  const digest = `sha-256=:${sha256(file).toString('base64')}:`
  const { status, body } = await upload(file, {
    'content-digest': digest,
    'content-type': 'application/json',
  })
  t.equal(status, 201, JSON.stringify(body))
  t.match(body, { bytes: file.length, sha256: sha256(file).toString('hex') })
  const papers = (attachment: unknown) => [
    { name: 'Bản vẽ.pdf', type: 'application/pdf', attachment },
    { name: 'nhỏ.txt', type: 'text/plain', content: Buffer.from('chữ').toString('base64') },
  ]
  const answer = await send(document('1', papers(body.id)))
  t.equal(answer.status, 202, answer.text)
  await delivered(answer.body.message)
  const read = readEdxml(await lastSent(), { xml: { bytes: 1e9 } })
  if (read.kind !== 'document') return t.fail('no document')
  t.match(read.document.attachments, [{ name: 'Bản vẽ.pdf', type: 'application/pdf' }, { name: 'nhỏ.txt' }])
  t.ok(read.document.attachments?.[0].content === file.toString('base64'), 'whole')

  const again = await upload(file)
  t.match(await send(document('1', papers(again.body.id))), {
    status: 200,
    body: { unchanged: true, message: answer.body.message },
  })
})

t.test('what arrives streams in, and out again', async t => {
  const file = randomBytes(9_000_000)
  const one = document('5', [
    { name: 'Quyết định.pdf', type: 'application/pdf', content: file.toString('base64') },
    { name: 'b.txt', type: 'text/html', content: Buffer.from('xin chào').toString('base64') },
  ]) as Document
  const told = await arrived(
    writeEdxml({ kind: 'document', document: { ...one, from: { id: theirs }, to: [{ id: ours }] } }),
  )
  t.match(told.data, { attachments: [{ name: 'Quyết định.pdf', bytes: file.length }, { name: 'b.txt' }] })
  const kept = await agency.get(`/v1/documents/${told.data.id}`)
  const [first, second] = (kept.body.document as { attachments: Record<string, string>[] }).attachments
  t.match(first, { bytes: file.length, sha256: sha256(file).toString('hex') })
  t.notOk(kept.text.includes('"content"'), 'too big to stand inside')
  const response = await fetch(api.url + first?.href, { headers: { authorization: `Bearer ${agency.key}` } })
  t.ok(Buffer.from(await response.arrayBuffer()).equals(file), 'whole')
  t.match(Object.fromEntries(response.headers), {
    'content-length': String(file.length),
    'content-type': 'application/pdf',
    'content-digest': `sha-256=:${sha256(file).toString('base64')}:`,
    'content-disposition': /filename="Quyet djinh\.pdf"|filename="Quyet .inh\.pdf"/,
  })
  const page = await agency.get(String(second?.href))
  t.equal(page.text, 'xin chào')
  t.equal(page.headers.get('content-type'), 'application/octet-stream', 'a page is no page here')
  isProblem(t, await agency.get(`/v1/documents/${told.data.id}/attachments/3`), 'document-unknown', 404)
  isProblem(t, await (await api.caller('G99')).get(String(first?.href)), 'document-unknown', 404)
})

t.test('other writers’ spellings of the same are read', async t => {
  const file = Buffer.from('nội dung')
  const base64 = zipOne({ name: 'x', bytes: file }).toString('base64')
  const plain = writeEdxml({
    kind: 'document',
    document: {
      ...(document('6', []) as object),
      from: { id: theirs },
      attachments: [{ name: 'x.txt', type: 'text/plain', content: file.toString('base64') }],
    } as unknown as Document,
  })
  const content = /<ContentTransferEncoded>[^<]*</
  const wrapped = base64.replace(/.{20}/g, '$&&#13;\r\n')
  for (const [number, spelled] of [wrapped, `<![CDATA[${base64}]]>`, ` ${base64}<!-- x -->`].entries()) {
    const edxml = plain
      .replace(content, `<ContentTransferEncoded  a="x>y" >${spelled}<`)
      .replace('<CodeNumber>6<', `<CodeNumber>6${number}<`)
    const told = await arrived(edxml)
    t.equal(
      (await agency.get(`/v1/documents/${told.data.id}/attachments/1`)).text,
      'nội dung',
      spelled.slice(0, 9),
    )
  }
})

t.test('bombs, lies and rubbish are kept as what they are, told, and never unfolded', async t => {
  const plain = writeEdxml({
    kind: 'document',
    document: {
      ...(document('7', [{ name: 'x', content: '' }]) as object),
      from: { id: theirs },
    } as Document,
  })
  const content = /<ContentTransferEncoded>[^<]*</g
  const withContent = (base64: string) => plain.replace(content, `<ContentTransferEncoded>${base64}<`)
  const bomb = zipOne({ name: 'x', bytes: Buffer.alloc(15_000_000) })
  const liar = zipOne({ name: 'x', bytes: Buffer.alloc(5_000_000) })
  const central = liar.indexOf('PK\u0001\u0002')
  liar.writeUInt32LE(1000, central + 24)
  const endless = zipOne({ name: 'x', bytes: Buffer.from('abc') })
  endless.writeUInt32LE(0x7fffffff, endless.indexOf('PK\u0001\u0002') + 42)
  for (const [number, hostile] of [
    withContent(bomb.toString('base64')),
    withContent(liar.toString('base64')),
    withContent(endless.toString('base64')),
    withContent('AAA'),
    withContent('*&*'),
    withContent('<b/>'),
    plain.replace('</edXML>', ''),
    `<!DOCTYPE a [<!ENTITY b "c">]>${withContent(bomb.toString('base64'))}`,
    `<a>${'x'.repeat(5_000_000)}</a>`,
  ].entries()) {
    const told = await arrived(hostile, 'document.unreadable')
    const { body } = await agency.get(`/v1/documents/${told.data.id}`)
    t.equal(body.kind, 'unreadable', `${number}`)
    t.equal(Buffer.from(String(body.original), 'base64').toString(), hostile, `${number} as it came`)
    t.equal((await agency.get(`/v1/documents/${told.data.id}/original`)).text, hostile)
  }
  const { body } = await axis.get('/_sandbox/vxp')
  t.equal((body.waiting as { status: string }[]).filter(({ status }) => status === 'fail').length, 9)
})

t.test('what is wrong with an attachment is told, and leaves nothing behind', async t => {
  const before = await contents()
  const file = randomBytes(300_000)
  const wrong = `sha-256=:${sha256(Buffer.from('x')).toString('base64')}:`
  isProblem(t, await upload(file, { 'content-digest': wrong }), 'attachment-digest', 422)
  isProblem(t, await upload(file, { 'content-digest': 'sha-256=:AAAA:' }), 'request-invalid', 400)
  isProblem(
    t,
    await upload(file, {}, await api.caller('H99', ['documents:read'])),
    'operation-forbidden',
    403,
  )
  const declared = await overSocket(
    api.url,
    `POST /v1/attachments HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${agency.key}\r\ncontent-length: ${limit + 1}\r\ncontent-type: a/b\r\n\r\nabc`,
    { until: /body-too-large/ },
  )
  t.match(declared, /^HTTP\/1\.1 413 /)
  t.equal(await contents(), before)
})

t.test('a body without an end is cut off at the limit', async t => {
  const before = await contents()
  const { hostname, port } = new URL(api.url)
  const piece = Buffer.concat([Buffer.from('100000\r\n'), Buffer.alloc(1024 * 1024), Buffer.from('\r\n')])
  const heard = await new Promise<string>(resolve => {
    let text = ''
    let sent = 0
    const socket = connect(Number(port), hostname, () => {
      socket.write(
        `POST /v1/attachments HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${agency.key}\r\ntransfer-encoding: chunked\r\ncontent-type: a/b\r\n\r\n`,
      )
      const more = () => {
        if (sent++ > 500 || socket.destroyed) return
        if (socket.write(piece)) setImmediate(more)
        else socket.once('drain', more)
      }
      more()
    })
    socket.on('data', data => {
      text += data
      if (/body-too-large/.test(text)) socket.destroy()
    })
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(text))
  })
  t.match(heard, /^HTTP\/1\.1 413 /)
  await eventually(async () => (await contents()) === before || undefined)
})

t.test('one that drips, and one that breaks off, leave nothing behind', async t => {
  const before = await contents()
  const head = `POST /v1/attachments HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${agency.key}\r\ncontent-length: 1000000\r\ncontent-type: a/b\r\n\r\n`
  const [drip] = await Promise.all([
    overSocket(api.url, head, { until: /body-too-slow/, keepSending: () => 'x' }),
    overSocket(api.url, head + 'x'.repeat(600_000), { hangUpAfterMs: 300 }),
  ])
  t.match(drip, /^HTTP\/1\.1 408 /)
  await eventually(async () => (await contents()) === before || undefined)
})

t.test('a document names attachments that are there, and its own', async t => {
  const { body } = await upload(Buffer.from('abc'))
  const name = 'a.pdf'
  isProblem(
    t,
    await send(document('8', [{ name, attachment: body.id, content: 'AAAA' }])),
    'body-invalid',
    422,
  )
  isProblem(t, await send(document('8', [{ name }])), 'body-invalid', 422)
  isProblem(t, await send(document('8', [{ name, attachment: '1' }])), 'body-invalid', 422)
  const gone = '01a20491-a997-7b85-ab53-def4aed3ca8e'
  isProblem(t, await send(document('8', [{ name, attachment: gone }])), 'attachment-unknown', 404)
  const other = await api.caller('H99.05')
  isProblem(
    t,
    await send(document('8', [{ name, attachment: body.id }], '000.00.05.H99'), other),
    'attachment-unknown',
    404,
  )
})

t.test('a key cannot fill the ledger with what nothing carries', async t => {
  const filler = await api.caller('H99')
  const file = Buffer.alloc(limit - 1)
  t.equal((await upload(file, {}, filler)).status, 201)
  t.equal((await upload(file, {}, filler)).status, 201)
  t.equal((await upload(Buffer.from('abc'), {}, filler)).status, 201, 'not yet full')
  isProblem(t, await upload(Buffer.from('abc'), {}, filler), 'attachment-quota', 429)
})

t.test('what nothing carries is cleared away; what is carried stays until it has arrived', async t => {
  const [{ body: unused }, { body: used }] = await Promise.all([
    upload(Buffer.from('1')),
    upload(Buffer.from('2')),
  ])
  const { body } = await send(document('9', [{ name: 'a.pdf', attachment: used.id }]))
  await delivered(body.message)
  const age = async (interval: string) => {
    await api.database.query(`UPDATE contents SET created_at = created_at - interval '${interval}'`)
    await api.database.query(`UPDATE deliveries SET finished_at = finished_at - interval '${interval}'`)
    await api.database.query(`UPDATE routines SET due_at = now() WHERE name = 'attachments.clear'`)
  }
  const there = async () =>
    (await api.database.query<{ id: string }>('SELECT id FROM contents')).map(({ id }) => id)
  await age('2 days')
  const left = await eventually(async () => {
    const ids = await there()
    return ids.includes(String(unused.id)) ? undefined : ids
  })
  t.ok(left.includes(String(used.id)))
  await age('40 days')
  await eventually(async () => ((await there()).includes(String(used.id)) ? undefined : true))
  const papers = await api.database.query(`SELECT 1 FROM content_uses WHERE kind = 'document'`)
  t.ok(papers.length > 0, 'what came with documents of others stays')
})
