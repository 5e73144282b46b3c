import { isMembers, type Members } from '../members.ts'
import { partner, sign, signed } from './checksum.ts'

/** Why the platform does not take a message. The sandbox's own words: the real table of MaLoi is public nowhere. */
export interface Refusal {
  readonly code: '99' | '04'
  readonly reason: string
}

const initFields = new Set<string>([...signed.INIT, 'ThongTinBienLai', 'MaXacThuc'])
const queryFields = new Set<string>([...signed.QUERY, 'MaXacThuc'])

/** A would-be INIT, as strictly as it is known: no further fields, all texts, the right checksum, parts that come to the whole. */
export function refuseInit(message: unknown): Refusal | undefined {
  if (!isMembers(message)) return wrong('body')
  const field = Object.keys(message).find(name => !initFields.has(name))
  if (field !== undefined) return wrong(`unknown field ${field}`)
  const missing = signed.INIT.find(name => typeof message[name] !== 'string')
  if (missing !== undefined) return wrong(`${missing} is no text`)
  if (message.LoaiBanTin !== 'INIT' || message.PhienBan !== '1.0.6') return wrong('LoaiBanTin or PhienBan')
  if (message.MaDoiTac !== partner.code) return wrong('MaDoiTac')
  if (!/^.{1,255}$/.test(String(message.MaThamChieu))) return wrong('MaThamChieu')
  if (!/^[1-9]\d*$/.test(String(message.SoTien))) return wrong('SoTien')
  if (!isStamp(message.ThoiGianGD)) return wrong('ThoiGianGD')
  if (/[^\x20-\x7e]/.test(String(message.ThongTinGiaoDich))) return wrong('ThongTinGiaoDich has diacritics')
  if (message.MaXacThuc !== sign(signed.INIT.map(name => message[name]))) return wrong('MaXacThuc')
  return refuseBill(message.ThongTinBienLai, String(message.SoTien))
}

function refuseBill(bill: unknown, amount: string): Refusal | undefined {
  if (!isMembers(bill)) return wrong('ThongTinBienLai')
  const kind = bill.MaDichVu
  if (kind !== '1' && kind !== '2') return wrong('MaDichVu')
  const needed = ['MaDVC', 'MaTTHC', 'MaDonVi', 'MaHoSo', 'HoTenNguoiNop']
  const account = kind === '2' ? ['TKThuHuong', 'MaNHThuHuong', 'TenTKThuHuong'] : []
  const empty = [...needed, ...account].find(name => typeof bill[name] !== 'string' || bill[name] === '')
  if (empty !== undefined) return wrong(empty)
  if (String(bill.TenTTHC).length > 250) return wrong('TenTTHC')
  const parts = kind === '2' ? bill.PhiLePhi : bill.DSKhoanNop
  if (!Array.isArray(parts)) return wrong('PhiLePhi or DSKhoanNop')
  const sum = parts.reduce((total: number, part: Members) => total + Number(part.SoTien), 0)
  return sum === Number(amount) ? undefined : wrong('the parts do not come to SoTien')
}

/** A would-be QUERY or GET_BILL. @param stamp of the INIT, which must be repeated letter by letter */
export function refuseQuery(
  message: unknown,
  kind: 'QUERY' | 'GET_BILL',
  stamp?: string,
): Refusal | undefined {
  if (!isMembers(message)) return wrong('body')
  const field = Object.keys(message).find(name => !queryFields.has(name))
  if (field !== undefined) return wrong(`unknown field ${field}`)
  if (message.LoaiBanTin !== kind || message.PhienBan !== '1.0.6') return wrong('LoaiBanTin or PhienBan')
  if (message.MaDoiTac !== partner.code) return wrong('MaDoiTac')
  if (message.MaXacThuc !== sign(signed.QUERY.map(name => message[name]))) return wrong('MaXacThuc')
  if (stamp === undefined) return { code: '04', reason: 'MaThamChieu' }
  return message.ThoiGianGD === stamp ? undefined : wrong('ThoiGianGD is not that of the INIT')
}

const wrong = (reason: string): Refusal => ({ code: '99', reason })

function isStamp(value: unknown): boolean {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(String(value)) ?? []
  return !Number.isNaN(Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`))
}
