import type { Sent } from './dossier.ts'

/**
 * The floor of `mapping`: what maps/dossier.csv of the national portal says, written by hand for this one message, as
 * one would who cares for speed: object literals, one regular expression for dates, slices where the offset is already
 * Vietnam's. It makes the same checks and gives the same message; the scenario compares both before it measures.
 */
type Faults = string[]
type Words = Readonly<Record<string, string>>

const channels: Words = { counter: '1', online: '2', postal: '3' }
const applicantTypes: Words = { citizen: '1', enterprise: '2', agency: '3', organisation: '4' }
const identityTypes: Words = { 'personal-id': '1', 'old-id': '2' }
const returnMethods: Words = { counter: '0', postal: '1' }
const origins: Words = { 'national-portal': '1', local: '2' }
const payments: Words = { none: '0', 'national-portal': '1', 'local-gateway': '2', offline: '3' }
const reuses: Words = { none: '0', reused: '1', replaced: '2' }
const collections: Words = { reception: '1', supplement: '2', return: '4' }
const feeKinds: Words = { charge: '1', fee: '2' }
const statuses: Words = {
  registered: '1',
  accepted: '2',
  refused: '3',
  processing: '4',
  supplement: '5',
  payment: '6',
  withdrawn: '7',
  stopped: '8',
  completed: '9',
  returned: '10',
}

const pattern = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:[Zz]|[+-]\d\d:?\d\d)$/
const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

function date(value: string | undefined, field: string, faults: Faults): string {
  if (value === undefined) return ''
  const match = pattern.exec(value)
  if (match === null) {
    faults.push(field)
    return ''
  }
  const [, yyyy = '', MM = '', dd = '', HH = '', mm = '', ss = ''] = match
  const year = Number(yyyy)
  const month = Number(MM)
  const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  const days = leap ? 29 : (monthDays[month - 1] ?? 0)
  if (Number(dd) < 1 || Number(dd) > days || Number(HH) > 23 || Number(mm) > 59 || Number(ss) > 60) {
    faults.push(field)
    return ''
  }
  if (value.endsWith('+07:00') && ss !== '60') return yyyy + MM + dd + HH + mm + ss
  const local = new Date(Date.parse(value) + 7 * 3_600_000)
  return local.toISOString().slice(0, 19).replace(/[-T:]/g, '')
}

function code(words: Words, value: string, field: string, faults: Faults): string {
  const found = words[value]
  if (found === undefined) faults.push(field)
  return found ?? ''
}

function needed(value: string | undefined, field: string, faults: Faults): string {
  if (value === undefined || value === '') faults.push(field)
  return value ?? ''
}

function short(value: string, limit: number): string {
  if (value.length <= limit) return value
  const points = Array.from(value)
  return points.length <= limit ? value : `${points.slice(0, limit - 1).join('')}…`
}

