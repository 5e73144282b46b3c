import type { Client as SoapClient } from 'soap'
import t from 'tap'
import { aDossier, Caller, newCode, startApi } from '../api/support.ts'
import { eventually } from '../support/eventually.ts'
import { type Members, startLocalSystem } from './local-one-stop/system.ts'

// A system that keeps its own words, with node-soap and a WSDL of its own on both sides: nothing of ours but the adapter.
const api = await startApi(t, { LIENTHONG_EGRESS_ALLOWED_NETWORKS: '127.0.0.1/32' })
const agency = await api.caller('H99')
const sandbox = new Caller(api.sandboxUrl)
const system = await startLocalSystem(t)
const { body: session } = await new Caller(api.url).call('POST', '/admin/v1/session', { body: api.admin })
const admin = new Caller(api.url, String(session.token))
const password = 'khoa-mau-khong-phai-that'
const door = `${api.url}/platforms/local-one-stop/soap`

/** A client of the gateway, as an admin makes it, and the adapter bound to it. */
async function bind(operations?: readonly string[]): Promise<string> {
  const { body } = await admin.call('POST', '/admin/v1/clients', {
    body: { name: 'Một cửa Sở Giao thông', agency: 'H99.05', ...(operations && { operations }) },
  })
  const { id } = body.client as { id: string }
  const settings = {
    ...{ client: id, networks: ['127.0.0.0/8', '::1'], username: 'mot-cua-05', password },
    ...{ baseUrl: system.url, theirPassword: 'khoa-mau-nguoc-lai', agencies: ['H99.05'], retryFirstMs: 20 },
  }
  const set = await admin.call('PUT', '/admin/v1/adapters/local-one-stop/settings', { body: settings })
  if (set.status !== 200) throw new Error(set.text)
  return id
}
const client = await bind()
const { body: known } = await admin.get('/admin/v1/adapters/local-one-stop')
const [{ version }] = known.versions as [{ version: string }]
await admin.call('POST', `/admin/v1/adapters/local-one-stop/versions/${version}/activate`)
await eventually(async () => (await fetch(door, { method: 'POST' })).status === 401)
const remote = await system.connect(door, 'mot-cua-05', password)

async function send(name: string, input: object, its: SoapClient = remote): Promise<Members> {
  const call = (its as SoapClient & Record<string, (input: object) => Promise<[Members]>>)[`${name}Async`]
  if (call === undefined) throw new Error(`its WSDL has no ${name}`)
  return (await call(input))[0]
}

let transactions = 0
/** `aDossier` in the system's own words. */
const hoSo = (soHoSo: string, changes: Members = {}) => ({
  maGiaoDich: `GD-${++transactions}`,
  soHoSo,
  maThuTuc: '2.900452',
  maDonVi: 'H99.05',
  tenDonVi: 'Sở Giao thông vận tải',
  hinhThucNop: 'Qua mạng',
  trichYeu: 'Cấp <lại> & đổi giấy phép lái xe',
  tinhTrang: 'Đã tiếp nhận',
  ngayNop: '05/06/2023 08:15',
  ngayTiepNhan: '05/06/2023 09:00',
  ngayHenTra: '12/06/2023 17:00',
  ghiChu: '',
  nguoiNop: { loai: 'Cá nhân', hoTen: 'NGUYỄN VĂN MẪU', giayTo: [{ loai: 'CCCD', so: '099085000001' }] },
  thanhPhan: [{ ten: 'Đơn đề nghị.pdf', diaChiTep: 'https://motcua.example/tep/7.pdf', daSoHoa: 'Có' }],
  lePhi: [{ ma: 'LP01', ten: 'Lệ phí', loai: 'Lệ phí', soTien: '135.000' }],
  ...changes,
})
const canonical = {
  procedure: { code: '2.900452' },
  agency: { code: 'H99.05', name: 'Sở Giao thông vận tải' },
  channel: 'online',
  summary: 'Cấp <lại> & đổi giấy phép lái xe',
  status: 'accepted',
  filedAt: '2023-06-05T08:15:00+07:00',
  receivedAt: '2023-06-05T09:00:00+07:00',
  dueAt: '2023-06-12T17:00:00+07:00',
  applicant: {
    type: 'citizen',
    name: 'NGUYỄN VĂN MẪU',
    identities: [{ type: 'personal-id', number: '099085000001' }],
  },
  documents: [{ name: 'Đơn đề nghị.pdf', url: 'https://motcua.example/tep/7.pdf', digitised: true }],
  fees: [{ code: 'LP01', name: 'Lệ phí', kind: 'fee', amount: 135_000 }],
}
const atPortal = (code: string) =>
  eventually(async () => {
    const { status, body } = await sandbox.get(`/_sandbox/dossiers/${code}`)
    return status === 200 ? body : undefined
  })
const loi = (answer: Members) => (answer.loi ?? {}) as Members & { choSai?: { truong: string }[] }

