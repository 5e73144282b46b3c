import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { digestOf } from '../../src/adapter/auth/basic-digest.ts'
import { type Received, say, startPlatform } from '../adapter/transport/support.ts'
import { eventually } from '../support/eventually.ts'
import { temporaryFolder } from '../support/folder.ts'
import { openDossier, question, subject } from '../support/population.ts'
import { isProblem, startApi } from './support.ts'

// Requirements of the reference, §13.2, that need a platform or the ledger; it is played here, and every call is counted.
// Directly for H99.05, over NDXP for H99.14, by an LGSP for H99.17.
const platform = await startPlatform(t)
const account = { username: 'thu', secretKey: 'khoa-bi-mat-zorblax', serviceUrl: '/XacThucThongTin/thu' }
const lgsp = {
  clientId: 'zorblax-client',
  clientSecret: 'zorblax-client-secret',
  accessKey: 'zorblax-access',
}
const service = 'VN-TEST/GOV/G01/CSDLDC'
const settingsFile = join(await temporaryFolder(t), 'settings.json')
writeFileSync(
  settingsFile,
  JSON.stringify({
    egress: { allowedNetworks: ['127.0.0.1/32'] },
    population: {
      officerPerMinute: 10_000,
      unitPerMinute: 10_000,
      perMinute: 10_000,
      officeFrom: 0,
      officeTo: 24,
    },
    adapters: {
      population: { baseUrl: `${platform.url}/soap`, ...account, agencies: ['H99.05'] },
      'population-ndxp': {
        baseUrl: platform.url,
        client: 'VN-TEST/GOV/H99/MOTCUA',
        lookupAddress: `${service}/TraCuuThongTinCongDan`,
        verifyAddress: `${service}/XacThucThongTinCongDan`,
        ...account,
        agencies: ['H99.14'],
      },
      'population-lgsp': {
        baseUrl: `${platform.url}/lgsp`,
        tokenUrl: `${platform.url}/token`,
        ...lgsp,
        secretKey: 'zorblax-lgsp-secret',
        agencies: ['H99.17'],
      },
    },
  }),
)
const api = await startApi(t, {
  LIENTHONG_SETTINGS: settingsFile,
  LIENTHONG_SANDBOX: 'false',
  LIENTHONG_LOG_LEVEL: 'debug',
})
const agency = await api.caller('H99')
const here = await openDossier(agency)
const dossierAt = (code: string) => openDossier(agency, { agency: { code, name: 'Cơ quan thử' } })
const there = await dossierAt('H99.14')
const beyond = await dossierAt('H99.17')

const ask = (verb: string, body: unknown) => agency.call('POST', `/v1/citizens:${verb}`, { body })
const verify = (changes = {}) => ask('verify', question(here, changes))
const lookup = (changes = {}) => ask('lookup', question(here, changes))
const overNdxp = (verb = 'lookup') => ask(verb, question(there, { unit: { code: 'H99.14' } }))

const soap = 'xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"'
const dan = 'xmlns:dan="http://dancuquocgia.bca"'
const envelope = (inner: string) => `<s:Envelope ${soap}><s:Body>${inner}</s:Body></s:Envelope>`
const person = (number: string, more = '') =>
  `<q:CongDan><q:SoDinhDanh>${number}</q:SoDinhDanh><q:HoVaTen>Trần Thị Thử Nghiệm</q:HoVaTen>${more}</q:CongDan>`
const found = (people: string) =>
  envelope(
    `<dan:TraCuuThongTinCongDanResponse ${dan}><q:CongdanCollection xmlns:q="http://www.mic.gov.vn/dancu/1.0">${people}</q:CongdanCollection></dan:TraCuuThongTinCongDanResponse>`,
  )
const matched = envelope(`<dan:KetQuaXacThuc ${dan}><dan:TonTai>true</dan:TonTai></dan:KetQuaXacThuc>`)
const sensitive =
  '<q:DanToc>01</q:DanToc><q:TonGiao>ZORBLAX-TON-GIAO</q:TonGiao><q:NhomMau>04</q:NhomMau><q:GioiTinh>2</q:GioiTinh>' +
  '<q:Cha><q:HoVaTen>ZORBLAX CHA</q:HoVaTen></q:Cha><q:ChuHo><q:HoVaTen>ZORBLAX CHU HO</q:HoVaTen></q:ChuHo>'
