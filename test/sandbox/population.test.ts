import { createHash } from 'node:crypto'
import t, { type Test } from 'tap'
import { population } from '../../src/sandbox/population/population.ts'
import { startSandbox } from '../../src/sandbox/server.ts'
import { folder } from './support.ts'

// Calls written by hand, as an independent client would.

const dan = 'xmlns:dan="http://dancuquocgia.bca"'
const fields = (request: string, changes: Readonly<Record<string, string>> = {}) => ({
  MaYeuCau: request,
  MaDVC: 'G99-TP001',
  MaTichHop: '037',
  MaCanBo: '000000000011',
  MaDonVi: 'H99.05',
  TaiKhoan: 'canbo',
  SoDienThoai: '0',
  SoDinhDanh: '000099000123',
  HoVaTen: 'TRAN THI THU NGHIEM',
  NgayThangNamSinh: '<dan:NgayThangNam>19990215</dan:NgayThangNam>',
  ...changes,
})
const envelope = (members: object, uri = dan) =>
  `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" ${uri}><s:Header/><s:Body><dan:TraCuuThongTinCongDan>${Object.entries(
    members,
  )
    .map(([name, value]) => `<dan:${name}>${value}</dan:${name}>`)
    .join('')}</dan:TraCuuThongTinCongDan></s:Body></s:Envelope>`

function signed(timestamp = String(Date.now())): Record<string, string> {
  const digest = createHash('sha256')
    .update(`/XacThucThongTin/sandboxsandbox${timestamp}sandbox-secret`)
    .digest('hex')
  return {
    'content-type': 'application/xml; charset=utf-8',
    soapaction: '""',
    timestamp,
    authorization: `Basic ${Buffer.from(`sandbox:${digest}`).toString('base64')}`,
  }
}

async function start(test: Test) {
  const sandbox = await startSandbox({ data: await folder(test), port: 0 }, [population])
  test.teardown(() => sandbox.close())
  const post = async (path: string, body: string, headers: Record<string, string> = signed()) => {
    const answer = await fetch(`${sandbox.url}/population${path}`, { method: 'POST', headers, body })
    return { status: answer.status, headers: answer.headers, text: await answer.text() }
  }
  return { url: sandbox.url, post }
}

t.test('a look-up as it must be is answered, nobody found is an empty collection', async t => {
  const { post, url } = await start(t)
  const { status, text } = await post('/soap', envelope(fields('r1')))
  t.equal(status, 200)
  t.match(text, '<ns1:SoDinhDanh>000099000123</ns1:SoDinhDanh>')
  const nobody = await post('/soap', envelope(fields('r2', { HoVaTen: 'NGUOI KHAC' })))
  t.match(nobody.text, /CongdanCollection[^>]*><\/ns1:CongdanCollection/)
  t.match(await (await fetch(`${url}/_sandbox/population`)).json(), { answered: { lookup: 2 }, crossed: 0 })
})

t.test('order, names, namespace, digest and clock are insisted on', async t => {
  const { post } = await start(t)
  const fault = async (body: string) => t.match((await post('/soap', body)).text, '<soapenv:Fault>')
  const { MaDVC, ...rest } = fields('r1')
  await fault(envelope({ ...rest, MaDVC }))
  await fault(envelope(rest))
  await fault(envelope({ ...fields('r1'), GioiTinh: '1' }))
  await fault(envelope(fields('r1'), 'xmlns:dan="http://gtel.vn/qldc"'))
  await fault(envelope(fields('r1', { NgayThangNamSinh: '<dan:NgayThangNam>1999-02-15</dan:NgayThangNam>' })))
  await fault(envelope(fields('')))
  await fault(`<!DOCTYPE x>${envelope(fields('r1'))}`)
  await fault(envelope(fields('r1', { MaDVC: 'LA-001' })))
  const again = envelope(fields('twice'))
  await post('/soap', again)
  await fault(again)
  const unsigned = async (headers: Record<string, string>) =>
    t.equal((await post('/soap', again, headers)).status, 401)
  await unsigned({ ...signed(), authorization: 'Basic eA==' })
  await unsigned(signed(String(Date.now() - 3_600_000)))
  await unsigned(signed(String(Math.floor(Date.now() / 1000))))
})

