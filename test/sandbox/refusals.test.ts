import t from 'tap'
import { codes, type RefusalKind } from '../../src/sandbox/portal/codes.ts'
import { type Answer, Caller, dossier, type Json, paper, portal, rating, step } from './support.ts'

type Attempt = (caller: Caller) => Promise<Answer>

const known = 'H99-230605-0001'
const fresh = 'H99-230605-0002'

const create =
  (changes: Json): Attempt =>
  caller =>
    caller.create(dossier(fresh, changes))
const progress =
  (changes: Json): Attempt =>
  caller =>
    caller.progress(step(known, changes))
const rate =
  (changes: Json): Attempt =>
  caller =>
    caller.call('DongBoDanhGia', { data: [rating(changes)] })
const without =
  (name: string): Attempt =>
  caller => {
    const { [name]: _left, ...rest } = dossier(fresh)
    return caller.create(rest)
  }
const raw =
  (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}): Attempt =>
  async caller =>
    (await (await caller.raw('/mapi/g', body, headers)).json()) as Answer
const identity = (LoaiDinhDanh: string, SoDinhDanh: unknown) => ({
  DinhDanhCHS: [{ LoaiDinhDanh, SoDinhDanh }],
})
const fee = (changes: Json) => ({
  DanhSachLePhi: [
    { TenPhiLePhi: 'A', MaPhiLePhi: '1', HinhThucThu: '1', Gia: '1', LoaiPhiLePhi: '1', ...changes },
  ],
})

