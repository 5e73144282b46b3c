import { fileURLToPath } from 'node:url'
import jsonata from 'jsonata'
import { loadFolder } from '../../../src/adapter/load.ts'

const { tables } = await loadFolder(
  fileURLToPath(new URL('../../../adapters/national-portal', import.meta.url)),
)

/**
 * The floor of `mapping-jsonata`: the same mapping as one JSONata expression, in the idiom of its documentation, with
 * the code tables bound as objects and dates done by JSONata's own functions. It checks nothing: an advantage to it.
 */
const expression = jsonata(`(
  $date := function($at) { $exists($at) ? $fromMillis($toMillis($at), '[Y0001][M01][D01][H01][m01][s01]', '+0700') : '' };
  $text := function($value) { $exists($value) ? $value : '' };
  $flag := function($value) { $value ? '1' : '0' };
  $paper := function($p) {{
    'TepDinhKemId': $text($p.id), 'TenTepDinhKem': $substring($p.name, 0, 4000),
    'IsDeleted': $p.deleted ? 'True' : 'False', 'MaThanhPhanHoSo': $text($p.component),
    'DuongDanTaiTepTin': $text($p.url), 'DuocSoHoa': $flag($p.digitised),
    'DuocTaiSuDung': $lookup($reuse, $exists($p.reuse) ? $p.reuse : 'none'),
    'DuocLayTuKhoDMQG': $flag($p.fromNationalStore), 'MaKetQuaThayThe': $text($p.replacingResult) }};
  $fee := function($f) {{
    'TenPhiLePhi': $f.name, 'MaPhiLePhi': $text($f.code),
    'HinhThucThu': $lookup($collected, $exists($f.collected) ? $f.collected : 'reception'),
    'Gia': $string($f.amount), 'LoaiPhiLePhi': $lookup($feeKind, $f.kind) }};
  {
    'MaHoSo': code, 'MaTTHC': procedure.nationalCode, 'TenTTHC': procedure.name,
    'MaLinhVuc': $text(procedure.domain.code), 'TenLinhVuc': $text(procedure.domain.name),
    'KenhThucHien': $lookup($channel, channel), 'SoBienNhan': receiptNumber, 'ChuHoSo': applicant.name,
    'LoaiDoiTuong': $lookup($applicantType, applicant.type), 'MaDoiTuong': $text(applicant.accountId),
    'ThongTinKhac': $text(otherInfo), 'Email': $text(applicant.email), 'Fax': $text(applicant.fax),
    'SoDienThoai': $text(applicant.phone), 'TrichYeuHoSo': $substring(summary, 0, 1000),
    'NgayTiepNhan': $date(receivedAt), 'NgayHenTra': $date(dueAt), 'TrangThaiHoSo': $lookup($status, status),
    'NgayTra': $date(returnedAt), 'ThongTinTra': $text(returnInfo),
    'HinhThuc': $lookup($returnMethod, $exists(returnMethod) ? returnMethod : 'counter'),
    'NgayKetThucXuLy': $date(finishedAt), 'DonViXuLy': agency.name, 'GhiChu': $text($substring(note, 0, 1999)),
    'NoiNopHoSo': $lookup($origin, $exists(origin) ? origin : 'local'),
    'HoSoCoThanhPhanSoHoa': $flag(digitised), 'TaiKhoanDuocXacThucVoiVNeID': $flag(applicant.vneid),
    'DuocThanhToanTrucTuyen': $lookup($onlinePayment, $exists(onlinePayment) ? onlinePayment : 'none'),
    'NgayTuChoi': $date(refusedAt), 'NgayNopHoSo': $date(filedAt), 'SoGiayToChuHoSo': applicant.paperNumber,
    'DinhDanhCHS': [applicant.identities.{ 'LoaiDinhDanh': $lookup($identityType, type), 'SoDinhDanh': number }],
    'DSKetNoiCSDL': [databases.{ 'MaCSDL': $ }],
    'TaiLieuNop': [documents.$paper($)],
    'DanhSachLePhi': [fees.$fee($)],
    'DanhSachTepDinhKemKhac': [otherAttachments.{ 'TenGiayTo': $substring(name, 0, 2000), 'SoLuong': quantity, 'LoaiGiayTo': kind }],
    'DanhSachHoSoBoSung': [supplements.{
      'HoSoBoSungId': id, 'NguoiYeuCauBoSung': $text(requestedBy), 'NoiDungBoSung': content,
      'NgayBoSung': $date(requestedAt), 'NguoiTiepNhanBoSung': $text(receivedBy),
      'ThongTinTiepNhan': $text(receivedInfo), 'NgayTiepNhanBoSung': $date(receivedAt),
      'TrangThaiBoSung': $exists(fulfilled) ? $flag(fulfilled) : '',
      'DanhSachGiayToBoSung': [documents.$paper($)], 'DanhSachLePhiBoSung': [fees.$fee($)],
      'NgayHenTraTruoc': $date(previousDueAt), 'NgayHenTraMoi': $date(newDueAt) }],
    'DanhSachGiayToKetQua': [results.{
      'TenGiayTo': $substring(name, 0, 2000), 'MaThanhPhanHoSo': $text(component), 'GiayToId': $text(id),
      'DuongDanTepTinKetQua': $text(url), 'MaGiayToKetQua': $text(code) }]
  }
)`)

const names = [
  'status',
  'channel',
  'origin',
  'reuse',
  'collected',
  'applicant-type',
  'identity-type',
  'return-method',
  'online-payment',
  'fee-kind',
] as const
for (const name of names) {
  const variable = name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())
  expression.assign(variable, Object.fromEntries(tables.get(name)?.toNative ?? []))
}

export async function byJsonata(message: object): Promise<unknown> {
  return expression.evaluate(message)
}
