import t from 'tap'
import { platforms } from '../../src/sandbox/platforms.ts'
import { startSandbox } from '../../src/sandbox/server.ts'
import { folder, type Json } from './support.ts'

const headers = {
  'content-type': 'application/json',
  authorization: 'Bearer sandbox-token',
  lgspaccesstoken: 'x',
}
const question = {
  ...{ SoDinhDanhChuSoHuu: '000099000123', HoTenNguoiYeuCau: 'Ví Dụ', SoDinhDanhNguoiYeuCau: '000000000011' },
  ...{ KenhThucHien: '1', MaThuTuc: '2.900452' },
  DanhSachDanhMucKetQua: [{ MaKetQua: 'KQ.G07.000122', SoKyHieu: '' }],
}

t.test('the store is as strict as is known of it, and remembers counts only', async t => {
  const sandbox = await startSandbox({ data: await folder(t), port: 0 }, platforms)
  t.teardown(() => sandbox.close())
  const post = async (path: string, body: unknown, more: Record<string, string> = {}) => {
    const response = await fetch(`${sandbox.url}/paper-store${path}`, {
      method: 'POST',
      headers: { ...headers, ...more },
      body: JSON.stringify(body),
    })
    return { status: response.status, body: (await response.json()) as Json }
  }
  const search = (changes: Json = {}) => post('/GetKetQuaGiayTo', { ...question, ...changes })
  t.equal((await post('/GetKetQuaGiayTo', question, { authorization: 'Bearer khac' })).status, 401)
  const found = await search()
  t.match(found.body, { errorCode: '0', result: { DanhSachGiayToKetQua: [{ MaKetQua: 'KQ.G07.000122' }] } })
  const named = (SoKyHieu: string) =>
    search({ DanhSachDanhMucKetQua: [{ MaKetQua: 'KQ.G07.000122', SoKyHieu }] })
  t.match((await named('12/GPLX')).body, { result: { DanhSachGiayToKetQua: [{}] } })
  t.match((await named('13/GPLX')).body, { result: { DanhSachGiayToKetQua: [] } })
  for (const wrong of [
    ...[{ KenhThucHien: '3' }, { KenhThucHien: 1 }, { KenhThucHien: '2' }, { soDinhDanhChuSoHuu: 'x' }],
    ...[{ SoDinhDanhChuSoHuu: '12345' }, { MaThuTuc: '' }, { DanhSachDanhMucKetQua: [] }],
    ...[{ DanhSachDanhMucKetQua: [{ MaKetQua: 'x' }] }],
  ])
    t.equal((await search(wrong)).body.errorCode, '12', JSON.stringify(wrong))
  const file = { CoQuanChuQuan: '000.00.05.H99', DuongDan: '/kho/h99/2026/12-gplx' }
  const got = await post('/GetGiayToByUrl', file)
  t.match(Buffer.from(String(got.body.result), 'base64').toString(), /^%PDF-/)
  t.equal((await post('/GetGiayToByUrl', { ...file, CoQuanChuQuan: '000.00.03.H99' })).body.errorCode, '44')
  t.equal((await post('/GetGiayToByUrl', { ...file, URL: 'x' })).body.errorCode, '12')
  const state = (await (await fetch(`${sandbox.url}/_sandbox/paper-store`)).json()) as Json
  t.match(state, { searches: 3, fetches: 1, channels: { '1': 3 } })
  t.notMatch(JSON.stringify(state), '000099000123')
})