const plain = /^https?:\/\/[!#-;=?-Z_a-z[\]~&$@%]+$/
function address(value: string | undefined, field: string, faults: Faults): string {
  if (value === undefined) return ''
  if (plain.test(value) && !/%(?![0-9A-Fa-f]{2})/.test(value)) return value
  try {
    return new URL(value).href
  } catch {
    faults.push(field)
    return ''
  }
}

type Paper = NonNullable<Sent['documents']>[number]

function papers(list: readonly Paper[] | undefined, faults: Faults) {
  return (list ?? []).map(paper => ({
    TepDinhKemId: paper.id ?? '',
    TenTepDinhKem: short(needed(paper.name, 'name', faults), 4000),
    IsDeleted: paper.deleted ? 'True' : 'False',
    MaThanhPhanHoSo: paper.component ?? '',
    DuongDanTaiTepTin: address(paper.url, 'url', faults),
    DuocSoHoa: paper.digitised ? '1' : '0',
    DuocTaiSuDung: code(reuses, paper.reuse ?? 'none', 'reuse', faults),
    DuocLayTuKhoDMQG: paper.fromNationalStore ? '1' : '0',
    MaKetQuaThayThe: paper.replacingResult ?? '',
  }))
}

function fees(list: Sent['fees'], faults: Faults) {
  return (list ?? []).map(fee => {
    if (!Number.isSafeInteger(fee.amount)) faults.push('amount')
    return {
      TenPhiLePhi: needed(fee.name, 'name', faults),
      MaPhiLePhi: fee.code ?? '',
      HinhThucThu: code(collections, fee.collected ?? 'reception', 'collected', faults),
      Gia: String(fee.amount),
      LoaiPhiLePhi: code(feeKinds, fee.kind, 'kind', faults),
    }
  })
}

export function byHand(d: Sent): { native: Record<string, unknown>; faults: Faults } {
  const faults: Faults = []
  const { applicant, procedure } = d
  const native = {
    MaHoSo: needed(d.code, 'code', faults),
    MaTTHC: needed(procedure.nationalCode, 'nationalCode', faults),
    TenTTHC: needed(procedure.name, 'name', faults),
    MaLinhVuc: procedure.domain?.code ?? '',
    TenLinhVuc: procedure.domain?.name ?? '',
    KenhThucHien: code(channels, d.channel, 'channel', faults),
    ...(d.receiptNumber === undefined ? {} : { SoBienNhan: d.receiptNumber }),
    ChuHoSo: needed(applicant.name, 'applicant', faults),
    LoaiDoiTuong: code(applicantTypes, applicant.type, 'type', faults),
    MaDoiTuong: applicant.accountId ?? '',
    ThongTinKhac: d.otherInfo ?? '',
    Email: applicant.email ?? '',
    Fax: applicant.fax ?? '',
    SoDienThoai: applicant.phone ?? '',
    TrichYeuHoSo: short(needed(d.summary, 'summary', faults), 1000),
    NgayTiepNhan: date(d.receivedAt, 'receivedAt', faults),
    NgayHenTra: date(d.dueAt, 'dueAt', faults),
    TrangThaiHoSo: code(statuses, d.status, 'status', faults),
    NgayTra: date(d.returnedAt, 'returnedAt', faults),
    ThongTinTra: d.returnInfo ?? '',
    HinhThuc: code(returnMethods, d.returnMethod ?? 'counter', 'returnMethod', faults),
    NgayKetThucXuLy: date(d.finishedAt, 'finishedAt', faults),
    DonViXuLy: needed(d.agency.name, 'agency', faults),
    GhiChu: short(d.note ?? '', 1999),
    NoiNopHoSo: code(origins, d.origin ?? 'local', 'origin', faults),
    HoSoCoThanhPhanSoHoa: d.digitised ? '1' : '0',
    TaiKhoanDuocXacThucVoiVNeID: applicant.vneid ? '1' : '0',
    DuocThanhToanTrucTuyen: code(payments, d.onlinePayment ?? 'none', 'onlinePayment', faults),
    NgayTuChoi: date(d.refusedAt, 'refusedAt', faults),
    NgayNopHoSo: date(needed(d.filedAt, 'filedAt', faults), 'filedAt', faults),
    ...(applicant.paperNumber === undefined ? {} : { SoGiayToChuHoSo: applicant.paperNumber }),
    DinhDanhCHS: (applicant.identities ?? []).map(identity => ({
      LoaiDinhDanh: code(identityTypes, identity.type, 'identity', faults),
      SoDinhDanh: needed(identity.number, 'number', faults),
    })),
    DSKetNoiCSDL: (d.databases ?? []).map(name => ({ MaCSDL: needed(name, 'database', faults) })),
    TaiLieuNop: papers(d.documents, faults),
    DanhSachLePhi: fees(d.fees, faults),
    DanhSachTepDinhKemKhac: (d.otherAttachments ?? []).map(other => ({
      TenGiayTo: short(needed(other.name, 'name', faults), 2000),
      SoLuong: other.quantity,
      LoaiGiayTo: other.kind,
    })),
    DanhSachHoSoBoSung: (d.supplements ?? []).map(round => ({
      HoSoBoSungId: needed(round.id, 'id', faults),
      NguoiYeuCauBoSung: round.requestedBy ?? '',
      NoiDungBoSung: needed(round.content, 'content', faults),
      NgayBoSung: date(round.requestedAt, 'requestedAt', faults),
      NguoiTiepNhanBoSung: round.receivedBy ?? '',
      ThongTinTiepNhan: round.receivedInfo ?? '',
      NgayTiepNhanBoSung: date(round.receivedAt, 'receivedAt', faults),
      TrangThaiBoSung: round.fulfilled === undefined ? '' : round.fulfilled ? '1' : '0',
      DanhSachGiayToBoSung: papers(round.documents, faults),
      DanhSachLePhiBoSung: fees(round.fees, faults),
      NgayHenTraTruoc: date(round.previousDueAt, 'previousDueAt', faults),
      NgayHenTraMoi: date(round.newDueAt, 'newDueAt', faults),
    })),
    DanhSachGiayToKetQua: (d.results ?? []).map(result => ({
      TenGiayTo: short(needed(result.name, 'name', faults), 2000),
      MaThanhPhanHoSo: result.component ?? '',
      GiayToId: result.id ?? '',
      DuongDanTepTinKetQua: address(result.url, 'url', faults),
      MaGiayToKetQua: result.code ?? '',
    })),
  }
  return { native, faults }
}