const echoing =
  (body: string, change: object = {}) =>
  (response: Parameters<ReturnType<typeof say>>[0], call: Received) =>
    say(body, 'text/xml; charset=utf-8', 200, {
      'x-road-id': call.headers['x-road-id'],
      'x-road-service': `${service}/TraCuuThongTinCongDan`,
      'x-road-request-id': 'zorblax-request-id',
      'x-road-request-hash': 'aGFzaA==',
      ...change,
    })(response, call)

/** What left while `work` ran. */
async function leaving(work: () => Promise<unknown>): Promise<Received[]> {
  const before = platform.calls.length
  await work()
  return platform.calls.slice(before)
}
const records = () =>
  api.database.query(
    'SELECT a.*, r.result, r.rule, r.released, r.evidence, r.duration_ms FROM accesses a LEFT JOIN access_results r ON r.access_id = a.id ORDER BY a.id',
  )
/** The newest record, once its result is there. */
async function lastRecord() {
  await eventually(async () => {
    const last = (await records()).at(-1)
    return last?.verdict !== 'asked' || last.result !== null
  })
  return (await records()).at(-1)
}

t.test('R-04 what a dossier was when it was last asked about is no reason any more', async t => {
  platform.play = say(matched)
  const code = await openDossier(agency)
  const again = () => ask('verify', question(code))
  const step = (status: string) =>
    agency.call('POST', `/v1/dossiers/${code}/steps`, {
      body: { at: new Date().toISOString(), status, officer: { name: 'Trần Thị Ví Dụ' }, content: 'Thử' },
    })
  const verdicts = async () =>
    (await records()).filter(({ dossier }) => dossier === code).map(({ verdict }) => verdict)
  t.equal((await again()).status, 200)
  t.equal((await again()).status, 200, 'as it was')
  t.equal((await step('accepted')).status, 202)
  t.equal((await again()).status, 200, 'at another revision, but open')
  t.same(await verdicts(), ['asked', 'asked', 'asked'])
  t.equal((await step('withdrawn')).status, 202)
  const left = await leaving(async () => isProblem(t, await again(), 'citizen-dossier-unfit', 403))
  t.equal(left.length, 0)
  t.same(await verdicts(), ['asked', 'asked', 'asked', 'citizen-dossier-unfit'])
})

t.test('R-07 of a full record only what the profile lists leaves', async t => {
  platform.play = say(found(person(subject.personalId, sensitive)))
  const { status, text, body } = await lookup()
  t.equal(status, 200, text)
  t.same(body.citizen, { name: 'Trần Thị Thử Nghiệm', sex: 'female', personalId: '000******123' })
  t.notMatch(text, /ZORBLAX|TON-GIAO/)
  t.same((await lastRecord())?.released, ['name', 'sex', 'personalId'])
})

t.test('R-11 every attempt is on record, answered or refused, with who, why and what came of it', async t => {
  platform.play = echoing(found(person(subject.personalId)))
  const { status, body, text } = await overNdxp()
  t.equal(status, 200, text)
  t.match(await lastRecord(), {
    id: body.access,
    operation: 'citizen.lookup',
    verdict: 'asked',
    unit: 'H99.14',
    officer: 'canbo.thunghiem',
    officer_key: Buffer,
    procedure: '2.900452',
    service: 'G99-TP001',
    dossier: there,
    subject_key: Buffer,
    subject_month: /^\d{4}-\d\d$/,
    client_address: /127\.0\.0\.1/,
    correlation_id: /./,
    adapter: 'population-ndxp',
    result: 'found',
    duration_ms: Number,
    evidence: { 'x-road-request-id': 'zorblax-request-id', 'x-road-request-hash': 'aGFzaA==' },
  })
  await verify({ officer: undefined })
  t.match(await lastRecord(), { verdict: 'citizen-asker-missing', officer: null, result: null })
  const sealed = JSON.stringify(await records())
  for (const value of [subject.personalId, '000000000011', 'Thử Nghiệm']) t.notMatch(sealed, value)
})

t.test('R-12 without the record nothing leaves, and no record is ever changed', async t => {
  platform.play = say(matched)
  for (const change of ["UPDATE accesses SET officer = 'x'", 'DELETE FROM accesses', 'TRUNCATE accesses'])
    await t.rejects(api.database.query(change), change)
  for (const change of ["UPDATE access_results SET result = 'x'", 'DELETE FROM access_results'])
    await t.rejects(api.database.query(change), change)
  await api.database.query('ALTER TABLE accesses RENAME TO accesses_away')
  const left = await leaving(async () => isProblem(t, await verify(), 'ledger-unavailable', 503))
  await api.database.query('ALTER TABLE accesses_away RENAME TO accesses')
  t.equal(left.length, 0)
  let seen: Record<string, unknown> | undefined
  platform.play = (response, call) => {
    void records().then(rows => {
      seen = rows.at(-1)
      say(matched)(response, call)
    })
  }
  t.equal((await verify()).status, 200)
  t.match(seen, { verdict: 'asked', result: null }, 'it is there before the call leaves')
})

