import t from 'tap'
import { answer } from '../adapter/platform.ts'
import { aDossier, aStep, code, create, lastData, openPortal, update } from '../adapter/portal.ts'

const exists = { error_code: '-3', message: `Hồ sơ ${code} đã tồn tại` }

t.test(
  'pitfall 1: the portal drops a session before its ten minutes: one new login, then loudly',
  async t => {
    const { adapter, platform, logged } = await openPortal(t)
    await adapter.deliver('dossier.deliver', aDossier(), create)
    platform.onCall = (response, { body }) =>
      answer(
        response,
        body.session === 'phien-bi-mat-1'
          ? { error_code: '5', message: 'session expired' }
          : { error_code: 0 },
      )
    t.match(await adapter.deliver('dossier.deliver', aDossier(), update), {
      outcome: { kind: 'delivered' },
      reauthenticated: true,
    })
    platform.onCall = response => answer(response, { error_code: '5', message: 'session expired' })
    t.match((await adapter.deliver('dossier.deliver', aDossier(), update)).outcome, {
      kind: 'retry',
      owner: 'upstream',
    })
    t.ok(logged.some(({ level }) => level === 'error'))
    t.ok(
      platform.calls.every(({ body }) => body.session !== ''),
      'no call goes out without a session',
    )
  },
)

t.test(
  'pitfall 2: isUpdating is "False" first and "True" afterwards, and "đã tồn tại" flips once',
  async t => {
    const { adapter, platform } = await openPortal(t)
    await adapter.deliver('dossier.deliver', aDossier(), create)
    await adapter.deliver('dossier.deliver', aDossier(), update)
    await adapter.deliver('dossier.deliver', aDossier(), { ...create, standing: 'unsure' })
    t.strictSame(
      platform.calls.map(({ body }) => body.isUpdating),
      ['False', 'True', 'False'],
    )

    platform.onCall = response => answer(response, exists)
    const flipped = await adapter.deliver('dossier.deliver', aDossier(), create)
    t.match(flipped.outcome, { kind: 'retry', flip: true, standing: 'present', nativeCode: '-3' })
    const again = await adapter.deliver('dossier.deliver', aDossier(), update)
    t.match(
      again.outcome,
      { kind: 'refused', flip: undefined },
      'an update that "already exists" does not flip back',
    )

    platform.onCall = response =>
      answer(response, { error_code: '-4', message: 'Hồ sơ chưa tồn tại trên hệ thống' })
    const missing = await adapter.deliver('dossier.deliver', aDossier(), update)
    t.match(missing.outcome, { kind: 'retry', flip: true, standing: 'absent' })
  },
)

t.test('pitfall 6: a timeout is unknown, and TraCuuHoSo answers before anything is sent again', async t => {
  const { adapter, platform } = await openPortal(t, { timeoutMs: 1_000 })
  t.equal(adapter.whenUnsure('dossier.deliver'), 'resend')
  platform.onCall = () => {}
  t.match((await adapter.deliver('dossier.deliver', aDossier(), create)).outcome, {
    kind: 'unknown',
    rule: 'timeout',
  })

  platform.onCall = response => answer(response, { error_code: 0, result: [{ MaHoSo: code }] })
  t.match(await adapter.probe('dossier.deliver', aDossier(), create), { found: 'present' })
  t.match(platform.calls.at(-1)?.body, { service: 'TraCuuHoSo', mahoso: code, madonvi: '000.00.00.H99' })

  platform.onCall = response => answer(response, { error_code: '0', result: [] })
  t.match(await adapter.probe('dossier.deliver', aDossier(), create), { found: 'absent' })

  platform.onCall = () => {}
  t.match(await adapter.probe('dossier.deliver', aDossier(), create), {
    found: 'unsure',
    record: { outcome: { kind: 'retry', rule: 'timeout' } },
  })
})

t.test('the default time limit is 30 s', async t => {
  const { adapter } = await openPortal(t, { timeoutMs: undefined })
  t.strictSame(adapter.limits, { concurrency: 8, timeoutMs: 30_000 })
  t.strictSame(adapter.retry, { firstMs: 1000, factor: 2, capMs: 900_000, giveUpAfterMs: 259_200_000 })
})