/** What is wrong, how it is answered, what the message must name. */
const attempts: [string, RefusalKind, string, Attempt][] = [
  ['a wrong password', 'wrongCredentials', '', c => c.login({ username: 'sandbox', password: 'x' })],
  ['a wrong user name', 'wrongCredentials', '', c => c.login({ username: 'x', password: 'sandbox' })],
  ['a login without password', 'missing', 'password', c => c.login({ username: 'sandbox' })],
  [
    'a login with more than it needs',
    'envelope',
    'realm',
    c => c.login({ username: 'a', password: 'b', realm: 'c' }),
  ],

  ['no session', 'noSession', 'session', c => c.call('TraCuuHoSo', { session: undefined, mahoso: known })],
  ['an empty session', 'noSession', 'session', c => c.call('TraCuuHoSo', { session: '', mahoso: known })],
  [
    'an unknown session',
    'sessionExpired',
    '',
    c => c.call('TraCuuHoSo', { session: 'made-up', mahoso: known }),
  ],
  [
    'a session that is a number',
    'wrongType',
    'session',
    c => c.call('TraCuuHoSo', { session: 7, mahoso: known }),
  ],

  ['a body that is not JSON', 'unreadable', 'JSON', raw('{"session":')],
  ['an empty body', 'unreadable', 'JSON', raw('')],
  ['a body that is not UTF-8', 'unreadable', 'UTF-8', raw(Uint8Array.from([0x7b, 0x22, 0xff, 0x22, 0x7d]))],
  ['a body of another type', 'unreadable', 'Content-Type', raw('{}', { 'content-type': 'text/plain' })],
  ['a bare array, as other profiles send', 'envelope', 'đối tượng', raw('[]')],
  [
    'a parameter that the service does not have',
    'envelope',
    'params',
    c => c.call('TraCuuHoSo', { params: {} }),
  ],
  ['no dstcode header', 'noDestination', 'dstcode', raw('{}', { dstcode: '' })],
  [
    'an agency code without a province',
    'wrongUnit',
    'madonvi',
    c => c.call('TraCuuHoSo', { madonvi: 'X1', mahoso: 'a' }),
  ],
  ['no agency code', 'missing', 'madonvi', c => c.call('TraCuuHoSo', { madonvi: '', mahoso: 'a' })],
  ['an unknown service', 'unknownService', 'service', c => c.call('dongbohosomc', {})],
  ['no service', 'missing', 'service', c => c.call('', {})],
  ['a look-up of nothing', 'missing', 'mahoso', c => c.lookUp('')],
  ['an empty batch', 'emptyBatch', 'data', c => c.create()],
  [
    'two dossiers for an LGSP',
    'tooMany',
    '1',
    c => c.post('/lgsp/them-moi', [dossier(fresh), dossier(known)]),
  ],
  ['no batch', 'missing', 'data', c => c.call('CapNhatTienDoHoSoMC', {})],
  [
    'an object where the batch is due',
    'wrongType',
    'data',
    c => c.call('CapNhatTienDoHoSoMC', { data: step(known) }),
  ],
  ['a batch of strings', 'wrongType', 'data[0]', c => c.progress('x')],
  [
    'isUpdating in small letters',
    'wrongBoolean',
    'isUpdating',
    c => c.call('DongBoHoSoMC', { isUpdating: 'true', data: [] }),
  ],
  [
    'isUpdating as a boolean',
    'wrongType',
    'isUpdating',
    c => c.call('DongBoHoSoMC', { isUpdating: true, data: [] }),
  ],
  ['no isUpdating', 'missing', 'isUpdating', c => c.call('DongBoHoSoMC', { data: [] })],

  ['a mandatory field left out', 'missing', 'data[0].DonViXuLy', without('DonViXuLy')],
  ['a mandatory list left out', 'missing', 'data[0].DanhSachGiayToKetQua', without('DanhSachGiayToKetQua')],
  ['a mandatory field of blanks', 'missing', 'data[0].TrichYeuHoSo', create({ TrichYeuHoSo: '  ' })],
  ['a step without its time', 'missing', 'data[0].ThoiDiemXuLy', progress({ ThoiDiemXuLy: '' })],
  ['a field of the wrong case', 'unknownField', 'data[0].maHoSo', create({ maHoSo: 'x' })],
  [
    'an unknown field in a list',
    'unknownField',
    'data[0].TaiLieuNop[0].Size',
    create({ TaiLieuNop: [paper({ Size: '1' })] }),
  ],
  ['a field name that is no name', 'unknownField', 'không hợp lệ', create({ '000000000789': 'x' })],
  ['a status as a number', 'wrongType', 'data[0].TrangThaiHoSo', create({ TrangThaiHoSo: 2 })],
  ['null for what is absent', 'wrongType', 'data[0].NgayTuChoi', create({ NgayTuChoi: null })],
  [
    'a boolean in a paper',
    'wrongType',
    'data[0].TaiLieuNop[0].IsDeleted',
    create({ TaiLieuNop: [paper({ IsDeleted: false })] }),
  ],
  ['an object where a list is due', 'wrongType', 'data[0].TaiLieuNop', create({ TaiLieuNop: {} })],
  [
    'a count as text',
    'wrongType',
    'data[0].DanhSachTepDinhKemKhac[0].SoLuong',
    create({ DanhSachTepDinhKemKhac: [{ TenGiayTo: 'A', SoLuong: '2', LoaiGiayTo: 1 }] }),
  ],
  [
    'an abstract of 1001 characters',
    'tooLong',
    'data[0].TrichYeuHoSo',
    create({ TrichYeuHoSo: 'ồ'.repeat(1001) }),
  ],
  ['a note of 2001 characters', 'tooLong', 'data[0].GhiChu', create({ GhiChu: 'a'.repeat(2001) })],
  ['an officer of 51 characters', 'tooLong', 'data[0].NguoiXuLy', progress({ NguoiXuLy: 'a'.repeat(51) })],
  [
    'a paper name of 4001 characters',
    'tooLong',
    'data[0].TaiLieuNop[0].TenTepDinhKem',
    create({ TaiLieuNop: [paper({ TenTepDinhKem: 'a'.repeat(4001) })] }),
  ],
  ['an ISO date', 'wrongDate', 'data[0].NgayTiepNhan', create({ NgayTiepNhan: '2023-06-05T08:15:00' })],
  ['a date without time', 'wrongDate', 'data[0].NgayHenTra', create({ NgayHenTra: '20230605' })],
  [
    '29 February of a common year',
    'wrongDate',
    'data[0].ThoiDiemXuLy',
    progress({ ThoiDiemXuLy: '20230229000000' }),
  ],
  ['hour 24', 'wrongDate', 'data[0].NgayBatDau', progress({ NgayBatDau: '20230601240000' })],
  ['status 0', 'wrongStatus', 'data[0].TrangThaiHoSo', create({ TrangThaiHoSo: '0' })],
  ['status 11', 'wrongStatus', 'data[0].TrangThai', progress({ TrangThai: '11' })],
  ['status 04', 'wrongStatus', 'data[0].TrangThai', progress({ TrangThai: '04' })],
  ['a channel that does not exist', 'wrongCode', 'data[0].KenhThucHien', create({ KenhThucHien: '4' })],
  [
    'a flag spelt True',
    'wrongCode',
    'data[0].HoSoCoThanhPhanSoHoa',
    create({ HoSoCoThanhPhanSoHoa: 'True' }),
  ],
  [
    'a boolean word in small letters',
    'wrongBoolean',
    'data[0].TaiLieuNop[0].IsDeleted',
    create({ TaiLieuNop: [paper({ IsDeleted: 'false' })] }),
  ],
  [
    'a boolean as 0',
    'wrongBoolean',
    'data[0].TaiLieuNop[0].IsDeleted',
    create({ TaiLieuNop: [paper({ IsDeleted: '0' })] }),
  ],
  [
    'a citizen number of 9 digits',
    'wrongDigits',
    'data[0].DinhDanhCHS[0].SoDinhDanh',
    create(identity('1', '000000789')),
  ],
  [
    'an old card number of 12 digits',
    'wrongDigits',
    'data[0].DinhDanhCHS[0].SoDinhDanh',
    create(identity('2', '000000000789')),
  ],
  ['an amount with dots', 'wrongDigits', 'data[0].DanhSachLePhi[0].Gia', create(fee({ Gia: '50.000' }))],
  [
    'a file without address',
    'wrongUrl',
    'data[0].TaiLieuNop[0].DuongDanTaiTepTin',
    create({ TaiLieuNop: [paper({ DuongDanTaiTepTin: '/t/9d1c/a.pdf' })] }),
  ],
  [
    'a file address with a blank',
    'wrongUrl',
    'data[0].TaiLieuNop[0].DuongDanTaiTepTin',
    create({ TaiLieuNop: [paper({ DuongDanTaiTepTin: 'https://a.example/Don de nghi.pdf' })] }),
  ],

  ['a month with a leading zero', 'wrongMonth', 'NgayTongHop', rate({ NgayTongHop: '06-2023' })],
  [
    'shares that do not sum to a hundred',
    'wrongShare',
    'PhanTramDanhGiaRatHaiLong',
    rate({ PhanTramDanhGiaHaiLong: '26%', PhanTramDanhGiaDichVuHaiLong: '26%' }),
  ],

  ['a create of a known dossier', 'exists', 'đã tồn tại', c => c.create(dossier(known))],
  ['an update of an unknown dossier', 'updateUnknown', fresh, c => c.update(dossier(fresh))],
  ['progress of an unknown dossier', 'progressUnknown', fresh, c => c.progress(step(fresh))],
  [
    'an answer to an unknown question',
    'questionUnknown',
    'HOIDAPID',
    c => c.call('DongBoKetQuaHoiDapGuiTuDVCQG', { data: [answerTo('không có')] }),
  ],
]

