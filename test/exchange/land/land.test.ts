import { readFile } from 'node:fs/promises'
import t from 'tap'
import type { TaxObligation } from '../../../src/contract/types.generated.ts'
import { landPlatforms } from '../../../src/sandbox/land-registry/platforms.ts'
import { startSandbox } from '../../../src/sandbox/server.ts'
import { Agency } from '../../support/agency.ts'
import { aDossier } from '../../support/dossiers.ts'
import { eventually } from '../../support/eventually.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { startGateway } from '../../support/gateway.ts'
import { startLedger } from '../../support/ledger.ts'
import { memoryLog } from '../../support/log.ts'

// A land dossier from the one-stop desk to the land registry, the tax office and back, against the sandbox's own ones.
const ledger = await startLedger(t)
const sandbox = await startSandbox({ data: await temporaryFolder(t), port: 0 }, landPlatforms())
t.teardown(() => sandbox.close())
const { lines, log } = memoryLog('info')
const settings = async (id: string) => {
  const file = new URL(`../../../adapters/${id}/sandbox.json`, import.meta.url)
  return JSON.parse((await readFile(file, 'utf8')).replaceAll('{sandbox}', sandbox.url)) as Record<
    string,
    unknown
  >
}
const gateway = await startGateway(t, {
  databaseUrl: await ledger.gatewayUrl(),
  portalUrl: sandbox.url,
  log,
  adapters: {
    // A province with both systems: each serves its own agencies.
    vbdlis: { ...(await settings('vbdlis')), agencies: ['H99.05'] },
    ilis: { ...(await settings('ilis')), agencies: ['H99.14'] },
    'land-tax': { ...(await settings('land-tax')), agencies: ['H99.05'] },
    'portal-tax': await settings('portal-tax'),
  },
})
sandbox.tell(`${gateway.url}/platforms`)
const agency = new Agency(gateway)
let count = 0

async function aCase(of = 'H99.05') {
  const code = `${of}-260115-${String(++count).padStart(4, '0')}`
  const sample = aDossier()
  const { status } = await agency.put(code, aDossier({ agency: { ...sample.agency, code: of } }))
  if (status !== 202) throw new Error(`the dossier was not taken: ${status}`)
  return code
}

const landDossier = (dossier: string, changes: object = {}) => ({
  dossier,
  place: { provinceCode: '99', communeCode: '99001' },
  officer: { account: 'motcua.mau' },
  receivedAt: '2026-01-15T08:30:00+07:00',
  dueAt: '2026-01-29T17:00:00+07:00',
  applicant: { name: 'Nguyễn Văn Mẫu', idNumber: '099085000001', phone: '84900000001' },
  workflow: { code: 'CN01', name: 'Chuyển nhượng_Đăng ký biến động' },
  parcels: [
    {
      sheet: '15',
      number: '123',
      area: 150.5,
      uses: [
        { purpose: 'ONT', area: 100, term: 'indefinite', origin: 'CNQ-CTT' },
        { purpose: 'CLN', area: 50.5, term: 'until', expiresOn: '2064-10-15' },
      ],
    },
  ],
  papers: [
    { name: 'Đơn đăng ký biến động', originals: 1, file: { name: 'don.pdf', content: 'JVBERi0xLjQK' } },
  ],
  ...changes,
})

const post = (path: string, body: object) => agency.call('POST', path, body)
const obligation = async (code: string) => {
  const { status, body } = await agency.call('GET', `/v1/dossiers/${code}/obligation`)
  return { status, ...(body as unknown as TaxObligation) }
}
const events = async (code: string) => {
  const { body } = await agency.get(code)
  return (body as unknown as { events: { type: string; data: Record<string, unknown> }[] }).events
}
const types = async (code: string) => (await events(code)).map(({ type }) => type)
const heard = (code: string, type: string, times = 1) =>
  eventually(
    async () => (await types(code)).filter(one => one === type).length >= times,
    15_000,
    `${type} of ${code}`,
  )