t.test('R-18 nothing is cached, answers and refusals alike', async t => {
  platform.play = say(matched)
  for (const answer of [await verify(), await verify({ officer: undefined }), await verify({ purpose: 1 })])
    t.equal(answer.headers.get('cache-control'), 'no-store')
  t.equal((await leaving(() => Promise.all([verify(), verify()]))).length, 2, 'each question is asked')
})

t.test('R-26 the digest is of the moment of each call, in milliseconds', async t => {
  platform.play = say(matched)
  const calls = await leaving(async () => {
    await verify()
    await new Promise(resolve => setTimeout(resolve, 5))
    await verify()
  })
  const stamps = calls.map(({ headers }) => String(headers.timestamp))
  t.equal(new Set(stamps).size, 2)
  calls.forEach(({ headers }, index) => {
    const stamp = stamps[index] ?? ''
    t.match(stamp, /^\d{13}$/)
    t.ok(Math.abs(Number(stamp) - Date.now()) < 60_000)
    const digest = digestOf(account.serviceUrl, account.username, stamp, account.secretKey)
    t.equal(headers.authorization, `Basic ${Buffer.from(`${account.username}:${digest}`).toString('base64')}`)
  })
})

t.test('R-29 hostile XML is refused, and a name cannot write elements', async t => {
  const bombs = [
    `<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>${found(person('&x;'))}`,
    '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><l>&b;</l>',
    `${'<a>'.repeat(5_000)}${'</a>'.repeat(5_000)}`,
  ]
  for (const bomb of bombs) {
    platform.play = say(bomb)
    const answer = await lookup()
    isProblem(t, answer, 'ask-failed', 502)
    t.notMatch(answer.text, /root:|haha/)
  }
  platform.play = say(matched)
  const name = 'A</dan:HoVaTen><dan:SoDinhDanh>000000000002</dan:SoDinhDanh>&<B'
  const [call] = await leaving(() => verify({ subject: { ...subject, name } }))
  const sent = call?.body.toString() ?? ''
  t.match(sent, '&lt;/DAN:HOVATEN&gt;')
  t.equal(sent.split('<dan:SoDinhDanh>').length, 2)
})

t.test('R-30 what is no answer is an error, never somebody', async t => {
  for (const [body, type] of [
    ['xin chào', 'text/plain'],
    ['', 'text/xml'],
    [envelope('<x/>'), 'text/xml'],
    ['<html>bảo trì</html>', 'text/html'],
    [envelope(`<dan:KetQuaXacThuc ${dan}><dan:TonTai>1</dan:TonTai></dan:KetQuaXacThuc>`), 'text/xml'],
  ] as const) {
    platform.play = say(body, type)
    const [seen, checked] = [await lookup(), await verify()]
    isProblem(t, seen, 'ask-failed', 502)
    isProblem(t, checked, 'ask-failed', 502)
    t.notMatch(seen.text + checked.text, /"citizen"|"matched"/)
  }
  t.match(await lastRecord(), { result: 'malformed' })
})

t.test('R-31 an answer to another question is refused, and told as a matter of security', async t => {
  platform.play = say(found(person('000011112222', sensitive)))
  const other = await lookup()
  isProblem(t, other, 'ask-failed', 502)
  t.notMatch(other.text, /1111|ZORBLAX/)
  t.match(await lastRecord(), { result: 'crossed', rule: 'crossed-reply', released: [] })
  platform.play = echoing(found(person(subject.personalId)), { 'x-road-id': 'somebody-else' })
  isProblem(t, await overNdxp(), 'ask-failed', 502)
  t.match(await lastRecord(), { result: 'crossed' })
  platform.play = echoing(found(person(subject.personalId)), { 'x-road-service': `${service}/Khac` })
  isProblem(t, await overNdxp(), 'ask-failed', 502)
  t.equal(api.lines.filter(line => line.includes('"security":true')).length, 3)
})

