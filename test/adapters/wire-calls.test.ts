import { readFile } from 'node:fs/promises'
import t, { type Test } from 'tap'
import { openAdapter } from '../../src/adapter/index.ts'
import { type Received, startPlatform } from '../adapter/transport/support.ts'

// What fixtures do not show of the references' wire examples: method, address and headers, as they leave.
const token = '00000000-1111-2222-3333-444444444444'

interface Sending {
  /** A message fixture of the adapter. */
  readonly message?: string
  /** Members over it, which no field table writes. */
  readonly beside?: object
  /** Of the settings those that are addresses: at the platform of the test. */
  readonly addresses?: readonly string[]
  /** By the clock, in milliseconds. */
  readonly moment?: number
  readonly settings?: object
}

/** Sends a message, with the settings of the adapter's own fixtures, and gives back the calls that left. */
async function callsOf(t: Test, id: string, operation: string, sending: Sending = {}) {
  const { message, beside, addresses = [], moment = 1_767_225_600_000 } = sending
  const folder = new URL(`../../adapters/${id}/`, import.meta.url)
  const read = async (name: string) =>
    JSON.parse(await readFile(new URL(`fixtures/${name}.json`, folder), 'utf8'))
  const platform = await startPlatform(t, (response, { path }) => {
    const admitted = {
      error_code: 0,
      session: '3f0c7a52-demo-session',
      access_token: token,
      expires_in: '3600',
    }
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify(/login|token/.test(path) ? { ...admitted, refresh_token: 'DEMO-NEXT' } : {}))
  })
  const here = Object.fromEntries(['baseUrl', ...addresses].map(name => [name, `${platform.url}/${name}`]))
  const adapter = await openAdapter(folder, {
    settings: { ...(await read('settings')), ...here, ...sending.settings, baseUrl: platform.url },
    allowedNetworks: ['127.0.0.1/32'],
    clock: () => new Date(moment),
  })
  t.teardown(() => adapter.close())
  const canonical = { ...(message && (await read(message)).canonical), ...beside }
  const context = { standing: 'present', correlationId: 'test' } as const
  const asks = adapter.operations.get(operation)?.direction === 'ask'
  await (asks ? adapter.ask(operation, canonical, context) : adapter.deliver(operation, canonical, context))
  return platform.calls
}

const line = ({ method, path }: Received) => `${method} ${path}`
const json = ({ body }: Received) => JSON.parse(String(body)) as unknown

t.test('national portal: the login, then a call with its session and four headers', async t => {
  const [login, call] = await callsOf(t, 'national-portal', 'step.deliver', { message: 'step' })
  t.match(
    [login, call].map(one => one && line(one)),
    ['POST /mapi/login', 'POST /mapi/g'],
  )
  t.strictSame(login && json(login), { username: 'demo_tinh', password: 'mat-khau-thu' })
  t.match(call && json(call), { session: '3f0c7a52-demo-session', service: 'CapNhatTienDoHoSoMC' })
  t.match(call?.headers, {
    'content-type': 'application/json',
    accept: 'application/json',
    charset: 'utf-8',
    dstcode: 'VN:COM:0000:VPCP',
  })
})

t.test('national portal, flag in the address: a bare array', async t => {
  const [call] = await callsOf(t, 'national-portal-query', 'dossier.deliver', { message: 'dossier-returned' })
  t.equal(call && line(call), 'POST /api/SynsTTHCC/DongBoHoSoMC?MaDinhDanhDV=000.00.01.H99&isUpdating=True')
  t.match(call && json(call), [{ TrangThaiHoSo: '10' }])
})

t.test('iLIS: OAuth2 by password, then Bearer', async t => {
  const [login, call] = await callsOf(t, 'ilis', 'land-handover.deliver', {
    message: 'land-handover',
    addresses: ['tokenUrl'],
  })
  t.match(Object.fromEntries(new URLSearchParams(String(login?.body))), {
    grant_type: 'password',
    username: 'motcua_h99',
    password: 'mat-khau-thu',
    client_id: 'motcua',
    client_secret: 'DEMO-CLIENT-SECRET',
  })
  t.equal(call && line(call), 'POST /CapNhatTrangThaiHoSo')
  t.equal(call?.headers.authorization, `Bearer ${token}`)
})

