import type { Dialect } from './dialect.ts'

type Members = Readonly<Record<string, unknown>>
type Check = (value: unknown) => boolean

const text: Check = value => typeof value === 'string'
const filled: Check = value => typeof value === 'string' && value !== ''
const maybe = (check: Check) => Object.assign((value: unknown) => check(value), { optional: true })
const time: Check = value => typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(value)
const count: Check = value => Number.isInteger(value)
const object =
  (fields: Fields): Check =>
  value =>
    typeof value === 'object' && value !== null && faultIn(value as Members, fields) === undefined
const list =
  (fields: Fields): Check =>
  value =>
    Array.isArray(value) && value.every(object(fields))

type Fields = Readonly<Record<string, Check>>

const papers = maybe(
  list({
    TenGiayTo: filled,
    SoBanChinh: maybe(count),
    SoBanSao: maybe(count),
    TapTin: maybe(object({ name: filled, data: filled })),
  }),
)

/** Fields of each message, as the contract names them: no others, none of another type. */
export function fieldsOf({ unit }: Dialect) {
  const code: Check = value => typeof value === unit
  return {
    submit: {
      LaQuyTrinhCapTinh: maybe(value => typeof value === 'boolean'),
      TinhId: code,
      HuyenId: maybe(code),
      XaId: code,
      SoBienNhan: filled,
      MaHoSoMotCua: maybe(text),
      NguoiTiepNhan: filled,
      NgayTiepNhan: time,
      NgayHenTra: time,
      DiaChiTaiSan: maybe(text),
      ThongTinNguoiNopDon: object({
        HoTen: filled,
        SoChungMinh: maybe(text),
        DiaChiChiTiet: maybe(text),
        SoDienThoai: maybe(text),
        Email: maybe(text),
      }),
      ThongTinQuyTrinh: object({ MaQuyTrinh: filled, TenQuyTrinh: filled }),
      ThongTinThuaDat: list({
        SoThuTuThua: filled,
        SoHieuBanDo: filled,
        DienTich: maybe(text),
        DiaChiChiTiet: maybe(text),
      }),
      DanhSachGiayToDinhKem: papers,
    },
    supplement: {
      SoBienNhan: filled,
      NgayHenTraMoi: time,
      GhiChu: maybe(text),
      DanhSachGiayToBoSung: papers,
    },
    handover: { SoBienNhan: filled, NgayTra: time },
    wrong: { SoBienNhan: filled, NoiDung: filled, DanhSachGiayToDinhKem: papers },
  } satisfies Record<string, Fields>
}

/** The first field that the contract does not have or that does not fit it. */
export function faultIn(message: Members, fields: Fields): string | undefined {
  const stranger = Object.keys(message).find(name => !Object.hasOwn(fields, name))
  if (stranger !== undefined) return stranger
  return Object.entries(fields).find(([name, check]) => {
    const value = message[name]
    return value === undefined || value === null ? !('optional' in check) : !check(value)
  })?.[0]
}
