import { createHash } from 'node:crypto'

/** What the sandbox's partner signs with. Nothing but the sandbox takes it. */
export const partner = { code: 'SANDBOX', secret: 'sandbox-secret' } as const

/** MaXacThuc: plain SHA-256, lower-case hex, of the values and the secret joined by `|` (protocol 1.0.6). */
export function sign(values: readonly unknown[], secret: string = partner.secret): string {
  return createHash('sha256')
    .update([...values.map(String), secret].join('|'), 'utf8')
    .digest('hex')
}

/** The order in which each message is signed. CONFIRM has time before narrative, INIT the other way round. */
export const signed = {
  INIT: [
    'LoaiBanTin',
    'PhienBan',
    'MaDoiTac',
    'MaThamChieu',
    'SoTien',
    'LoaiHinhThanhToan',
    'MaKenhThanhToan',
    'MaThietBi',
    'NgonNgu',
    'MaTienTe',
    'MaNganHang',
    'ThongTinGiaoDich',
    'ThoiGianGD',
    'Ip',
  ],
  CONFIRM: [
    'LoaiBanTin',
    'MaLoi',
    'MaDoiTac',
    'MaThamChieu',
    'SoTien',
    'MaTienTe',
    'MaGiaoDich',
    'MaNganHang',
    'ThoiGianGD',
    'ThongTinGiaoDich',
  ],
  QUERY: ['LoaiBanTin', 'PhienBan', 'MaDoiTac', 'MaThamChieu', 'ThoiGianGD'],
} as const
