import t from 'tap'
import { landPlatforms } from '../../src/sandbox/land-registry/platforms.ts'
import { startSandbox } from '../../src/sandbox/server.ts'
import { folder } from './support.ts'

// The land systems and the tax office of the sandbox, each as strict as the real one is known to be.
const sandbox = await startSandbox({ data: await folder(t), port: 0 }, landPlatforms())
t.teardown(() => sandbox.close())

const submission = (SoBienNhan: string, unit: (code: number) => number | string) => ({
  LaQuyTrinhCapTinh: true,
  TinhId: unit(99),
  XaId: unit(99001),
  SoBienNhan,
  NguoiTiepNhan: 'motcua.mau',
  NgayTiepNhan: '2026-01-15T08:30:00',
  NgayHenTra: '2026-01-29T17:00:00',
  ThongTinNguoiNopDon: { HoTen: 'Nguyễn Văn Mẫu' },
  ThongTinQuyTrinh: { MaQuyTrinh: 'CN01', TenQuyTrinh: 'Chuyển nhượng_Đăng ký biến động' },
  ThongTinThuaDat: [{ SoThuTuThua: '123', SoHieuBanDo: '15' }],
})

async function post(path: string, body: object | string, headers: Record<string, string> = {}) {
  const response = await fetch(`${sandbox.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

t.test('VBDLIS takes a dossier once, knows its officers and fields, and nothing of others', async t => {
  const good = submission('H99.14-260115-0001', Number)
  t.match(await post('/vbdlis/tiepnhan', good), { status: 200, body: { data: 1, status: { success: true } } })
  for (const [changes, message] of [
    [{}, /đã tồn tại/],
    [{ SoBienNhan: 'H99.14-260115-0002', NguoiTiepNhan: 'ai.do' }, /Không có người dùng/],
    [{ SoBienNhan: 'H99.14-260115-0002', TinhId: '99' }, /TinhId/],
    [{ SoBienNhan: 'H99.14-260115-0002', NgayTiepNhan: '2026-01-15T08:30:00+07:00' }, /NgayTiepNhan/],
    [{ SoBienNhan: 'H99.14-260115-0002', SoHieuToBanDo: '15' }, /SoHieuToBanDo/],
  ] as const)
    t.match(await post('/vbdlis/tiepnhan', { ...good, ...changes }), {
      body: { data: 0, status: { message } },
    })
  const handed = { SoBienNhan: 'H99.14-260115-0009', NgayTra: '2026-01-29T10:00:00' }
  t.match(await post('/vbdlis/capnhattrangthaitraketquahoso', handed), { body: { data: 0 } })
  const state = await (await fetch(`${sandbox.url}/_sandbox/vbdlis`)).text()
  t.notMatch(state, /Nguyễn/, 'no person in what it shows')
})

t.test('iLIS wants a token of its own server, and codes as text', async t => {
  const good = submission('H99.14-260115-0003', String)
  t.equal((await post('/ilis/TiepNhanHoSo', good)).status, 401)
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  const account = 'grant_type=password&username=motcua&password=motcua&client_id=motcua&client_secret='
  t.equal((await post('/ilis/token', `${account}x`, form)).status, 400)
  const { body } = await post('/ilis/token', `${account}motcua`, form)
  const bearer = { authorization: `Bearer ${body.access_token}` }
  t.match(await post('/ilis/TiepNhanHoSo', good, bearer), { body: { data: 1 } })
  t.match(await post('/ilis/TiepNhanHoSo', { ...good, TinhId: 99 }, bearer), { body: { data: 0 } })
})

t.test(
  'the tax office takes signed slips once, answers later, and reads either spelling of the header',
  async t => {
    const path = '/tax/REST/API_LIEN_THONG/CVAN_TIEP_NHAN_HO_SO'
    const say = async (type: string, header: string, more = '') => {
      const row = `<ROW><SYSTEM_INFO><SEQ_ID>7</SEQ_ID></SYSTEM_INFO><MA_HS>H99.14-260115-0004</MA_HS><SO_PHIEU>1</SO_PHIEU></ROW>`
      const xml = `<DATA><HEADER><${header}>${type}</${header}></HEADER><BODY>${row}</BODY>${more}</DATA>`
      return post(path, { MESSAGE_TYPE: type, XML_CONTENT: xml })
    }
    const answer = (content: RegExp) => ({ status: 200, body: { XML_CONTENT: content } })
    t.match(await say('TCT_TVNVTC', 'MESSAGE_TYPE'), answer(/<ERROR_CODE>3</))
    t.match(await say('TCT_GPC', 'MESSAGE_TYPE'), answer(/<ERROR_CODE>2<.*SIGNATURE/))
    t.match(await say('TCT_GPC', 'MSG_TYPE', '<SIGNATURE/>'), answer(/<SEQ_REFID>7<.*<ERROR_CODE>0</))
    t.match(await say('TCT_GPC', 'MSG_TYPE', '<SIGNATURE/>'), answer(/<ERROR_CODE>5<.*đã được tiếp nhận/))
    t.match(await say('TCT_TVTBT', 'MESSAGE_TYPE'), answer(/<ERROR_CODE>0<.*<MA_KETQUA>0</))
    t.equal((await post(path, { MESSAGE_TYPE: 'TCT_GPC', XML_CONTENT: '<!DOCTYPE a><DATA/>' })).status, 400)
    t.equal((await post(path, { MESSAGE_TYPE: 'TCT_GPC', XML_CONTENT: '', more: 1 })).status, 400)
    t.equal((await post('/tax/pay', { dossier: 'H99.14-260115-0004' })).status, 404, 'nothing is owed yet')
  },
)