function answerTo(HOIDAPID: string): Json {
  return {
    ...{ HOIDAPID, MADONVI: 'H99.05', NGUOITRALOI: 'Trần Thị Ví Dụ', CHUCVUNGUOITRALOI: '' },
    ...{ NGAYTRALOI: '20261123093000', NOIDUNGTRALOI: 'Ở bộ phận một cửa.' },
  }
}

t.test('every mistake is refused inside HTTP 200, by its own code and name, and nothing is kept', async t => {
  const running = await portal(t)
  const caller = await Caller.at(running.url)
  await caller.create(dossier(known))
  const before = running.state()

  for (const [what, kind, named, attempt] of attempts) {
    const answer = await attempt(caller)
    // An LGSP says the number as text.
    t.equal(String(answer.error_code), String(codes[kind].code), what)
    t.ok(answer.message.includes(named), `${what}: the message names it`)
    t.notMatch(answer.message, /000000000789|NGUYỄN/, `${what}: no person's value is repeated`)
  }

  const after = running.state()
  t.match(after, { dossiers: before.dossiers, versions: before.versions, progress: before.progress })
  t.equal(
    Object.values(after.refused).reduce((sum, n) => sum + n, 0),
    attempts.length,
    'all are counted',
  )
  t.equal(after.refused['-3'], 1)
})

t.test('the attempts above cover the whole table, and no two kinds share a code', async t => {
  const kinds = Object.keys(codes)
  t.strictSame(
    kinds.filter(kind => !attempts.some(([, tried]) => tried === kind)),
    [],
  )
  t.equal(new Set(Object.values(codes).map(({ code }) => String(code))).size, kinds.length)
})

t.test('the last 200 refusals can be read, without any person', async t => {
  const caller = await Caller.at((await portal(t)).url)
  for (let n = 0; n < 205; n++) await caller.create(dossier(fresh, identity('1', '0789')))
  const { refusals } = (await caller.get('/_sandbox/refusals')) as { refusals: Json[] }
  t.equal(refusals.length, 200)
  t.match(refusals[0], { service: 'DongBoHoSoMC', code: 1028, message: /SoDinhDanh/, at: /Z$/ })
  t.notMatch(JSON.stringify(refusals), /0789|NGUYỄN/)
})