t.test('VXP: a list is asked for with a signed call', async t => {
  const [call] = await callsOf(t, 'vxp', 'document.list', { moment: 1_767_225_600_123 })
  t.equal(call && line(call), 'POST /getReceivedEdocList')
  t.match(call?.headers, {
    'user-agent': 'JAVASDKAgent/1.0.0 XRoad/VPCP',
    'content-type': 'application/json',
    'xroadvnpt-version': '3.0.201608',
    'xroadvnpt-timestamp': '01012026T070000+0123',
    'xroadvnpt-systemid': '000.00.00.H99',
    'xroadvnpt-servicetype': 'eDoc',
    'xroadvnpt-messagetype': 'edoc',
    'xroadvnpt-sign-header-key':
      'XroadVnpt-timestamp;XroadVnpt-systemid;XroadVnpt-Content-Type;XroadVnpt-servicetype;XroadVnpt-messagetype',
    'xroadvnpt-hash-header': '648efea1a6c8b8bdff4a6b29f8dccaac962d3513338877fc5ff1d0abb7108421',
  })
})

t.test('population over NDXP: who asks, for which case, signed at that moment', async t => {
  const [call] = await callsOf(t, 'population-ndxp', 'citizen.lookup', {
    message: 'message-lookup',
    beside: { dossier: '000.00.01.H99-260101-0001' },
  })
  t.equal(call && line(call), 'POST /r1/VN-TEST/GOV/G01/CSDLDC/TraCuuThongTinCongDan')
  t.match(call?.headers, {
    'x-road-client': 'VN-TEST/GOV/H99/MOTCUA',
    'x-road-id': /^[0-9a-f-]{36}$/,
    'x-road-userid': 'VN000000000011',
    'x-road-issue': '000.00.01.H99-260101-0001',
    apikey: 'demo-api-key',
    timestamp: '1767225600000',
    authorization:
      'Basic dWJuZF9kZW1vOmY5ZTkwMzI0OWY1OGRjMzc0NzM3YTRjYWI3MDRjYTJmNGZiNTAxMDMxZTdiMmVmMDgxN2NmZDgxYjMxOTc5MTM=',
    soapaction: '""',
    'content-type': 'application/xml; charset=utf-8',
  })
})

t.test('Zalo: the refresh, then the message with its token', async t => {
  const [refresh, call] = await callsOf(t, 'zalo-zns', 'notification.send', {
    message: 'message',
    addresses: ['oauthUrl'],
  })
  t.equal(refresh && line(refresh), 'POST /oauthUrl/v4/oa/access_token')
  t.equal(refresh?.headers.secret_key, 'DEMO-SECRET')
  t.strictSame(Object.fromEntries(new URLSearchParams(String(refresh?.body))), {
    grant_type: 'refresh_token',
    refresh_token: 'DEMO-REFRESH',
    app_id: '300',
  })
  t.equal(call && line(call), 'POST /message/template')
  t.equal(call?.headers.access_token, token)
})

t.test('VNPost over an LGSP: the token in a header of its own', async t => {
  const [call] = await callsOf(t, 'vnpost-lgsp', 'postal-order.send-waybill', { message: 'order-waybill' })
  t.equal(call && line(call), 'POST /vnpost/waybill')
  t.equal(call?.headers.access_token, 'DEMO-TOKEN')
})

t.test('enterprise registry: the number in the address, the Bearer of the NGSP', async t => {
  const enterprise = { beside: { number: '9900000023' }, addresses: ['tokenUrl'] }
  const [asked, call] = await callsOf(t, 'enterprise-registry', 'enterprise.ask', enterprise)
  t.equal(String(asked?.body), 'grant_type=client_credentials')
  t.equal(call && line(call), 'GET /apiCSDLDKDN/1.0/chiTietDoanhNghiep?msdn=9900000023')
  t.equal(call?.headers.authorization, `Bearer ${token}`)
})

t.test('land tax: a question names dossier and slip where the setting says', async t => {
  const beside = { id: 'H99-1', sequence: '43', dossier: 'H99.14-260115-0042', slip: '0042/PCTT' }
  const named = '<MA_HS>H99.14-260115-0042</MA_HS><SO_PHIEU>0042/PCTT</SO_PHIEU>'
  for (const [queryPlace, content] of [
    ['row', named],
    ['common', `<TT_CHUNG>${named}</TT_CHUNG>`],
  ]) {
    const [call] = await callsOf(t, 'land-tax', 'tax-notices.ask', { beside, settings: { queryPlace } })
    t.equal(call && line(call), 'POST /REST/API_LIEN_THONG/CVAN_TIEP_NHAN_HO_SO')
    const { MESSAGE_TYPE, XML_CONTENT } = (call && json(call)) as Record<string, string>
    t.equal(MESSAGE_TYPE, 'TCT_TVTBT')
    t.match(XML_CONTENT, `<MSG_TYPE>14</MSG_TYPE><SEQ_ID>43</SEQ_ID></SYSTEM_INFO>${content}</ROW>`)
  }
})
