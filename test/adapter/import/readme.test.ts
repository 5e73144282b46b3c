import { readFileSync } from 'node:fs'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import t, { type Test } from 'tap'
import { digestOf } from '../../../src/adapter/auth/basic-digest.ts'
import { openAdapter, validate } from '../../../src/adapter/index.ts'
import { readCodeTable } from '../../../src/adapter/mapping/code-table.ts'
import { compileTable } from '../../../src/adapter/mapping/table.ts'
import { made, sample } from './support.ts'

const chapters = readFileSync(new URL('../../../adapters/README.md', import.meta.url), 'utf8').split('\n## ')
const chapter = chapters.find(part => part.startsWith('Nối một nền tảng mới'))
const manifestChapter = chapters.find(part => part.startsWith('Bản kê'))
/** The chapter's JSON, piece by piece, as members of an object. */
const pieces: { outcomes?: unknown[]; auth?: object; probe?: object; settings?: object }[] = [
  ...(chapter ?? '').matchAll(/^( *)```json\n([\s\S]*?)\n\1```/gm),
].map(([, , text = '']) => JSON.parse(`{${text}}`))

// biome-ignore lint/suspicious/noExplicitAny: a manifest to be changed
async function edited(from: string, edit: (manifest: any) => void, options = {}) {
  const { files, manifest } = await made(from, options)
  edit(manifest)
  return new Map(files).set('adapter.json', JSON.stringify(manifest))
}

async function platform(
  t: Test,
  answer: (url: string, body: string, session: unknown) => string,
  status = 200,
) {
  const calls: string[] = []
  const urls: string[] = []
  const headers: IncomingHttpHeaders[] = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    calls.push(body)
    urls.push(request.url ?? '')
    headers.push(request.headers)
    response.statusCode = status
    response
      .setHeader('x-test', request.headers['x-road-userid'] ?? '')
      .end(answer(request.url ?? '', body, request.headers['x-phien']))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => server.close())
  const { port } = server.address() as AddressInfo
  return {
    calls,
    urls,
    headers,
    baseUrl: `http://127.0.0.1:${port}`,
    allowedNetworks: [`127.0.0.1/32:${port}`],
  }
}

const message = { code: '000.00.05.H99-261122-0001', applicant: { name: 'Nguyễn Văn Mẫu' } }
const context = { standing: 'absent', correlationId: 'readme' } as const

t.test('JSON with a session: what the chapter says to paste makes the first call arrive', async t => {
  const [{ outcomes } = {}, { auth } = {}] = pieces
  t.ok(outcomes && auth)
  const files = await edited(sample('messages/dossier.json'), manifest => {
    manifest.operations['dossier.deliver'].outcomes = outcomes
    manifest.auth = auth
    manifest.operations['dossier.deliver'].request.body.session = '{session}'
    const { properties, required } = manifest.settings
    delete properties.session
    manifest.settings.required = required.filter((name: string) => name !== 'session')
    Object.assign(properties, {
      username: { type: 'string' },
      password: { type: 'string', writeOnly: true },
      loginPath: { type: 'string' },
    })
  })
  const { passed, hints } = await validate(files)
  t.ok(passed)
  t.notOk(hints.some(({ en }) => en.includes('no rule calls any answer a success')))
  const { calls, baseUrl, allowedNetworks } = await platform(t, url =>
    url === '/login' ? '{"error_code":0,"session":"phien-9"}' : '{"error_code":"0"}',
  )
  const settings = {
    baseUrl,
    madonvi: 'a',
    service: 'b',
    isUpdating: 'c',
    username: 'u',
    password: 'p',
    loginPath: '/login',
  }
  const adapter = await openAdapter(files, { settings, allowedNetworks })
  t.teardown(() => adapter.close())
  const { outcome } = await adapter.deliver('dossier.deliver', message, context)
  t.match(outcome, { kind: 'delivered', rule: 'ok' })
  t.match(calls, [/"username":"u"/, /"session":"phien-9"/])
})

