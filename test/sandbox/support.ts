import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'
import type { SandboxOptions } from '../../src/sandbox/options.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts'

export type Json = Record<string, unknown>

export interface Answer extends Json {
  error_code: number | string
  message: string
  session?: string
  result?: Json[]
}

/** A temporary folder that is gone when the test is. */
export async function folder(t: Test): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'sandbox-portal-'))
  t.teardown(() => rm(path, { recursive: true, force: true }))
  return path
}

export async function portal(t: Test, options: Partial<SandboxOptions> = {}): Promise<Sandbox> {
  const running = await startSandbox({ data: options.data ?? (await folder(t)), port: 0, ...options })
  t.teardown(() => running.close())
  return running
}

/** A gateway reduced to its mouth: sends what it is told and returns what it hears. */
export class Caller {
  readonly url: string
  session = ''

  constructor(url: string) {
    this.url = url
  }

  /** A caller that has logged in. */
  static async at(url: string): Promise<Caller> {
    const caller = new Caller(url)
    await caller.login()
    return caller
  }

  async login(body: unknown = { username: 'sandbox', password: 'sandbox' }): Promise<Answer> {
    const answer = await this.post('/mapi/login', body)
    this.session = answer.session ?? this.session
    return answer
  }

  call(service: string, parameters: Json): Promise<Answer> {
    return this.post('/mapi/g', { session: this.session, madonvi: '000.00.00.H99', service, ...parameters })
  }

  create(...data: unknown[]): Promise<Answer> {
    return this.call('DongBoHoSoMC', { isUpdating: 'False', data })
  }

  update(...data: unknown[]): Promise<Answer> {
    return this.call('DongBoHoSoMC', { isUpdating: 'True', data })
  }

  progress(...data: unknown[]): Promise<Answer> {
    return this.call('CapNhatTienDoHoSoMC', { data })
  }

  lookUp(mahoso: string): Promise<Answer> {
    return this.call('TraCuuHoSo', { mahoso })
  }

  async post(path: string, body: unknown): Promise<Answer> {
    const response = await this.raw(path, JSON.stringify(body))
    return (await response.json()) as Answer
  }

  raw(
    path: string,
    body: string | Uint8Array<ArrayBuffer>,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    const usual = { 'content-type': 'application/json', dstcode: 'VN:GOV:TEST' }
    return fetch(this.url + path, { method: 'POST', headers: { ...usual, ...headers }, body })
  }

  async get(path: string): Promise<Json> {
    return (await (await fetch(this.url + path)).json()) as Json
  }

  async text(path: string): Promise<string> {
    return (await fetch(this.url + path)).text()
  }

  control(method: 'PUT' | 'DELETE', path: string, body?: unknown): Promise<Response> {
    if (body === undefined) return fetch(this.url + path, { method })
    const headers = { 'content-type': 'application/json' }
    return fetch(this.url + path, { method, headers, body: JSON.stringify(body) })
  }
}

/** The sample of reference 9.2, with a code of the impossible province H99. */
export function dossier(code = 'H99.17-230605-0001', changes: Json = {}): Json {
  return {
    MaHoSo: code,
    MaTTHC: '1.000001',
    TenTTHC: 'Thủ tục minh họa A',
    MaLinhVuc: 'G03-GD10',
    TenLinhVuc: 'Giáo dục Trung học',
    KenhThucHien: '2',
    ChuHoSo: 'NGUYỄN VĂN MẪU',
    LoaiDoiTuong: '1',
    MaDoiTuong: '00000000-0000-4000-8000-000000000001',
    ThongTinKhac: '',
    Email: 'mau@example.vn',
    Fax: '',
    SoDienThoai: '0900000000',
    TrichYeuHoSo: 'Hồ sơ minh họa',
    NgayTiepNhan: '20230605081500',
    NgayHenTra: '20230612170000',
    TrangThaiHoSo: '2',
    NgayTra: '',
    ThongTinTra: '',
    HinhThuc: '0',
    NgayKetThucXuLy: '',
    DonViXuLy: 'Sở minh họa',
    GhiChu: '',
    NoiNopHoSo: '2',
    HoSoCoThanhPhanSoHoa: '1',
    TaiKhoanDuocXacThucVoiVNeID: '1',
    DuocThanhToanTrucTuyen: '0',
    NgayTuChoi: '',
    NgayNopHoSo: '20230604203000',
    DinhDanhCHS: [{ LoaiDinhDanh: '1', SoDinhDanh: '000000000789' }],
    DSKetNoiCSDL: [],
    TaiLieuNop: [paper()],
    DanhSachLePhi: [
      {
        TenPhiLePhi: 'Lệ phí minh họa',
        MaPhiLePhi: '1',
        HinhThucThu: '1',
        Gia: '50000',
        LoaiPhiLePhi: '2',
      },
    ],
    DanhSachTepDinhKemKhac: [],
    DanhSachHoSoBoSung: [],
    DanhSachGiayToKetQua: [],
    ...changes,
  }
}

export function paper(changes: Json = {}): Json {
  return {
    TepDinhKemId: '501',
    TenTepDinhKem: 'Đơn đề nghị.pdf',
    IsDeleted: 'False',
    MaThanhPhanHoSo: '',
    DuongDanTaiTepTin: 'https://tep.gateway.example/t/9d1c/Don%20de%20nghi.pdf',
    DuocSoHoa: '1',
    DuocTaiSuDung: '0',
    DuocLayTuKhoDMQG: '0',
    MaKetQuaThayThe: '',
    ...changes,
  }
}

/** The sample of reference 9.3. */
export function step(code = 'H99.17-230605-0001', changes: Json = {}): Json {
  return {
    MaHoSo: code,
    NguoiXuLy: 'Trần Thị Ví Dụ',
    ChucDanh: 'Chuyên viên',
    ThoiDiemXuLy: '20230607093000',
    PhongBanXuLy: 'Phòng chuyên môn',
    NoiDungXuLy: 'Thẩm định hồ sơ',
    TrangThai: '4',
    NgayBatDau: '20230606080000',
    NgayKetThucTheoQuyDinh: '20230609170000',
    ...changes,
  }
}

/** What the portal takes of one survey question in one month. */
export function rating(changes: Json = {}): Json {
  return {
    NgayTongHop: '6-2023',
    TongSoNguoiDanhGia: 120,
    PhanTramDanhGiaRatHaiLong: '70%',
    PhanTramDanhGiaHaiLong: '25%',
    PhanTramDanhGiaChuaHaiLong: '5%',
    DanhSachNoiDungYKien: '',
    MaThuTuc: '',
    NoiDung: 'Thái độ phục vụ của cán bộ?',
    PhanTramDanhGiaDichVuRatHaiLong: '70%',
    PhanTramDanhGiaDichVuHaiLong: '25%',
    PhanTramDanhGiaDichVuChuaHaiLong: '5%',
    Madonvi: '000.00.00.H99',
    TenDonVi: 'UBND tỉnh minh họa',
    ...changes,
  }
}
