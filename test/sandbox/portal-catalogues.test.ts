import t from 'tap'
import { Caller, type Json, portal, rating } from './support.ts'

t.test('catalogues are at their own address, whole and without parameters', async t => {
  const caller = await Caller.at((await portal(t)).url)
  const envelope = { session: caller.session, madonvi: 'H99', service: 'LayDanhSachTTHC' }
  const { error_code, result } = await caller.post('/mapi/share', envelope)
  t.equal(error_code, 0)
  t.equal(result?.length, 1287, 'those of the province and one that it does not know')
  t.same(Object.keys(result?.[0] ?? {}), ['MATTHC', 'TENTTHC'])
  t.equal((await caller.post('/mapi/share', { ...envelope, trang: 1 })).error_code, 1011)
  t.equal((await caller.call('LayDanhSachTTHC', {})).error_code, 1014, 'not where the data services are')
  t.equal((await caller.post('/mapi/share', { ...envelope, service: 'TraCuuHoSo' })).error_code, 1014)
  t.match((await caller.call('LayThuTuc', { maTTHC: '2.900101' })).result, [{ MATTHC: '2.900101' }])
  t.same((await caller.call('LayThuTuc', { maTTHC: '9.999999' })).result, [])
})

t.test('ratings are whole numbers that sum to a hundred, of a month without a leading zero', async t => {
  const { url } = await portal(t)
  const caller = await Caller.at(url)
  const rate = async (change: Json) =>
    (await caller.call('DongBoDanhGia', { data: [rating(change)] })).error_code
  t.equal(await rate({}), 0)
  t.equal(await rate({ NgayTongHop: '06-2023' }), 1030)
  t.equal(await rate({ PhanTramDanhGiaHaiLong: '26%', PhanTramDanhGiaDichVuHaiLong: '26%' }), 1031)
  t.equal(await rate({ PhanTramDanhGiaRatHaiLong: '7.0%' }), 1031)
  t.equal(await rate({ PhanTramDanhGiaDichVuHaiLong: '24%' }), 1031, 'the repetition says the same')
  t.equal(await rate({ TongSoNguoiDanhGia: '120' }), 1022)
  t.equal(await rate({ MaDonVi: 'H99' }), 1021, 'the d and the o of Madonvi are small')
  t.match(await caller.get('/_sandbox/ratings'), { ratings: [{ month: '6-2023', told: 1 }] })
})