t.test('an uncertain step is found by its fields in the portal’s list of progress', async t => {
  const { adapter, platform } = await openPortal(t)
  t.equal(adapter.whenUnsure('step.deliver'), 'hold')
  await adapter.deliver('step.deliver', aStep(), update)
  const sent = lastData(platform)
  const probe = async (result: unknown) => {
    platform.onCall = response => answer(response, { error_code: 0, result })
    return await adapter.probe('step.deliver', aStep(), update)
  }
  t.match(await probe([{ DanhSachTienDo: [{ ...sent, NguoiXuLy: 'khác' }] }]), { found: 'present' })
  t.match(await probe([{ DanhSachTienDo: [{ ...sent, TrangThai: '5' }] }]), { found: 'absent' })
  t.match(await probe([]), { found: 'absent' }, 'no dossier, no step')
  t.match(await probe([{ MaHoSo: code }]), { found: 'unsure', record: { outcome: { kind: 'delivered' } } })
})

t.test('where the list of progress stands, and what identifies a step, are settings', async t => {
  const { adapter, platform } = await openPortal(t, {
    progressPath: '/result/0/TIENDO',
    progressMatch: ['ThoiDiemXuLy'],
    stepWhenUnsure: 'resend',
  })
  t.equal(adapter.whenUnsure('step.deliver'), 'resend')
  platform.onCall = response =>
    answer(response, { error_code: 0, result: [{ TIENDO: [{ ThoiDiemXuLy: 20230607093000 }] }] })
  t.match(await adapter.probe('step.deliver', aStep(), update), { found: 'present' })
})

t.test('pitfall 9: an answer wrapped as JSON text is unwrapped, and the inner answer is heard', async t => {
  const { adapter, platform } = await openPortal(t)
  const wrapped = (outer: unknown, inner: object) => {
    platform.onCall = response => answer(response, { error_code: outer, message: JSON.stringify(inner) })
    return adapter.deliver('dossier.deliver', aDossier(), create)
  }
  t.match((await wrapped('0', { error_code: 0, message: 'Thành công' })).outcome, { kind: 'delivered' })
  t.match(
    (await wrapped('0', exists)).outcome,
    { kind: 'retry', flip: true },
    'the facade’s 0 is not the portal’s',
  )
  t.match((await wrapped('0', { error_code: '-1' })).outcome, { kind: 'refused', nativeCode: '-1' })
  t.match((await wrapped('-9', { error_code: 0 })).outcome, { kind: 'refused' }, 'both must say so')
  t.match((await wrapped('0', { result: [] })).outcome, { kind: 'delivered' }, 'one may be silent')
})

t.test('pitfall 10: file addresses go out percent-encoded', async t => {
  const { adapter, platform } = await openPortal(t)
  const url = 'https://tep.gateway.example/t/9d1c/Đơn-đề-nghị.pdf'
  const canonical = aDossier({
    documents: [{ name: 'Đơn đề nghị.pdf', url }],
    results: [{ name: 'kq', url: `${url}?v=1` }],
  })
  await adapter.deliver('dossier.deliver', canonical, create)
  const encoded = 'https://tep.gateway.example/t/9d1c/%C4%90%C6%A1n-%C4%91%E1%BB%81-ngh%E1%BB%8B.pdf'
  t.match(lastData(platform), {
    TaiLieuNop: [{ TenTepDinhKem: 'Đơn đề nghị.pdf', DuongDanTaiTepTin: encoded }],
    DanhSachGiayToKetQua: [{ DuongDanTepTinKetQua: `${encoded}?v=1` }],
  })
})