t.test(
  'the manifest chapter: header session, envelope, create or update, asking, a word that is refused',
  async t => {
    const [, piece = ''] = /```json\n([\s\S]*?)\n```/.exec(manifestChapter ?? '') ?? []
    const [, row = ''] = /`(,soDinhDanh,"jsonata[^`]+)`/.exec(chapter ?? '') ?? []
    const [, headers = ''] = /`("headers": \{[^`]+\})`/.exec(chapter ?? '') ?? []
    const made = await edited(
      sample('messages/envelope.json'),
      manifest => {
        Object.assign(manifest, JSON.parse(`{${piece}}`))
        Object.assign(manifest.transport, JSON.parse(`{${headers}}`))
        manifest.auth = pieces[1]?.auth
        for (const name of ['username', 'password', 'loginPath', 'unit'])
          manifest.settings.properties[name] = { type: 'string' }
      },
      { carries: [{ kind: 'dossier' }] },
    )
    const changed = (made.get('maps/dossier.csv') ?? '')
      .replace(/^.*,hoSo\.trangThai,.*$/m, 'status,hoSo.trangThai,required table(status),')
      .replace(/^.*,hoSo\.soDinhDanh,.*$/m, `${row.replace(',soDinhDanh', ',hoSo.soDinhDanh')},`)
    const words =
      'registered accepted refused processing supplement withdrawn stopped completed returned'.split(' ')
    const codes = words.map((word, index) => `${word},0${index + 1}\n`).join('')
    const files = new Map(made)
      .set('maps/dossier.csv', changed)
      .set('tables/status.csv', `canonical,native\n${codes}`)
    const { passed, findings, hints } = await validate(files)
    t.ok(passed, JSON.stringify(findings))
    t.notOk(hints.some(({ en }) => en.includes('no rule calls any answer a success')))

    let here = true
    const { calls, baseUrl, allowedNetworks } = await platform(t, (url, body, session) => {
      if (url === '/dang-nhap') return '{"session":"phien-9"}'
      if (session !== 'phien-9') return '{"maKetQua":"02"}'
      if (url === '/api/ho-so/tra-cuu')
        return here ? '{"maKetQua":"00","duLieu":{"soHoSo":"a"}}' : '{"maKetQua":"06"}'
      return body.includes('"capNhat":0') ? '{"maKetQua":"03"}' : '{"maKetQua":"00"}'
    })
    const settings = { baseUrl, username: 'u', password: 'p', loginPath: '/dang-nhap', unit: 'H99' }
    const adapter = await openAdapter(files, { settings, allowedNetworks })
    t.teardown(() => adapter.close())
    const identities = [{ type: 'personal-id', number: '099000000001' }]
    const dossier = { ...message, status: 'accepted', applicant: { ...message.applicant, identities } }
    const asNew = await adapter.deliver('dossier.deliver', dossier, context)
    t.match(asNew.outcome, { kind: 'retry', rule: 'exists', standing: 'present', flip: true })
    const asUpdate = await adapter.deliver('dossier.deliver', dossier, { ...context, standing: 'present' })
    t.match(asUpdate.outcome, { kind: 'delivered', rule: 'ok', standing: 'present' })
    const [, first = '{}', second = '{}'] = calls
    const number = (body: string) => JSON.parse(body).thongTinChung.maGiaoDich
    t.match(JSON.parse(second), {
      hoSo: { capNhat: 1, soDinhDanh: '099000000001' },
      thongTinChung: { maDonVi: 'H99' },
    })
    t.match(number(first), /^[0-9a-f]{32}$/)
    t.equal(number(first), number(second), 'the same message has the same number')
    for (const found of ['present', 'absent']) {
      t.match(await adapter.probe('dossier.deliver', dossier, context), { found })
      here = false
    }
    t.match(adapter.check('dossier.deliver', { ...dossier, status: 'payment' }), [{ pointer: '/status' }])
  },
)

t.test(
  'SOAP: pointers begin inside the Body, and faults are told by the rule that the chapter names',
  async t => {
    const operation = 'dong-bo-ho-so.deliver'
    const files = await edited(
      sample('wsdl/several.wsdl'),
      manifest => {
        const title = { vi: 'a', en: 'a' }
        manifest.operations[operation].outcomes = [
          { id: 'fault', when: { fault: true }, outcome: 'refused', owner: 'upstream', title, fix: title },
          { id: 'ok', when: { at: [{ pointer: '/tns:KetQua/tns:MaLoi', number: 0 }] }, outcome: 'delivered' },
        ]
      },
      { service: 'HoSoService' },
    )
    t.ok((await validate(files)).passed)
    const soap = (content: string) =>
      `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>${content}</s:Body></s:Envelope>`
    let answer = soap('<KetQua xmlns="http://h99.example/hoso"><MaLoi>0</MaLoi></KetQua>')
    const { baseUrl, allowedNetworks } = await platform(t, () => answer)
    const adapter = await openAdapter(files, { settings: { baseUrl }, allowedNetworks })
    t.teardown(() => adapter.close())
    const whole = { ...message, applicant: { name: 'A' }, documents: [] }
    t.match((await adapter.deliver(operation, whole, context)).outcome, { kind: 'delivered', rule: 'ok' })
    answer = soap('<s:Fault><faultcode>s:Server</faultcode><faultstring>x</faultstring></s:Fault>')
    t.match((await adapter.deliver(operation, whole, context)).outcome, { kind: 'refused', rule: 'fault' })
  },
)

t.test(
  'the rows of the chapter can be read, and its look-up has the shape that a manifest takes',
  async t => {
    const cells = [...(chapter ?? '').matchAll(/^\| [^|`]*\/[^|]*\| .*`([^`]+)` \|$/gm)].map(
      ([, row = '']) => row,
    )
    const rows = cells.filter(row => /^[\w.[\]]*,[\w.[\]]+,./.test(row))
    t.equal(rows.length, 4)
    const csv = `canonical,native,codec\n${rows.join('\n')}\ndocuments[].name,TaiLieu[].Ten,\n`
    const tables = new Map([
      ['applicant-type', readCodeTable('applicant-type', 'canonical,native\ncitizen,1\n')],
    ])
    const { encode } = compileTable('t', csv, { tables })
    const identities = [{ type: 'personal-id', number: '099000000001' }]
    t.strictSame(encode({ applicant: { type: 'citizen', identities }, documents: [] }).native, {
      PhienBan: '1.0',
      NguoiNop: { Loai: 1 },
      SoDinhDanh: '099000000001',
    })
    const probe = pieces.find(piece => piece.probe !== undefined)
    t.ok(probe)
    const files = await edited(
      `x-road:${sample('x-road')}`,
      manifest => {
        const [deliver] = Object.keys(manifest.operations).filter(name => name.endsWith('.deliver'))
        const [ask] = Object.keys(manifest.operations).filter(name => name.endsWith('.ask'))
        Object.assign(manifest.operations[deliver ?? ''], probe)
        manifest.operations[deliver ?? ''].probe.operation = ask
      },
      { operations: ['dongbo'] },
    )
    t.same(
      (await validate(files)).findings.flatMap(({ faults }) => faults),
      [],
    )
  },
)
t.test('SOAP with a digest: what the chapter says to paste arrives at the whole address', async t => {
  const [, , { auth, settings: asked } = {}, { outcomes } = {}] = pieces
  t.ok(auth && asked && outcomes)
  const operation = 'dong-bo-ho-so.deliver'
  const whole = { ...message, applicant: { name: 'A' }, documents: [] }
  const files = await edited(
    sample('wsdl/several.wsdl'),
    manifest => {
      Object.assign(manifest, { auth, settings: asked })
      manifest.operations[operation].outcomes = outcomes
    },
    { service: 'HoSoService' },
  )
  t.ok((await validate(files)).passed)
  const envelope = (content: string) =>
    `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>${content}</s:Body></s:Envelope>`
  const fault = `<s:Fault><faultcode>s:Server</faultcode><faultstring>x</faultstring><detail>
    <h:Loi xmlns:h="http://h99.example/hoso"><h:Ma>E500</h:Ma></h:Loi></detail></s:Fault>`
  let answer = envelope('<KetQua xmlns="http://h99.example/hoso"><MaLoi>02</MaLoi></KetQua>')
  const { urls, headers, baseUrl, allowedNetworks } = await platform(t, () => answer)
  const account = { username: 'u', password: 'p', serviceUrl: 'https://h99.example/HoSo' }
  const settings = { baseUrl: `${baseUrl}/HoSo.asmx`, ...account }
  const adapter = await openAdapter(files, { settings, allowedNetworks })
  t.teardown(() => adapter.close())
  t.match((await adapter.deliver(operation, whole, context)).outcome, { kind: 'delivered', rule: 'ok' })
  const digest = digestOf(account.serviceUrl, 'u', String(headers[0]?.timestamp), 'p')
  t.equal(headers[0]?.authorization, `Basic ${Buffer.from(`u:${digest}`).toString('base64')}`)
  t.same(urls, ['/HoSo.asmx'])
  answer = envelope(fault)
  t.match((await adapter.deliver(operation, whole, context)).outcome, { kind: 'retry', rule: 'busy' })
})

t.test('an address at which there is nothing says so before any rule is written', async t => {
  const { baseUrl, allowedNetworks } = await platform(t, () => '', 404)
  const { files } = await made(sample('wsdl/several.wsdl'), { service: 'HoSoService' })
  const adapter = await openAdapter(files, { settings: { baseUrl }, allowedNetworks })
  t.teardown(() => adapter.close())
  const whole = { ...message, applicant: { name: 'A' }, documents: [] }
  t.match((await adapter.deliver('dong-bo-ho-so.deliver', whole, context)).outcome, {
    kind: 'unknown',
    rule: 'not-there',
    owner: 'operator',
    message: { en: /baseUrl/ },
  })
})

t.test('the field table rows of the chapter can be read', t => {
  const cells = [...(chapter ?? '').matchAll(/`([^`\n]*,"(?:ignore|const|jsonata)\([^`\n]*)`/g)].map(
    ([, row]) => row,
  )
  t.equal(cells.length, 4)
  const { rows } = compileTable('a', ['canonical,native,codec', ...cells, ''].join('\n'), {
    tables: new Map(),
  })
  t.same(
    rows.map(row => row.ignored !== undefined),
    [false, false, true, false],
  )
  t.end()
})

t.test('X-Road: officer and dossier go where the chapter puts them', async t => {
  const [, userId = ''] = /"userId": "([^"]+)"/.exec(chapter ?? '') ?? []
  const [, issue = ''] = /"issue": "([^"]+)"/.exec(chapter ?? '') ?? []
  const operation = 'tra-cuu-ho-so.ask'
  const files = await edited(
    `x-road:${sample('x-road')}`,
    manifest => Object.assign(manifest.operations[operation].request, { userId, issue }),
    { operations: ['TraCuuHoSo'] },
  )
  t.ok((await validate(files)).passed)
  const { calls, baseUrl, allowedNetworks } = await platform(t, () => '')
  const settings = { baseUrl, client: 'VN-TEST/GOV/H99/MOTCUA' }
  const adapter = await openAdapter(files, { settings, allowedNetworks })
  t.teardown(() => adapter.close())
  await adapter.deliver(operation, { ...message, officer: { account: '000000000011' } }, context)
  t.match(calls[0], /userId>VN000000000011<.*issue>000\.00\.05\.H99-261122-0001</s)
})

t.test('the commands of the chapter are those that there are', async t => {
  const { newCommand } = await import('../../../src/cli/adapter/new.ts')
  const lines = [...(chapter ?? '').matchAll(/lienthong adapter new ([^`\n]*)`/g)].map(
    ([, line = '']) => line,
  )
  t.ok(lines.length >= 5)
  for (const line of lines)
    for (const [, option = ''] of line.matchAll(/--([a-z-]+)/g))
      t.ok(Object.hasOwn(newCommand.options, option), option)
})