t.test(
  'a dossier in the system’s own words is the one that REST would have sent, and reaches the portal',
  async t => {
    const code = newCode()
    const input = hoSo(code)
    const answer = await send('GuiHoSo', { hoSo: input })
    t.match(answer, { ketQua: 'DA_NHAN', soHoSo: code, lanThayDoi: 1 })
    t.match(answer.maTiepNhan, /^[0-9a-f-]{36}$/)
    t.match(await agency.get(`/v1/messages/${answer.maTiepNhan}`), {
      body: { kind: 'dossier', dossier: code },
    })
    await atPortal(code)
    const { body } = await agency.get(`/v1/dossiers/${code}`)
    t.strictSame(
      { ...(body.dossier as object), documents: undefined },
      { ...canonical, documents: undefined },
    )

    t.match(
      await send('GuiHoSo', { hoSo: input }),
      { ketQua: 'DA_NHAN', maTiepNhan: answer.maTiepNhan },
      'its key',
    )
    t.match(await send('GuiHoSo', { hoSo: hoSo(code) }), { ketQua: 'DA_CO', lanThayDoi: 1 }, 'its content')
    const other = await send('GuiHoSo', { hoSo: { ...input, trichYeu: 'Khác' } })
    t.match(other, {
      ketQua: 'TU_CHOI',
      soHoSo: code,
      loi: { ma: 'idempotency-mismatch', benXuLy: 'Phần mềm gửi' },
    })
  },
)

t.test(
  'what REST refuses is refused for the same reason, in Vietnamese, at the system’s own places',
  async t => {
    const code = newCode()
    const nguoiNop = {
      loai: 'Cá nhân',
      hoTen: 'NGUYỄN VĂN MẪU',
      giayTo: [{ loai: 'CCCD', so: '123' }],
      thuDienTu: 'khong-phai-thu',
    }
    const wrong = await send('GuiHoSo', { hoSo: hoSo(code, { nguoiNop }) })
    t.match(wrong, { ketQua: 'TU_CHOI', loi: { ma: 'body-invalid', tieuDe: 'Dữ liệu không đúng mẫu' } })
    t.strictSame([...new Set(loi(wrong).choSai?.map(({ truong }) => truong))].sort(), [
      '/nguoiNop/giayTo/0/so',
      '/nguoiNop/thuDienTu',
    ])
    const unread = await send('GuiHoSo', {
      hoSo: hoSo(code, { tinhTrang: 'Chờ sếp', ngayNop: '31/02/2023 08:15' }),
    })
    t.strictSame(
      loi(unread)
        .choSai?.map(({ truong }) => truong)
        .sort(),
      ['/ngayNop', '/tinhTrang'],
    )
    t.equal((await agency.get(`/v1/dossiers/${code}`)).status, 404, 'nothing was kept')

    const outside = await send('GuiHoSo', { hoSo: hoSo(newCode('H99.14'), { maDonVi: 'H99.14' }) })
    t.equal(loi(outside).ma, 'agency-outside-scope')
    const theirs = newCode('H99.14')
    await agency.put(theirs, aDossier({ agency: { code: 'H99.14', name: 'UBND huyện Mẫu' } }))
    t.equal(loi(await send('GuiHoSo', { hoSo: hoSo(theirs) })).ma, 'dossier-of-another-agency')
    const unmapped = await send('GuiHoSo', { hoSo: hoSo(newCode(), { maThuTuc: '9.999999' }) })
    t.equal(loi(unmapped).ma, 'procedure-unmapped')
  },
)

t.test('steps follow their dossier, and a status that goes backwards does not', async t => {
  const code = newCode()
  const step = (tinhTrang: string, thoiDiem: string) => ({
    buoc: {
      soHoSo: code,
      thoiDiem,
      tinhTrang,
      canBo: { hoTen: 'Trần Thị Ví Dụ' },
      noiDung: 'Chuyển thẩm định',
    },
  })
  const early = await send('CapNhatTienDo', step('Đang giải quyết', '06/06/2023 09:00:30'))
  t.equal(loi(early).ma, 'dossier-unknown')
  await send('GuiHoSo', { hoSo: hoSo(code) })
  t.match(await send('CapNhatTienDo', step('Đang giải quyết', '06/06/2023 09:00:30')), {
    ketQua: 'DA_NHAN',
    soThuTuBuoc: 1,
  })
  t.equal((await send('CapNhatTienDo', step('Đang giải quyết', '06/06/2023 09:00:30'))).ketQua, 'DA_CO')
  t.equal(loi(await send('CapNhatTienDo', step('Mới nộp', '07/06/2023 09:00'))).ma, 'status-transition')
  const { body } = await agency.get(`/v1/dossiers/${code}`)
  t.match(body, { status: 'processing', timeline: [{ at: '2023-06-06T09:00:30+07:00' }] })
})