t.test(
  'pitfall 11: texts too long for the portal are cut with an ellipsis, and each loss is recorded',
  async t => {
    const { adapter, platform } = await openPortal(t)
    const long = (length: number) => 'ắ'.repeat(length)
    const dossier = aDossier({
      summary: long(1001),
      note: long(2000),
      documents: [{ name: 'ngắn' }, { name: long(4001) }],
      otherAttachments: [{ name: long(2000) }],
      results: [{ name: long(2001) }],
    })
    const { losses } = await adapter.deliver('dossier.deliver', dossier, create)
    const sent = lastData(platform)
    t.equal(sent.TrichYeuHoSo, `${long(999)}…`)
    t.equal(sent.GhiChu, `${long(1998)}…`)
    t.match(sent, {
      DanhSachTepDinhKemKhac: [{ TenGiayTo: long(2000) }],
      DanhSachGiayToKetQua: [{ TenGiayTo: `${long(1999)}…` }],
    })
    t.strictSame(
      losses.map(({ canonical, native, codec }) => [canonical, native, codec]),
      [
        ['/summary', '/TrichYeuHoSo', 'max(1000)'],
        ['/note', '/GhiChu', 'max(1999)'],
        ['/documents/1/name', '/TaiLieuNop/1/TenTepDinhKem', 'max(4000)'],
        ['/results/0/name', '/DanhSachGiayToKetQua/0/TenGiayTo', 'max(2000)'],
      ],
    )
    t.notMatch(JSON.stringify(losses), 'ắắ')
    const step = await adapter.deliver('step.deliver', aStep({ officer: { name: long(51) } }), update)
    t.equal(lastData(platform).NguoiXuLy, `${long(49)}…`)
    t.match(step.losses, [{ canonical: '/officer/name' }])
  },
)

t.test('pitfall 12: one file, one TaiLieuNop', async t => {
  const { adapter, platform } = await openPortal(t)
  const component = '000.00.00.H99-KQ000001'
  const documents = ['a.pdf', 'b.pdf', 'c.pdf'].map(name => ({ name, component }))
  await adapter.deliver('dossier.deliver', aDossier({ documents }), create)
  const sent = lastData(platform).TaiLieuNop as Record<string, unknown>[]
  t.strictSame(
    sent.map(document => document.TenTepDinhKem),
    ['a.pdf', 'b.pdf', 'c.pdf'],
  )
  t.ok(sent.every(document => document.MaThanhPhanHoSo === component))
})