const at = async (path: string, body: object) => {
  const response = await fetch(`${sandbox.url}${path}`, {
    method: path.startsWith('/_sandbox') ? 'PUT' : 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return response.status
}

for (const [name, of] of [
  ['vbdlis', 'H99.05'],
  ['ilis', 'H99.14'],
] as const) {
  t.test(`${name}: received, passed to the tax office, noticed, paid, finished, handed over`, async t => {
    const code = await aCase(of)
    const { status, body } = await post('/v1/land/dossiers', landDossier(code))
    t.equal(status, 202)
    t.match(body.deliveries, [{ adapter: name, operation: 'land-dossier.deliver' }])
    t.equal((await post('/v1/land/dossiers', landDossier(code))).status, 200, 'the same again is nothing new')
    await heard(code, 'tax.notice', 2)
    await heard(code, 'land.tax-result')
    t.match(await obligation(code), {
      status: 200,
      state: 'owed',
      totals: { due: 7_400_000, reduced: 0, paid: 0, remaining: 7_400_000 },
      notices: [
        {
          budgetItem: 'Lệ phí trước bạ nhà đất',
          due: 2_400_000,
          payer: { name: 'Nguyễn Văn Mẫu', taxCode: '9900000016' },
        },
        { due: 5_000_000, link: /TB-TNCN\.pdf$/ },
      ],
      discrepancies: [],
    })
    t.equal(await at('/tax/pay', { dossier: code }), 200)
    await heard(code, 'tax.voucher', 2)
    await heard(code, 'land.finished')
    const settled = await obligation(code)
    t.match(settled, { state: 'settled', totals: { paid: 7_400_000, remaining: 0 }, discrepancies: [] })
    t.equal(settled.vouchers.length, 2)
    const moved = (await events(code)).find(({ type }) => type === 'land.moved')
    t.match(moved?.data, { to: 'vpdk.thue', at: /\+07:00$/ }, 'UTC that did not say so')
    t.match(
      (await post(`/v1/land/dossiers/${code}/hand-overs`, { at: '2026-01-29T10:00:00+07:00' })).status,
      202,
    )
    await eventually(
      async () => {
        const state = await (await fetch(`${sandbox.url}/_sandbox/${name}`)).json()
        return (state as { cases: { dossier: string; stage: string }[] }).cases.some(
          one => one.dossier === code && one.stage === 'handed-over',
        )
      },
      10_000,
      'handed over',
    )
  })
}

t.test('whatever the platforms and the line do, each thing happens once', async t => {
  const storm = { error5xx: 0.2, dropBefore: 0.1, dropAfter: 0.2, garbage: 0.1 }
  t.equal(await at('/_sandbox/vbdlis/faults', storm), 200)
  const codes = await Promise.all(Array.from({ length: 4 }, () => aCase()))
  for (const code of codes) t.equal((await post('/v1/land/dossiers', landDossier(code))).status, 202)
  for (const code of codes) {
    await heard(code, 'tax.notice', 2)
    t.equal(await at('/tax/pay', { dossier: code }), 200)
    await heard(code, 'land.finished')
    await heard(code, 'tax.voucher', 2)
    const all = await types(code)
    t.equal(all.length, new Set(all).size + 2, `${code}: only notices and vouchers come in pairs`)
    t.match(await obligation(code), { state: 'settled', totals: { due: 7_400_000, paid: 7_400_000 } })
  }
  await fetch(`${sandbox.url}/_sandbox/vbdlis/faults`, { method: 'DELETE' })
})

t.test('a supplement goes out and back; the rest of what the land office may say is told', async t => {
  const code = await aCase()
  await post('/v1/land/dossiers', landDossier(code))
  await heard(code, 'land.moved')
  t.equal(await at('/vbdlis/whim', { dossier: code, whim: 'supplement' }), 200)
  await heard(code, 'land.supplement-requested')
  const answer = { dueAt: '2026-02-05T17:00:00+07:00', note: 'Đã bổ sung' }
  t.equal((await post(`/v1/land/dossiers/${code}/supplements`, answer)).status, 202)
  await heard(code, 'land.supplement-received')
  t.equal((await post(`/v1/land/dossiers/${code}/wrong-results`, { content: 'Sai tên' })).status, 202)
  for (const [whim, type] of [
    ['correction', 'land.correction-requested'],
    ['wrong-procedure', 'land.wrong-procedure'],
    ['slip-returned', 'tax.slip-returned'],
  ]) {
    await at('/vbdlis/whim', { dossier: code, whim })
    await heard(code, String(type))
  }
  const received = (await events(code)).find(({ type }) => type === 'land.supplement-received')
  t.match(received?.data, { dueAt: '2026-02-05T17:00:00+07:00' })
})

t.test('what the land system refuses is told to the agency, and replaced by what is mended', async t => {
  const code = await aCase()
  const wrong = landDossier(code, { officer: { account: 'ai.do' } })
  t.equal((await post('/v1/land/dossiers', wrong)).status, 202)
  await heard(code, 'land.refused')
  t.match((await events(code))[0]?.data, {
    kind: 'land-dossier',
    owner: 'client',
    message: { en: /officer/ },
  })
  t.equal((await post('/v1/land/dossiers', landDossier(code))).status, 202)
  await heard(code, 'land.moved')
})

t.test('a signed slip goes out unread; the tax office is asked until the obligation is settled', async t => {
  const code = await aCase()
  const signed = `\uFEFF<DATA>\r\n<HEADER><REQUEST_ID>1</REQUEST_ID><MSG_TYPE>TCT_GPC</MSG_TYPE></HEADER><BODY><HOSO_THUE><MA_HS>${code}</MA_HS><SO_PHIEU>0042/PCTT</SO_PHIEU></HOSO_THUE></BODY><SIGNATURE>x</SIGNATURE></DATA>`
  const slip = {
    dossier: code,
    number: '0042/PCTT',
    certificate: 'AA00000001',
    document: { content: Buffer.from(signed).toString('base64') },
  }
  t.equal((await post('/v1/tax/slips', slip)).status, 202)
  const begun = Date.now()
  const ask = (seconds: number) => gateway.land.ask.run({ now: new Date(begun + seconds * 1000) })
  await ask(0)
  t.match(await obligation(code), { state: 'waiting', slip: { number: '0042/PCTT' } }, 'not asked yet')
  await heard(code, 'tax.notice', 2)
  // The portal has pushed the same notices meanwhile: they are joined, not doubled.
  await ask(60)
  const owed = await obligation(code)
  t.match(owed, {
    state: 'owed',
    totals: { due: 7_400_000, remaining: 7_400_000 },
    reported: { totals: { due: 7_400_000, remaining: 7_400_000 } },
    slip: { taxOffice: '99001' },
    discrepancies: [],
  })
  t.equal(owed.notices.length, 2)
  t.strictSame(
    owed.notices.map(({ kind }) => kind),
    ['registration-fee', 'personal-income-tax'],
  )
  t.match(owed.aliases, [
    { kind: 'certificate', name: 'AA00000001', platform: 'land-tax' },
    { kind: 'slip', name: '0042/PCTT', platform: 'land-tax' },
  ])
  await at('/tax/pay', { dossier: code })
  await ask(120)
  t.match(await obligation(code), { state: 'settled', totals: { paid: 7_400_000, remaining: 0 } })
  const watch = () => gateway.database.query(`SELECT asked, ended FROM tax_watches WHERE dossier = '${code}'`)
  t.match(await watch(), [{ ended: 'settled' }])
  const questions = await gateway.database.query(`SELECT operation FROM asks WHERE adapter = 'land-tax'`)
  t.ok(questions.length >= 4, 'each is on record')
})

t.test('a voucher that comes before its notice, under the old code, counts once', async t => {
  const code = await aCase('H99.14')
  const old = `000.00.14.H99${code.slice('H99.14'.length)}`
  const say = async (what: string, body: object) => {
    const response = await fetch(`${gateway.url}/platforms/portal-tax/${what}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ SecurityKey: 'sandbox-portal-tax', ...body }),
    })
    return (await response.json()) as Record<string, unknown>
  }
  const voucher = (MaHoSo: string) => ({
    Service: 'ChungTuThue',
    Data: {
      MaHoSo,
      ThongTinThanhToan: {
        ThoiGianThanhToan: '20260122101500',
        MaThongBaoThue: '0000777/TB-LPTB',
        TrangThaiThanhToan: 1,
        SoTien: '2400000',
      },
    },
  })
  const row = (dossier: string) =>
    `<ROW_LIST><MA_HSO>${dossier}</MA_HSO><LIST><SO_QUYET_DINH>0000777/TB-LPTB</SO_QUYET_DINH><NGAY_QUYET_DINH>20-01-2026</NGAY_QUYET_DINH><SO_TIEN>2400000</SO_TIEN></LIST></ROW_LIST>`
  const notices = (...dossiers: string[]) => {
    const xml = `<DATA><BODY>${dossiers.map(row).join('')}</BODY></DATA>`
    return { IsUpdating: false, Data: { FileThongBaoThue: Buffer.from(xml).toString('base64') } }
  }
  t.match(await say('tax.voucher', voucher(old)), { error_code: 0 })
  t.match(await obligation(code), {
    state: 'waiting',
    discrepancies: [{ code: 'voucher-without-notice' }],
    aliases: [{ kind: 'code', name: old, platform: 'portal-tax' }],
  })
  t.match(await say('tax.notices', notices(old, 'H99.05-260115-9999')), {
    error_code: -1,
    maHoSo: ['H99.05-260115-9999'],
  })
  t.match(await say('tax.notices', notices(code)), { error_code: 0 })
  t.match(await say('tax.voucher', voucher(code)), { error_code: 0 })
  t.match(await obligation(code), {
    state: 'settled',
    totals: { due: 2_400_000, paid: 2_400_000 },
    discrepancies: [],
  })
  t.strictSame(await types(code), ['tax.voucher', 'tax.notice'], 'each once')
})

t.test('what cannot be taken is refused, and says why', async t => {
  const code = await aCase()
  t.match(await post('/v1/land/dossiers', landDossier('H99.05-260115-9998')), {
    status: 404,
    body: { code: 'dossier-unknown' },
  })
  const parcels = [{ sheet: '1', number: '2', uses: [{ purpose: 'OTD', area: 1 }] }]
  t.match(await post('/v1/land/dossiers', landDossier(code, { parcels })), {
    status: 422,
    body: {
      code: 'body-invalid',
      violations: [{ pointer: '/parcels/0/uses/0/purpose', message: /did you mean ODT/ }],
    },
  })
  t.match(
    await post(
      '/v1/land/dossiers',
      landDossier(code, {
        parcels: [{ sheet: '1', number: '2', area: 5, uses: [{ purpose: 'ODT', area: 1 }] }],
      }),
    ),
    { status: 202, body: { warnings: ['parcel-area'] } },
  )
  const slip = {
    dossier: code,
    number: '1',
    document: { content: Buffer.from([0xff, 0xfe, 1, 2, 3, 4]).toString('base64') },
  }
  t.match(await post('/v1/tax/slips', slip), { status: 422, body: { code: 'platform-would-refuse' } })
  const other = await aCase('H99.17')
  t.match(await post('/v1/tax/slips', { ...slip, dossier: other }), {
    status: 503,
    body: { code: 'land-platform-missing' },
  })
  t.match(await obligation('H99.05-260115-9998'), { status: 404, code: 'dossier-unknown' })
})

t.test('only the land system calls in, and pulls what it may', async t => {
  const url = `${gateway.url}/platforms/vbdlis`
  const headers = { 'content-type': 'application/json' }
  const say = async (secret: string, SoBienNhan = 'H99.05-260115-9998') => {
    const body = JSON.stringify({ SoBienNhan, GhiChu: 'x' })
    const response = await fetch(`${url}/tax.slip-returned/${secret}`, { method: 'POST', headers, body })
    return { status: response.status, body: await response.json() }
  }
  t.match(await say('sandbox-vbdlis-codf'), { status: 401, body: { Result: 0 } })
  t.match(await say('sandbox-vbdlis-code'), { status: 200, body: { Result: 0, Message: '/dossier' } })
  for (const odd of ['a\0b', '%', "' OR 1=1", 'x'.repeat(10_000), ''])
    t.match(await say('sandbox-vbdlis-code', odd), { status: 200, body: { Result: 0 } }, 'nobody’s name')
  const pull = async (list: string, code: string) => {
    const response = await fetch(`${url}/catalog.${list}?SecurityCode=${code}`)
    return { status: response.status, body: (await response.json()) as { Result: number; Data: object[] } }
  }
  t.match((await pull('officers', 'sandbox-vbdlis-code')).body, {
    Result: 1,
    Data: [{ MaNguoiDung: 'motcua.mau' }, {}],
  })
  t.equal((await pull('statuses', 'sandbox-vbdlis-code')).body.Data.length, 10)
  t.ok((await pull('procedures', 'sandbox-vbdlis-code')).body.Data.length > 100)
  t.equal((await pull('officers', 'x')).status, 401)
  const written = lines.map(line => JSON.stringify(line)).join('\n')
  t.notMatch(
    written,
    /sandbox-vbdlis-code|sandbox-portal-tax|Nguyễn Văn Mẫu|099085000001/,
    'neither secrets nor persons',
  )
})
