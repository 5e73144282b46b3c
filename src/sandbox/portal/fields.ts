/**
 * The fields of P1's push services, as one table (reference 2.5 and 2.6). "Opt" fields of the reference are `optional`;
 * all others must be in the message (mandatory: INFERRED there): `filled` with something, or `present` and possibly "".
 * Null is refused everywhere: reference 2 has seen "" for what is absent in P1, and null only in P2.
 */
export type Presence = 'filled' | 'present' | 'optional'

export type Rule =
  /** At most `max` UTF-16 units, which is how the C# and Java systems of the reference count. */
  | { readonly kind: 'text' | 'url'; readonly presence: Presence; readonly max: number }
  | { readonly kind: 'date' | 'status' | 'boolean' | 'integer'; readonly presence: Presence }
  | { readonly kind: 'code'; readonly presence: Presence; readonly values: readonly string[] }
  | { readonly kind: 'digits'; readonly presence: Presence; readonly max: number }
  /** Digits whose exact number depends on the value of a neighbour. */
  | {
      readonly kind: 'identity'
      readonly presence: Presence
      readonly by: string
      readonly lengths: Readonly<Record<string, number>>
    }
  | { readonly kind: 'list'; readonly presence: Presence; readonly of: FieldTable }

export type FieldTable = Readonly<Record<string, Rule>>

const text = (presence: Presence, max: number): Rule => ({ kind: 'text', presence, max })
const url = (presence: Presence): Rule => ({ kind: 'url', presence, max: LONG })
const date = (presence: Presence): Rule => ({ kind: 'date', presence })
const code = (presence: Presence, ...values: string[]): Rule => ({ kind: 'code', presence, values })
const list = (presence: Presence, of: FieldTable): Rule => ({ kind: 'list', presence, of })
const flag = (presence: Presence): Rule => code(presence, '0', '1')

/** Limits nobody has seen: the sandbox's own. The others cite where they were seen. */
const SHORT = 250
const LONG = 4000

/** Reference 2.8, S19 (a real register's columns). */
const CODE_LENGTH = 50
const NAME_LENGTH = 500
const RESULT_CODE_LENGTH = 100

/** Reference 2.5, TaiLieuNop[]; the four fields of 2022 may be absent. */
const submittedPaper: FieldTable = {
  TepDinhKemId: text('present', SHORT),
  TenTepDinhKem: text('filled', 4000),
  IsDeleted: { kind: 'boolean', presence: 'filled' },
  MaThanhPhanHoSo: text('present', RESULT_CODE_LENGTH),
  DuongDanTaiTepTin: url('present'),
  DuocSoHoa: flag('optional'),
  DuocTaiSuDung: code('optional', '0', '1', '2'),
  DuocLayTuKhoDMQG: flag('optional'),
  MaKetQuaThayThe: text('optional', RESULT_CODE_LENGTH),
}

/** Reference 2.5, DanhSachLePhi[], with the codes of 3.4. */
const fee: FieldTable = {
  TenPhiLePhi: text('filled', NAME_LENGTH),
  MaPhiLePhi: text('filled', CODE_LENGTH),
  HinhThucThu: code('filled', '1', '2', '4'),
  Gia: { kind: 'digits', presence: 'filled', max: 15 },
  LoaiPhiLePhi: code('filled', '1', '2'),
}

/** Reference 2.5: the only list whose numbers are said to be ints and not strings. */
const otherAttachment: FieldTable = {
  TenGiayTo: text('filled', 2000),
  SoLuong: { kind: 'integer', presence: 'filled' },
  LoaiGiayTo: { kind: 'integer', presence: 'filled' },
}

/** Reference 2.5: no public system was seen filling this, so only names and types are checked; codes UNKNOWN. */
const supplementRound: FieldTable = {
  HoSoBoSungId: text('present', SHORT),
  NguoiYeuCauBoSung: text('present', NAME_LENGTH),
  NoiDungBoSung: text('present', LONG),
  NgayBoSung: date('present'),
  NguoiTiepNhanBoSung: text('present', NAME_LENGTH),
  ThongTinTiepNhan: text('present', LONG),
  NgayTiepNhanBoSung: date('present'),
  TrangThaiBoSung: text('present', CODE_LENGTH),
  DanhSachGiayToBoSung: list('optional', submittedPaper),
  DanhSachLePhiBoSung: list('optional', fee),
  NgayHenTraTruoc: date('present'),
  NgayHenTraMoi: date('present'),
}

/** Reference 2.5, DanhSachGiayToKetQua[]; MaGiayToKetQua is the newer one. */
const resultPaper: FieldTable = {
  TenGiayTo: text('filled', 2000),
  MaThanhPhanHoSo: text('present', RESULT_CODE_LENGTH),
  GiayToId: text('present', SHORT),
  DuongDanTepTinKetQua: url('present'),
  MaGiayToKetQua: text('optional', RESULT_CODE_LENGTH),
}

