import { createHash } from 'node:crypto'
import t from 'tap'
import { Caller, dossier, folder, paper, portal, step } from './support.ts'

t.test('the samples of the reference are accepted and kept as they came', async t => {
  const caller = await Caller.at((await portal(t)).url)
  t.strictSame(await caller.create(dossier()), { error_code: 0, message: 'Thành công' })
  t.strictSame(await caller.progress(step()), { error_code: 0, message: 'Thành công' })
  t.strictSame(await caller.update(dossier(undefined, { TrangThaiHoSo: '4' })), {
    error_code: 0,
    message: 'Thành công',
  })

  const kept = await caller.get('/_sandbox/dossiers/H99.17-230605-0001')
  const sha = (value: unknown) => createHash('sha256').update(JSON.stringify(value)).digest('hex')
  t.match(kept, {
    code: 'H99.17-230605-0001',
    versions: [
      { arrival: 1, isUpdating: 'False', status: '2', sha256: sha(dossier()) },
      { arrival: 3, isUpdating: 'True', status: '4', receivedAt: /^\d{4}-.*Z$/ },
    ],
    progress: [
      {
        arrival: 2,
        status: '4',
        ThoiDiemXuLy: '20230607093000',
        NoiDungXuLy: 'Thẩm định hồ sơ',
        sha256: sha(step()),
      },
    ],
  })
  t.strictSame(kept.body, dossier(undefined, { TrangThaiHoSo: '4' }))
})

t.test('lists of every kind are accepted when they follow the reference', async t => {
  const caller = await Caller.at((await portal(t)).url)
  const full = dossier(undefined, {
    DSKetNoiCSDL: [{ MaCSDL: '7' }],
    DanhSachTepDinhKemKhac: [{ TenGiayTo: 'Bản đồ', SoLuong: 2, LoaiGiayTo: 1 }],
    DanhSachGiayToKetQua: [
      { TenGiayTo: 'Quyết định.pdf', MaThanhPhanHoSo: '', GiayToId: '902', DuongDanTepTinKetQua: '' },
    ],
    DanhSachHoSoBoSung: [
      {
        HoSoBoSungId: '1',
        NguoiYeuCauBoSung: 'Trần Thị Ví Dụ',
        NoiDungBoSung: 'Bổ sung bản sao',
        NgayBoSung: '20240229080000',
        NguoiTiepNhanBoSung: '',
        ThongTinTiepNhan: '',
        NgayTiepNhanBoSung: '',
        TrangThaiBoSung: '',
        DanhSachGiayToBoSung: [paper()],
        DanhSachLePhiBoSung: [],
        NgayHenTraTruoc: '',
        NgayHenTraMoi: '',
      },
    ],
  })
  t.equal((await caller.create(full)).error_code, 0)
})

t.test('an identical progress row is kept twice, so that duplicates show', async t => {
  const running = await portal(t)
  const caller = await Caller.at(running.url)
  await caller.create(dossier())
  await caller.progress(step())
  await caller.progress(step())
  t.equal(running.state().progress, 2)
  const kept = await caller.get('/_sandbox/dossiers/H99.17-230605-0001')
  t.match(kept.progress, [{ arrival: 2 }, { arrival: 3 }])
})

t.test('a batch with one bad element leaves nothing behind', async t => {
  const running = await portal(t)
  const caller = await Caller.at(running.url)
  const bad = await caller.create(dossier('H99-230605-0001'), dossier('H99-230605-0002', { HinhThuc: '7' }))
  t.equal(bad.error_code, 1026)
  t.match(bad.message, /data\[1\]\.HinhThuc/)
  const twice = await caller.create(dossier('H99-230605-0001'), dossier('H99-230605-0001'))
  t.equal(twice.error_code, '-3', 'the same dossier cannot be created twice in one batch')
  t.equal(running.state().dossiers, 0)

  t.equal((await caller.create(dossier('H99-230605-0001'), dossier('H99-230605-0002'))).error_code, 0)
  const mixed = await caller.progress(step('H99-230605-0001'), step('H99-230605-0003'))
  t.equal(mixed.error_code, 1041)
  t.equal(running.state().progress, 0)
})

t.test('a look-up tells an unknown dossier from a known one, in full or barely', async t => {
  const data = await folder(t)
  const first = await portal(t, { data })
  const caller = await Caller.at(first.url)
  t.strictSame((await caller.lookUp('H99.17-230605-0001')).result, [])
  await caller.create(dossier())
  await caller.progress(step())
  t.strictSame((await caller.lookUp('H99.17-230605-0001')).result, [
    {
      MaHoSo: 'H99.17-230605-0001',
      TrangThaiHoSo: '2',
      DanhSachTienDo: [
        {
          TrangThai: '4',
          ThoiDiemXuLy: '20230607093000',
          NguoiXuLy: 'Trần Thị Ví Dụ',
          NoiDungXuLy: 'Thẩm định hồ sơ',
        },
      ],
    },
  ])
  await first.close()

  const bare = await Caller.at((await portal(t, { data, lookup: 'bare' })).url)
  t.strictSame((await bare.lookUp('H99.17-230605-0001')).result, [
    { MaHoSo: 'H99.17-230605-0001', TrangThaiHoSo: '2' },
  ])
})

t.test('a session ends after its time, used or not, and a new login leaves older ones alone', async t => {
  let now = Date.parse('2026-01-05T01:00:00Z')
  const caller = await Caller.at((await portal(t, { sessionSeconds: 600, now: () => now })).url)
  const older = caller.session
  now += 599_000
  await caller.login()
  t.not(caller.session, older)
  caller.session = older
  t.equal((await caller.lookUp('H99-1')).error_code, 0)
  now += 1_000
  t.equal((await caller.lookUp('H99-1')).error_code, 1003)
})

t.test('a new-style and an old-style agency code are both accepted', async t => {
  const caller = await Caller.at((await portal(t)).url)
  for (const madonvi of ['H99', 'H99.17', '000.00.17.H99']) {
    t.equal((await caller.call('TraCuuHoSo', { mahoso: 'H99-1', madonvi })).error_code, 0)
  }
})

t.test('a body beyond 20 MB is turned away', async t => {
  const caller = new Caller((await portal(t)).url)
  const response = await caller.raw('/mapi/g', 'x'.repeat(20 * 1024 * 1024 + 1))
  t.equal(response.status, 413)
  await response.arrayBuffer()
})