t.test('of a list each row is taken or refused by itself, those of one dossier in their order', async t => {
  const [one, two, three] = [newCode(), newCode(), newCode()]
  const list = [
    hoSo(one, { tinhTrang: 'Mới nộp' }),
    hoSo(two, { hinhThucNop: 'Bồ câu' }),
    hoSo(one),
    hoSo(three, { maDonVi: 'H99.14' }),
    ...Array.from({ length: 60 }, () => hoSo(newCode())),
  ]
  const { soDaNhan, soTuChoi, ketQuaTungDong } = await send('GuiDanhSachHoSo', { hoSo: list })
  t.same([soDaNhan, soTuChoi], [62, 2])
  const rows = ketQuaTungDong as (Members & { dong: number })[]
  t.match(rows.slice(0, 4), [
    { dong: 1, ketQua: 'DA_NHAN', soHoSo: one, lanThayDoi: 1 },
    { dong: 2, ketQua: 'TU_CHOI', soHoSo: two, loi: { choSai: [{ truong: /hoSo\/1\/hinhThucNop$/ }] } },
    { dong: 3, ketQua: 'DA_NHAN', soHoSo: one, lanThayDoi: 2 },
    { dong: 4, ketQua: 'TU_CHOI', loi: { ma: 'agency-outside-scope' } },
  ])
  t.equal((await agency.get(`/v1/dossiers/${one}`)).body.status, 'accepted')
  const again = await send('GuiDanhSachHoSo', { hoSo: list })
  t.same([again.soDaNhan, again.soTuChoi], [62, 2], 'the whole list again does nothing twice')
  t.equal((await agency.get(`/v1/dossiers/${one}`)).body.revision, 2)
})

t.test('what happens is told in the system’s own words, in order, until it is taken', async t => {
  const code = newCode()
  await send('GuiHoSo', { hoSo: hoSo(code) })
  await atPortal(code)
  system.refuse = 2
  const asked = await fetch(`${api.url}/platforms/vbdlis/land.supplement-requested/sandbox-vbdlis-code`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      ...{ SoBienNhan: code, NgayChoBoSung: '2026-01-17T03:00:00', MaCanBoXuLy: 'vpdk.mau', LaTamDung: true },
      GhiChu: 'Thiếu hợp đồng công chứng',
    }),
  })
  t.equal(asked.status, 200, await asked.text())
  const bill = {
    ...{ dossier: code, kind: 'fee', amount: 1_250_000, narrative: 'Lệ phí' },
    payer: { name: 'NGUYỄN VĂN MẪU', personalId: '099085000001', ip: '203.0.113.10' },
    lines: [{ kind: 'fee', code: 'LP01', name: 'Lệ phí', amount: 1_250_000 }],
    beneficiary: { account: '0000000000', bank: 'NHMAU', name: 'Don vi Mau' },
  }
  const { body: payment } = await agency.call('POST', '/v1/payments', { body: bill })
  await sandbox.call('POST', `/payment-platform/control/${payment.reference}`, { body: { act: 'pay' } })
  const told = await eventually(async () => (system.told.length >= 4 ? system.told : undefined))
  t.strictSame(
    told.map(({ operation }) => operation),
    ['YeuCauBoSung', 'YeuCauBoSung', 'YeuCauBoSung', 'BaoThanhToan'],
  )
  t.equal(new Set(told.slice(0, 3).map(({ news }) => news.maTin)).size, 1, 'the same news until it is taken')
  t.match(told[2]?.news, {
    soHoSo: code,
    noiDung: 'Thiếu hợp đồng công chứng',
    tamDungHan: 'Có',
    ngayYeuCau: '17/01/2026 10:00:00',
  })
  t.match(told[3]?.news, {
    soHoSo: code,
    ketQua: 'Thành công',
    soTien: '1.250.000',
    maKhoan: payment.reference,
  })
  t.equal(told[0]?.user, 'lienthong:khoa-mau-nguoc-lai')
})

t.test('nobody else is let in, and a client that is gone or may not write is told so', async t => {
  const failure = async (its: SoapClient) => {
    const error = await send('GuiHoSo', { hoSo: hoSo(newCode()) }, its).then(
      () => undefined,
      (error: { response?: { status: number }; root?: { Envelope: { Body: { Fault: Members } } } }) => error,
    )
    return { status: error?.response?.status, text: error?.root?.Envelope.Body.Fault.faultstring }
  }
  const stranger = await system.connect(door, 'mot-cua-05', 'sai-mat-khau-roi')
  t.match(await failure(stranger), { status: 401, text: /Sai tài khoản/ })
  t.ok(api.lines.some(line => line.includes('security event')))
  t.notOk(
    api.lines.some(line => /NGUYỄN VĂN MẪU|099085000001|khoa-mau/.test(line)),
    'the log holds no one',
  )

  await bind(['dossiers:read'])
  const forbidden = await eventually(async () => {
    const answer = await send('GuiHoSo', { hoSo: hoSo(newCode()) })
    return loi(answer).ma === 'operation-forbidden' ? answer : undefined
  })
  t.equal(forbidden.ketQua, 'TU_CHOI')
  const last = await bind()
  await eventually(async () => (await send('GuiHoSo', { hoSo: hoSo(newCode()) })).ketQua === 'DA_NHAN')
  t.not(last, client)
  t.equal((await admin.call('DELETE', `/admin/v1/clients/${last}`)).status, 204)
  t.match(
    await eventually(async () => ((await failure(remote)).status === 401 ? failure(remote) : undefined)),
    {
      text: /Sai tài khoản/,
    },
  )
})