/** One element of `data` in `DongBoHoSoMC` (reference 2.5; codes of 3.1 to 3.4; lengths of pitfall 11). */
export const dossierFields: FieldTable = {
  MaHoSo: text('filled', CODE_LENGTH),
  MaTTHC: text('filled', CODE_LENGTH),
  TenTTHC: text('filled', LONG),
  MaLinhVuc: text('present', CODE_LENGTH),
  TenLinhVuc: text('present', NAME_LENGTH),
  KenhThucHien: code('filled', '1', '2', '3'),
  SoBienNhan: text('optional', SHORT),
  ChuHoSo: text('optional', NAME_LENGTH),
  LoaiDoiTuong: code('filled', '1', '2', '3', '4'),
  MaDoiTuong: text('optional', SHORT),
  ThongTinKhac: text('optional', LONG),
  Email: text('present', SHORT),
  Fax: text('optional', SHORT),
  SoDienThoai: text('present', SHORT),
  TrichYeuHoSo: text('filled', 1000),
  NgayTiepNhan: date('present'),
  NgayHenTra: date('present'),
  TrangThaiHoSo: { kind: 'status', presence: 'filled' },
  NgayTra: date('optional'),
  ThongTinTra: text('optional', LONG),
  HinhThuc: flag('filled'),
  NgayKetThucXuLy: date('optional'),
  DonViXuLy: text('filled', NAME_LENGTH),
  GhiChu: text('optional', 2000),
  NoiNopHoSo: code('filled', '1', '2'),
  HoSoCoThanhPhanSoHoa: flag('filled'),
  TaiKhoanDuocXacThucVoiVNeID: flag('filled'),
  DuocThanhToanTrucTuyen: code('filled', '0', '1', '2', '3'),
  NgayTuChoi: date('optional'),
  NgayNopHoSo: date('present'),
  SoGiayToChuHoSo: text('optional', CODE_LENGTH),
  DinhDanhCHS: list('present', {
    LoaiDinhDanh: code('filled', '1', '2'),
    SoDinhDanh: { kind: 'identity', presence: 'filled', by: 'LoaiDinhDanh', lengths: { '1': 12, '2': 9 } },
  }),
  DSKetNoiCSDL: list('present', { MaCSDL: text('filled', CODE_LENGTH) }),
  TaiLieuNop: list('optional', submittedPaper),
  DanhSachLePhi: list('optional', fee),
  DanhSachTepDinhKemKhac: list('optional', otherAttachment),
  DanhSachHoSoBoSung: list('optional', supplementRound),
  DanhSachGiayToKetQua: list('present', resultPaper),
}

/** Reference 1.3: all that P3 was seen to send. */
const reduced = [
  'MaHoSo',
  'MaTTHC',
  'TenTTHC',
  'MaLinhVuc',
  'TenLinhVuc',
  'SoBienNhan',
  'ChuHoSo',
  'LoaiDoiTuong',
  'MaDoiTuong',
  'NgayTiepNhan',
  'NgayHenTra',
  'TrangThaiHoSo',
  'HinhThuc',
  'DonViXuLy',
  'TaiLieuNop',
  'DanhSachGiayToKetQua',
]

export const reducedDossierFields: FieldTable = Object.fromEntries(
  Object.entries(dossierFields).filter(([name]) => reduced.includes(name)),
)

/** One element of `data` in `CapNhatTienDoHoSoMC` (reference 2.6). */
export const stepFields: FieldTable = {
  MaHoSo: text('filled', CODE_LENGTH),
  NguoiXuLy: text('filled', 50),
  ChucDanh: text('optional', SHORT),
  ThoiDiemXuLy: date('filled'),
  PhongBanXuLy: text('optional', NAME_LENGTH),
  NoiDungXuLy: text('filled', LONG),
  TrangThai: { kind: 'status', presence: 'filled' },
  NgayBatDau: date('optional'),
  NgayKetThucTheoQuyDinh: date('optional'),
}

/** Reference 6, DongBoDanhGia. The form of month and shares is looked at in ratings.ts. */
export const ratingFields: FieldTable = {
  NgayTongHop: text('filled', 7),
  TongSoNguoiDanhGia: { kind: 'integer', presence: 'filled' },
  PhanTramDanhGiaRatHaiLong: text('filled', 4),
  PhanTramDanhGiaHaiLong: text('filled', 4),
  PhanTramDanhGiaChuaHaiLong: text('filled', 4),
  DanhSachNoiDungYKien: text('present', LONG),
  MaThuTuc: text('present', CODE_LENGTH),
  NoiDung: text('filled', LONG),
  PhanTramDanhGiaDichVuRatHaiLong: text('filled', 4),
  PhanTramDanhGiaDichVuHaiLong: text('filled', 4),
  PhanTramDanhGiaDichVuChuaHaiLong: text('filled', 4),
  Madonvi: text('filled', CODE_LENGTH),
  TenDonVi: text('filled', NAME_LENGTH),
}

/** Reference 2.8, DongBoHoiDap: the mixed case is real. */
export const questionFields: FieldTable = {
  HOIDAPID: text('filled', CODE_LENGTH),
  MaLinhVuc: text('present', CODE_LENGTH),
  NOIDUNG: text('filled', LONG),
  MADONVI: text('filled', CODE_LENGTH),
  TENDONVI: text('filled', NAME_LENGTH),
}

/** Reference 2.8, DongBoKetQuaHoiDapGuiTuDVCQG. */
export const answerFields: FieldTable = {
  HOIDAPID: text('filled', CODE_LENGTH),
  MADONVI: text('filled', CODE_LENGTH),
  NGUOITRALOI: text('filled', SHORT),
  CHUCVUNGUOITRALOI: text('present', SHORT),
  NGAYTRALOI: date('filled'),
  NOIDUNGTRALOI: text('filled', 2 * LONG),
}
