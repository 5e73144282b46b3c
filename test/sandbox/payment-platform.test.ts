import { createHash } from 'node:crypto'
import t from 'tap'
import { paymentPlatform } from '../../src/sandbox/payment-platform/payment-platform.ts'
import { startSandbox } from '../../src/sandbox/server.ts'
import { folder } from './support.ts'

const sandbox = await startSandbox({ data: await folder(t), port: 0 }, [paymentPlatform])
t.teardown(() => sandbox.close())

/** Signed here by the words of the protocol, not by the sandbox's own code. */
function signed(message: Record<string, unknown>, names: string): Record<string, unknown> {
  const text = [...names.split(' ').map(name => String(message[name] ?? '')), 'sandbox-secret'].join('|')
  return { ...message, MaXacThuc: createHash('sha256').update(text).digest('hex') }
}
const initOrder =
  'LoaiBanTin PhienBan MaDoiTac MaThamChieu SoTien LoaiHinhThanhToan MaKenhThanhToan MaThietBi NgonNgu MaTienTe MaNganHang ThongTinGiaoDich ThoiGianGD Ip'
const queryOrder = 'LoaiBanTin PhienBan MaDoiTac MaThamChieu ThoiGianGD'
const bill = {
  ...{
    MaDichVu: '2',
    MaDVC: '1.000001.01',
    TenDVC: 'Mẫu',
    MaTTHC: '1.000001',
    TenTTHC: 'Mẫu',
    MaDonVi: 'H99.14',
  },
  ...{ TenDonVi: 'Mẫu', MaHoSo: 'H99.14-260115-0042', TKThuHuong: '0000000000', MaNHThuHuong: 'NHMAU' },
  ...{ TenTKThuHuong: 'Mau', HoTenNguoiNop: 'Nguyễn Văn Mẫu' },
  PhiLePhi: [{ LoaiPhiLePhi: '2', MaPhiLePhi: 'LP01', TenPhiLePhi: 'Lệ phí', SoTien: '50000' }],
}
const init = (changes: Record<string, unknown> = {}) => ({
  ...{ LoaiBanTin: 'INIT', PhienBan: '1.0.6', MaDoiTac: 'SANDBOX', MaThamChieu: 'lt1', SoTien: '50000' },
  ...{ LoaiHinhThanhToan: 'PAY', MaKenhThanhToan: '1', MaThietBi: '1', NgonNgu: 'vi-VN', MaTienTe: 'VND' },
  ...{ MaNganHang: 'PAYMENT', ThongTinGiaoDich: 'LE PHI', ThoiGianGD: '20260115133015', Ip: '' },
  ThongTinBienLai: bill,
  ...changes,
})
const post = async (path: string, body: unknown) => {
  const response = await fetch(`${sandbox.url}/payment-platform${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const text = await response.text()
  return text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : text
}
const query = (path: string, kind: string, changes: Record<string, unknown> = {}) =>
  post(
    path,
    signed(
      {
        LoaiBanTin: kind,
        PhienBan: '1.0.6',
        MaDoiTac: 'SANDBOX',
        MaThamChieu: 'lt1',
        ThoiGianGD: '20260115133015',
        ...changes,
      },
      queryOrder,
    ),
  )

t.test('an INIT is taken once, however often it comes; another under its reference is not', async t => {
  const first = await post('/init', signed(init(), initOrder))
  t.match(first, { MaLoi: '00', UrlThanhToan: /\/payment-platform\/pay\/lt1$/ })
  t.same(await post('/init', signed(init(), initOrder)), first)
  t.match(await post('/init', signed(init({ ThongTinGiaoDich: 'KHAC' }), initOrder)), { MaLoi: '99' })
})

t.test('what the real one is known to refuse is refused', async t => {
  const swapped = initOrder.replace('ThongTinGiaoDich ThoiGianGD', 'ThoiGianGD ThongTinGiaoDich')
  const refused: readonly [string, unknown][] = [
    ['no checksum', init()],
    ['time before narrative, as CONFIRM has it', signed(init(), swapped)],
    ['another partner', signed(init({ MaDoiTac: 'KHAC' }), initOrder)],
    ['a field too many', signed(init({ GhiChu: 'x' }), initOrder)],
    ['an amount that is a number', signed(init({ SoTien: 50_000 }), initOrder)],
    ['parts that do not come to it', signed(init({ SoTien: '50001' }), initOrder)],
    ['diacritics', signed(init({ ThongTinGiaoDich: 'LỆ PHÍ' }), initOrder)],
    ['no account', signed(init({ ThongTinBienLai: { ...bill, TKThuHuong: '' } }), initOrder)],
    ['no time', signed(init({ ThoiGianGD: '20261315133015' }), initOrder)],
    ['nothing', 'INIT'],
  ]
  for (const [about, message] of refused) t.match(await post('/init', message), { MaLoi: '99' }, about)
})

t.test('QUERY must repeat the stamp letter by letter; a receipt is there once it is paid', async t => {
  t.match(await query('/query', 'QUERY'), { MaLoi: '00', TrangThaiGD: '3', SoTien: 50_000 })
  // The 12-hour clock of one client in the field: half past one at night.
  t.match(await query('/query', 'QUERY', { ThoiGianGD: '20260115013015' }), { MaLoi: '99' })
  t.match(await query('/query', 'QUERY', { MaThamChieu: 'lt2' }), { MaLoi: '04' })
  t.match(await query('/bill', 'GET_BILL'), { MaLoi: '99' })
  await post('/control/lt1', { act: 'pay-silently' })
  t.match(await query('/query', 'QUERY'), { TrangThaiGD: '1', MaGiaoDich: /^GD/ })
  t.match(String(await query('/bill', 'GET_BILL')), /^%PDF-1\.4[\s\S]*%%EOF\n$/)
  const state = await (await fetch(`${sandbox.url}/_sandbox/payment-platform`)).text()
  t.notMatch(state, /Nguyễn|0000000000/)
})