t.test('pitfall 13: the truth is sent: no status changed, no date copied, no dummy filled in', async t => {
  const { adapter, platform } = await openPortal(t)
  const codes = {
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
  for (const [status, native] of Object.entries(codes)) {
    await adapter.deliver('dossier.deliver', aDossier({ status }), create)
    t.equal(lastData(platform).TrangThaiHoSo, native, status)
    await adapter.deliver('step.deliver', aStep({ status }), update)
    t.equal(lastData(platform).TrangThai, native, status)
  }
  const bare = aDossier({
    status: 'registered',
    receivedAt: undefined,
    dueAt: undefined,
    documents: [{ name: 'x' }],
  })
  await adapter.deliver('dossier.deliver', { ...bare, applicant: { type: 'citizen', name: 'A' } }, create)
  t.match(lastData(platform), {
    NgayTiepNhan: '',
    NgayHenTra: '',
    NgayNopHoSo: '20230604203000',
    DinhDanhCHS: [],
    MaDoiTuong: '',
    HoSoCoThanhPhanSoHoa: '0',
    TaiKhoanDuocXacThucVoiVNeID: '0',
    DSKetNoiCSDL: [],
    DanhSachGiayToKetQua: [],
    TaiLieuNop: [{ DuocSoHoa: '0', DuocLayTuKhoDMQG: '0', DuongDanTaiTepTin: '' }],
  })
  const { violations } = { violations: adapter.check('dossier.deliver', aDossier({ summary: '' })) }
  t.match(violations, [{ pointer: '/summary' }], 'an empty abstract is refused, not filled in')
})

t.test(
  'pitfall 14: past acceptance no dossier goes without a due date, unless the procedure is immediate',
  async t => {
    const { adapter, platform } = await openPortal(t)
    const { dueAt: _, ...without } = aDossier()
    for (const status of [
      'accepted',
      'processing',
      'supplement',
      'payment',
      'stopped',
      'completed',
      'returned',
    ]) {
      t.match(
        adapter.check('dossier.deliver', { ...without, status }),
        [{ pointer: '/dueAt', message: { vi: /NgayHenTra/ } }],
        status,
      )
    }
    for (const status of ['registered', 'refused', 'withdrawn']) {
      t.strictSame(adapter.check('dossier.deliver', { ...without, status }), [], status)
    }
    const immediate = { code: '1', nationalCode: '1.000001', name: 'A', immediate: true }
    t.strictSame(adapter.check('dossier.deliver', { ...without, procedure: immediate }), [])
    t.match(adapter.check('dossier.deliver', { ...without, procedure: { ...immediate, immediate: false } }), [
      { pointer: '/dueAt' },
    ])
    const { outcome } = await adapter.deliver('dossier.deliver', without, create)
    t.match(outcome, {
      kind: 'refused',
      rule: 'not-encodable',
      owner: 'client',
      code: 'message-not-encodable',
    })
    t.match(outcome.message?.vi, '/dueAt')
    t.equal(platform.calls.length + platform.logins.length, 0)
  },
)

t.test('a procedure without a national code is refused with its name', async t => {
  const { adapter } = await openPortal(t)
  t.match(adapter.check('dossier.deliver', aDossier({ procedure: { code: '2.1.H99', name: 'A' } })), [
    { pointer: '/procedure/nationalCode', message: { vi: /MaTTHC/ } },
  ])
})

t.test(
  'pitfall 17: "True"/"False" and 0/1 stand side by side, and nothing is "" instead of null',
  async t => {
    const { adapter, platform } = await openPortal(t)
    const documents = [{ name: 'x', deleted: true, digitised: true, fromNationalStore: false }]
    await adapter.deliver('dossier.deliver', aDossier({ documents, digitised: false }), create)
    const sent = lastData(platform)
    t.match(sent, {
      HoSoCoThanhPhanSoHoa: '0',
      TaiKhoanDuocXacThucVoiVNeID: '1',
      NgayTuChoi: '',
      TaiLieuNop: [{ IsDeleted: 'True', DuocSoHoa: '1', DuocLayTuKhoDMQG: '0' }],
    })
    t.notMatch(JSON.stringify(sent), 'null')
    t.ok(
      Object.values(sent).every(value => typeof value === 'string' || Array.isArray(value)),
      'single values are text',
    )
  },
)

t.test('pitfall 18: LoaiDoiTuong and KenhThucHien have code tables of their own', async t => {
  const { adapter, platform } = await openPortal(t)
  const types = { citizen: '1', enterprise: '2', agency: '3', organisation: '4' }
  for (const [type, native] of Object.entries(types)) {
    await adapter.deliver('dossier.deliver', aDossier({ applicant: { type, name: 'A' } }), create)
    t.equal(lastData(platform).LoaiDoiTuong, native)
  }
  for (const [channel, native] of Object.entries({ counter: '1', online: '2', postal: '3' })) {
    await adapter.deliver('dossier.deliver', aDossier({ channel }), create)
    t.equal(lastData(platform).KenhThucHien, native)
  }
  t.match(adapter.check('dossier.deliver', aDossier({ channel: 'citizen' })), [{ pointer: '/channel' }])
})

t.test('pitfall 20: no session, secret or personal value in any log line, record or error', async t => {
  const { adapter, platform, logged } = await openPortal(t, { timeoutMs: 300 })
  const records: unknown[] = []
  const secrets = [
    'phien-bi-mat',
    'mat-khau-bi-mat',
    'NGUYỄN VĂN MẪU',
    '000000000000',
    '0900000000',
    'mau@example.vn',
    'Trần Thị Ví Dụ',
    'Đơn đề nghị',
    'Hồ sơ minh họa',
    'Thẩm định hồ sơ',
  ]
  const echo = `MaTTHC, ${secrets.join(', ')}`
  const plays: ((session: unknown) => { body: unknown; status?: number } | undefined)[] = [
    () => ({ body: { error_code: 0, message: echo } }),
    session => ({ body: { error_code: '-1', message: `Sai: ${echo}; phiên: ${session}` } }),
    () => ({ body: { error_code: echo, message: echo } }),
    () => ({ body: { error_code: '000000000000', message: echo } }),
    () => ({ body: echo }),
    () => ({ body: { error_code: 1, message: `session ${echo}` } }),
    () => ({ body: { message: echo }, status: 400 }),
    () => ({ body: echo, status: 500 }),
    () => undefined,
  ]
  for (const play of plays) {
    platform.onCall = (response, { body }) => {
      const said = play(body.session)
      if (said !== undefined) answer(response, said.body, said.status)
    }
    records.push(await adapter.deliver('dossier.deliver', aDossier(), create))
    records.push(await adapter.deliver('step.deliver', aStep(), update))
    records.push(await adapter.probe('dossier.deliver', aDossier(), create))
  }
  platform.onLogin = response => answer(response, { error_code: '-1', message: echo })
  platform.onCall = response => answer(response, { error_code: 1, message: 'session' })
  records.push(await adapter.deliver('dossier.deliver', aDossier(), create))
  const wrong = {
    ...aDossier(),
    status: echo,
    applicant: { type: echo, name: ['NGUYỄN VĂN MẪU'] },
    filedAt: echo,
  }
  records.push(
    adapter.check('dossier.deliver', wrong),
    await adapter.deliver('dossier.deliver', wrong, create),
  )
  const text = JSON.stringify([logged, records])
  for (const secret of secrets) t.notOk(text.includes(secret), secret)
  t.ok(text.includes('Câu trả lời nhắc tới: MaTTHC'), 'of what the platform said, only field names are shown')
})

t.test('pitfall 21: dossier and step are calls of their own, with records of their own', async t => {
  const { adapter, platform } = await openPortal(t)
  t.equal(adapter.operationFor('dossier'), 'dossier.deliver')
  t.equal(adapter.operationFor('step'), 'step.deliver')
  t.equal(adapter.orderingKey('dossier.deliver', aDossier()), adapter.orderingKey('step.deliver', aStep()))
  platform.onCall = (response, { body }) =>
    answer(
      response,
      body.service === 'DongBoHoSoMC' ? { error_code: 0 } : { error_code: '-1', message: 'Lỗi' },
    )
  const dossier = await adapter.deliver('dossier.deliver', aDossier(), create)
  const step = await adapter.deliver('step.deliver', aStep(), update)
  t.match(dossier.outcome, { kind: 'delivered', standing: 'present' })
  t.match(step.outcome, { kind: 'refused', nativeCode: '-1' })
  t.strictSame(
    platform.calls.map(({ body }) => body.service),
    ['DongBoHoSoMC', 'CapNhatTienDoHoSoMC'],
  )
  t.notOk('isUpdating' in (platform.calls[1]?.body ?? {}))
})

t.test('the routing code goes out as a header only when there is one', async t => {
  const plain = await openPortal(t)
  await plain.adapter.deliver('dossier.deliver', aDossier(), create)
  t.notOk('dstcode' in (plain.platform.calls[0]?.headers ?? {}))
  const routed = await openPortal(t, { dstcode: 'VN:COM:0000:VPCP' })
  await routed.adapter.deliver('dossier.deliver', aDossier(), create)
  t.match(routed.platform.calls[0]?.headers, {
    dstcode: 'VN:COM:0000:VPCP',
    'content-type': 'application/json',
    charset: 'utf-8',
  })
})

t.test('§2.8: a question goes out with MaLinhVuc, its list comes back with MALINHVUC', async t => {
  const { adapter, platform } = await openPortal(t)
  const question = {
    ...{ lane: 'question:HD-1', id: 'HD-1', domain: 'G03-GD10', content: 'Cần gì?' },
    agency: { code: 'H99.05', name: 'Sở Mẫu' },
  }
  await adapter.deliver('question.deliver', question, create)
  t.strictSame(lastData(platform), {
    ...{ HOIDAPID: 'HD-1', MaLinhVuc: 'G03-GD10', NOIDUNG: 'Cần gì?', MADONVI: 'H99.05', TENDONVI: 'Sở Mẫu' },
  })
  platform.onCall = response =>
    answer(response, {
      error_code: 0,
      result: [{ HOIDAPID: 1, MALINHVUC: 'a', MaLinhVuc: 'b', NOIDUNG: 'x' }],
    })
  t.match((await adapter.ask('question.list', {}, create)).answer, { rows: [{ id: 1, domain: 'a' }] })
})

t.test(
  'answers to an agency’s own questions are sent only where a setting says that the portal takes them',
  async t => {
    const given = { origin: 'agency' }
    const usual = await openPortal(t)
    t.strictSame(usual.adapter.operationsFor('answer', given), [])
    t.strictSame(usual.adapter.operationsFor('answer', { origin: 'portal' }), ['answer.deliver'])
    const { adapter } = await openPortal(t, { answersFor: ['portal', 'agency'] })
    t.strictSame(adapter.operationsFor('answer', given), ['answer.deliver'])
  },
)