t.test('X-Road refuses in both dialects and echoes what it must', async t => {
  const { post, url } = await start(t)
  const path = '/r1/VN-TEST/GOV/G01/CSDLDC/TraCuuThongTinCongDan'
  const road = {
    ...signed(),
    'x-road-client': 'VN-TEST/GOV/H99/MOTCUA',
    'x-road-id': 'id-1',
    'x-road-userid': 'VN000000000011',
    'x-road-issue': 'H99.05-1',
    apikey: 'sandbox-api-key',
  }
  const { status, headers } = await post(path, envelope(fields('r1')), road)
  t.equal(status, 200)
  t.equal(headers.get('x-road-id'), 'id-1')
  t.equal(headers.get('x-road-service'), 'VN-TEST/GOV/G01/CSDLDC/TraCuuThongTinCongDan')
  const refused = await post(path, envelope(fields('r2')), { ...road, apikey: 'x' })
  t.equal(refused.headers.get('x-road-error'), 'server.serverproxy.access_denied')
  await fetch(`${url}/population/_dial`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: '{"oldCodes":true}',
  })
  const { 'x-road-issue': _, ...without } = road
  const old = await post(path, envelope(fields('r2')), without)
  t.equal(old.headers.get('x-road-error'), 'Server.ServerProxy.BadRequest')
})

t.test('the LGSP wants its token, its keys and the order of the guide', async t => {
  const { post } = await start(t)
  const form = {
    'content-type': 'application/x-www-form-urlencoded',
    authorization: `Basic ${Buffer.from('sandbox:sandbox-secret').toString('base64')}`,
  }
  t.equal(
    (await post('/token', 'grant_type=client_credentials', { ...form, authorization: 'x' })).status,
    401,
  )
  const { access_token: token } = JSON.parse(
    (await post('/token', 'grant_type=client_credentials', form)).text,
  )
  const keys = {
    AccessKey: 'sandbox-access',
    SecretKey: 'sandbox-lgsp-secret',
    AppName: 'LIENTHONG',
    PartnerCode: '000.00.00.H99',
    PartnerCodeCus: '000.00.00.H99',
  }
  const headers = {
    'content-type': 'application/json',
    authorization: `Bearer ${token}`,
    lgspaccesstoken: Buffer.from(JSON.stringify(keys)).toString('base64'),
    authhash: Buffer.from('sandbox:sandbox-key').toString('base64'),
  }
  const { MaDonVi: _unit, TaiKhoan: _account, SoDienThoai: _phone, ...plain } = fields('r1')
  const question = {
    MaYeuCau: plain.MaYeuCau,
    MaDVC: plain.MaDVC,
    MaTichHop: '003',
    MaCanBo: plain.MaCanBo,
    SoDinhDanh: plain.SoDinhDanh,
    SoCMND: '',
    HoVaTen: plain.HoVaTen,
    NgayThangNamSinh: { Nam: '1999' },
  }
  const ask = (body: object, more = headers) => post('/lgsp/csdldc/1.0/xacthuc', JSON.stringify(body), more)
  t.same(JSON.parse((await ask(question)).text), { error_code: '0', KetQuaXacThuc: { TonTai: 'true' } })
  t.equal((await ask(question, { ...headers, authorization: 'Bearer x' })).status, 401)
  t.equal((await ask(question, { ...headers, authhash: 'x' })).status, 403)
  const { MaYeuCau, ...late } = question
  t.match(JSON.parse((await ask({ ...late, MaYeuCau })).text), { error_code: '-1' })
  t.match(JSON.parse((await ask({ ...question, MaDVC: 'LA' })).text), { error_code: '004' })
})
