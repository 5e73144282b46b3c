import t from 'tap'
import { Caller, type Json, portal } from './support.ts'

const asked = {
  NOIDUNG: 'Nộp hồ sơ ở đâu?',
  MADONVI: 'H99.05',
  TENDONVI: 'Sở Mẫu',
  HOVATEN: 'NGUYỄN VĂN MẪU',
}
const own = {
  HOIDAPID: 'HD-1',
  MaLinhVuc: 'G03-GD10',
  NOIDUNG: 'Cần gì?',
  MADONVI: 'H99.14',
  TENDONVI: 'Chi nhánh',
}
const given = {
  ...{ HOIDAPID: '1', MADONVI: 'H99.05', NGUOITRALOI: 'Trần Thị Ví Dụ', CHUCVUNGUOITRALOI: '' },
  ...{ NGAYTRALOI: '20261123093000', NOIDUNGTRALOI: 'Ở bộ phận một cửa.' },
}

t.test('what citizens asked is listed in capitals, whole, and with the answer that stands', async t => {
  const { url } = await portal(t)
  const caller = await Caller.at(url)
  const ask = await caller.post('/_sandbox/questions', asked)
  t.equal((ask as Json).id, '1')
  const list = async () => (await caller.call('LayDanhSachHoiDapGuiTuDVCQG', {})).result
  t.strictSame(await list(), [
    {
      HOIDAPID: '1',
      ...{
        MALINHVUC: '',
        NOIDUNG: asked.NOIDUNG,
        MADONVI: 'H99.05',
        TENDONVI: 'Sở Mẫu',
        HOVATEN: 'NGUYỄN VĂN MẪU',
      },
      ...{
        DIACHI: '',
        THUDIENTU: '',
        SODIENTHOAI: '',
        MATTHCDP: '',
        TRALOIID: '',
        NOIDUNGTRALOI: '',
        TRANGTHAI: '1',
      },
    },
  ])
  t.equal((await caller.call('LayDanhSachHoiDapGuiTuDVCQG', { trang: 1 })).error_code, 1011)
  t.equal((await caller.call('DongBoKetQuaHoiDapGuiTuDVCQG', { data: [given] })).error_code, 0)
  t.match(await list(), [{ TRALOIID: '1-1', NOIDUNGTRALOI: given.NOIDUNGTRALOI }])
  const answers = async (cauhoiid: string) =>
    (await caller.call('LayNoiDungTraLoiTheoCauHoi', { cauhoiid })).result
  t.match(await answers('1'), [{ HOIDAPID: '1', TRALOIID: '1-1' }])
  t.same(await answers('2'), [])
  t.equal((await caller.call('LayNoiDungTraLoiTheoCauHoi', { cauHoiId: '1' })).error_code, 1011)
  t.notMatch(JSON.stringify(await caller.get('/_sandbox/questions')), 'MẪU')
})

t.test('the mixed case of DongBoHoiDap is real: MaLinhVuc, and everything else in capitals', async t => {
  const caller = await Caller.at((await portal(t)).url)
  const publish = async (row: Json) => (await caller.call('DongBoHoiDap', { data: [row] })).error_code
  const { MaLinhVuc, ...rest } = own
  t.equal(await publish({ ...rest, MALINHVUC: MaLinhVuc }), 1021)
  t.equal(await publish({ ...rest, maLinhVuc: MaLinhVuc }), 1021)
  t.equal(await publish(rest), 1020)
  for (const name of ['HOIDAPID', 'NOIDUNG', 'MADONVI', 'TENDONVI'] as const) {
    const { [name]: value, ...others } = own
    const mixed = name[0] + name.slice(1).toLowerCase()
    t.equal(await publish({ ...others, [mixed]: value }), 1021, mixed)
  }
  t.equal(await publish(own), 0)
  t.match((await caller.call('LayDanhSachHoiDapBoCoQuan', {})).result, [
    { HOIDAPID: 'HD-1', MALINHVUC: 'G03-GD10' },
  ])
  t.same((await caller.call('LayDanhSachHoiDapGuiTuDVCQG', {})).result, [])
})

t.test('an answer is to a question that there is, from its own agency, at a time', async t => {
  const caller = await Caller.at((await portal(t)).url)
  await caller.post('/_sandbox/questions', asked)
  const answer = async (change: Json) =>
    (await caller.call('DongBoKetQuaHoiDapGuiTuDVCQG', { data: [{ ...given, ...change }] })).error_code
  t.equal(await answer({ HOIDAPID: '2' }), 1042)
  t.equal(await answer({ HOIDAPID: 1 }), 1022)
  t.equal(await answer({ MADONVI: 'H99.14' }), 1013)
  t.equal(await answer({ NGAYTRALOI: '23/11/2026' }), 1024)
  t.equal(await answer({ NOIDUNGTRALOI: '' }), 1020)
  t.equal(await answer({ NguoiTraLoi: 'x' }), 1021)
  t.equal(await answer({}), 0)
  t.equal(await answer({ NOIDUNGTRALOI: 'Khác.' }), 0)
  t.match(await caller.get('/_sandbox/questions'), { questions: [{ answers: [{}, { content: 'Khác.' }] }] })
})