t.test('R-32 X-Road speaks two dialects, and a fault in HTTP 200 is one', async t => {
  for (const code of ['server.serverproxy.access_denied', 'Server.ServerProxy.AccessDenied']) {
    const body = JSON.stringify({ type: code, message: 'no', detail: 'x' })
    platform.play = say(body, 'application/json', 500, { 'x-road-error': code })
    const { violations, code: said } = (await overNdxp()).body
    t.same([said, violations?.length], ['ask-failed', 1], code)
    t.match(await lastRecord(), { rule: 'x-road-not-permitted', result: 'refused' })
  }
  const fault = '<s:Fault><faultcode>s:Server</faultcode><faultstring>hỏng</faultstring></s:Fault>'
  platform.play = say(envelope(fault))
  isProblem(t, await lookup(), 'ask-unavailable', 503)
  platform.play = echoing(envelope(fault))
  isProblem(t, await overNdxp(), 'ask-unavailable', 503)
})

t.test(
  'R-33 nothing is asked again by itself; asked again, it is another request with a record of its own',
  async t => {
    const requestOf = ({ body }: Received) => /<dan:MaYeuCau>([^<]+)</.exec(body.toString())?.[1]
    platform.play = say('', 'text/plain', 503)
    const calls = await leaving(async () => {
      isProblem(t, await verify(), 'ask-unavailable', 503)
      isProblem(t, await verify(), 'ask-unavailable', 503)
    })
    t.equal(calls.length, 2)
    const ids = calls.map(requestOf)
    t.same(
      (await records()).slice(-2).map(({ id }) => id),
      ids,
    )
    t.not(ids[0], ids[1])
    const refusal = '<s:Fault><faultcode>s:Client</faultcode><faultstring>004</faultstring></s:Fault>'
    platform.play = say(envelope(refusal))
    const refused = await leaving(async () => isProblem(t, await verify(), 'citizen-unlicensed', 403))
    t.equal(refused.length, 1)
  },
)

t.test('R-24 no secret of a platform is in any log or answer', async t => {
  platform.play = (response, call) => {
    if (call.path === '/token')
      return say('{"access_token":"zorblax-token","expires_in":3600}', 'application/json')(response, call)
    // The worst of platforms: sends everything back.
    return say(
      JSON.stringify({ error_code: '-1', message: JSON.stringify(call.headers) }),
      'application/json',
    )(response, call)
  }
  const [, call] = await leaving(async () => {
    const answer = await ask('verify', question(beyond, { unit: { code: 'H99.17' } }))
    isProblem(t, answer, 'ask-failed', 502)
    t.notMatch(answer.text, 'zorblax')
  })
  const header = String(call?.headers.lgspaccesstoken)
  t.match(Buffer.from(header, 'base64').toString(), 'zorblax-lgsp-secret', 'it did leave')
  const secrets = [account.secretKey, ...Object.values(lgsp), 'zorblax-lgsp-secret', 'zorblax-token', header]
  for (const secret of secrets)
    t.notOk(
      api.lines.some(line => line.includes(secret)),
      secret.slice(0, 12),
    )
})

t.test(
  'R-09, R-17, R-19 nobody’s number or data is in an address, a log or the database, and nothing is queued',
  async t => {
    platform.play = say(found(person(subject.personalId, sensitive)))
    await lookup()
    await lastRecord()
    const values = [subject.personalId, 'Thử Nghiệm', 'ZORBLAX', '000000000011']
    for (const value of values) {
      t.notOk(
        api.lines.some(line => line.includes(value)),
        `${value} in the log`,
      )
      t.notOk(
        platform.calls.some(({ path }) => path.includes(value)),
        `${value} in an address`,
      )
    }
    const tables = await api.database.query<{ name: string }>(
      "SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) AS name FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')",
    )
    t.ok(tables.length > 10)
    for (const { name } of tables) {
      const rows = JSON.stringify(
        await api.database.query(`SELECT row_to_json(t)::text AS row FROM ${name} t`),
      )
      for (const value of ['ZORBLAX', 'TON-GIAO', subject.personalId]) {
        const hex = Buffer.from(value).toString('hex')
        t.notOk(rows.includes(value) || rows.includes(hex), `${value} in ${name}`)
      }
    }
    const [queued] = await api.database.query(
      "SELECT count(*)::int AS count FROM deliveries WHERE adapter LIKE 'population%' OR operation LIKE 'citizen.%'",
    )
    t.same(queued, { count: 0 })
  },
)
