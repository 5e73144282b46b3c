import t from 'tap'
import { AdapterFault } from '../../src/adapter/adapter-fault.ts'
import { compileTemplate } from '../../src/adapter/template.ts'

const settings = { secret: 'DEMO-SECRET', key1: 'DEMO-KEY1' }

function fill(node: unknown, encoded: object = {}): unknown {
  return compileTemplate(node, settings)({ standing: 'unsure', canonical: {}, encoded })
}

const piped = (...names: string[]) => ({
  $checksum: {
    algorithm: 'sha256',
    join: '|',
    of: [...names.map(name => `{encoded.${name}}`), '{settings.secret}'],
  },
})

const init = {
  LoaiBanTin: 'INIT',
  PhienBan: '1.0.6',
  MaDoiTac: 'DOITACMAU',
  MaThamChieu: 'dvcH99142601150042260115093015',
  SoTien: '7400000',
  LoaiHinhThanhToan: 'PAY',
  MaKenhThanhToan: '1',
  MaThietBi: '1',
  NgonNgu: 'vi-VN',
  MaTienTe: 'VND',
  MaNganHang: 'PAYMENT',
  ThongTinGiaoDich: 'THANH TOAN HO SO H99.14-260115-0042',
  ThoiGianGD: '20260115093015',
  Ip: '203.0.113.10',
}

t.test('$object names the values of a list of pairs, whatever the names', async t => {
  const pairs = [
    { name: 'ma_ho_so', value: 'H99.14-260115-0042' },
    { name: '__proto__', value: 'x' },
  ]
  const template = { $object: { of: '{encoded.parameters}', name: 'name', value: 'value' } }
  const filled = fill(template, { parameters: pairs }) as object
  t.strictSame(Object.entries(filled), [
    ['ma_ho_so', 'H99.14-260115-0042'],
    ['__proto__', 'x'],
  ])
  t.strictSame(fill(template), {})
  t.throws(() => fill({ $object: { of: [] } }), /"name" and "value"/)
})

t.test('the checksums of the payment platform (C1.1 to C1.3)', async t => {
  t.equal(
    fill(piped(...Object.keys(init)), init),
    '1e62a2ed4b307eff885956aa5bae557b1890d91d36f620fcc7da915346a1a44d',
  )
  const confirm = {
    LoaiBanTin: 'CONFIRM',
    MaLoi: '00',
    MaDoiTac: 'DOITACMAU',
    MaThamChieu: 'dvcH99142601150042260115093015',
    // A number in this message, a text in the other: the literal digits count.
    SoTien: 7400000,
    MaTienTe: 'VND',
    MaGiaoDich: 'GD260115000777',
    MaNganHang: 'NHMAU',
    ThoiGianGD: '20260115093015',
    ThongTinGiaoDich: 'THANH TOAN HO SO H99.14-260115-0042',
  }
  t.equal(
    fill(piped(...Object.keys(confirm)), confirm),
    '40683184a073281601218e6f473a339d90bc81ce0adc14cf15dfe719e9096a74',
  )
  const names = ['LoaiBanTin', 'PhienBan', 'MaDoiTac', 'MaThamChieu', 'ThoiGianGD']
  for (const [kind, hash] of [
    ['QUERY', '8aa1d30b94d22008480d1e01d1c996f74be53a7517b9e3bfc0b9512c5c574b7e'],
    ['GET_BILL', '919594048cdace533489e7d5afd818ffe503e31702525778eb68031a85ce074e'],
  ]) {
    t.equal(fill(piped(...names), { ...init, LoaiBanTin: kind }), hash)
  }
})

t.test('a checksum stands beside the message that it covers', async t => {
  const body = fill({ $merge: { of: ['{encoded}', { MaXacThuc: piped('LoaiBanTin') }] } }, init)
  t.match(body, { ...init, MaXacThuc: /^[0-9a-f]{64}$/ })
  t.notOk('MaXacThuc' in init)
})

t.test('HMAC with a key (KeyPay v3, C2), the other digests, and every spelling', async t => {
  const of = ['0', 'CLIENT_DEMO', 'PAY', '7400000', 'H99142601150042', '3.0']
  const hash = (more: object) =>
    fill({ $checksum: { algorithm: 'hmac-sha256', key: '{settings.key1}', join: '|', of, ...more } })
  t.equal(hash({}), 'fffedebcf51c3ba50b726e9781129d0aa1fbab41f372da56433fcdc250b7e08c')
  t.equal(hash({ as: 'HEX' }), String(hash({})).toUpperCase())
  t.equal(hash({ as: 'base64' }), Buffer.from(String(hash({})), 'hex').toString('base64'))
  // RFC 2202 §3, RFC 1321 §A.5, FIPS 180-2 §B.1 / C.1.
  const plain = (algorithm: string, text: string, more: object = {}) =>
    fill({ $checksum: { algorithm, of: [text], ...more } })
  t.equal(
    plain('hmac-sha1', 'what do ya want for nothing?', { key: 'Jefe' }),
    'effcdf6ae5eb2fa2d27416d5f184df9c259a7c79',
  )
  t.equal(plain('md5', 'abc'), '900150983cd24fb0d6963f7d28e17f72')
  t.equal(plain('sha1', 'abc'), 'a9993e364706816aba3e25717850c26c9cd0d89d')
  t.match(plain('sha512', 'abc'), /^ddaf35a193617abacc417349ae204131/)
})

t.test('nothing counts as an empty text, which may be left out', async t => {
  const hash = (skipEmpty: boolean) => ({
    $checksum: { algorithm: 'md5', of: ['{encoded.a}', '{encoded.b}', '{encoded.c}'], join: '|', skipEmpty },
  })
  const message = { a: 'abc', b: null, c: '' }
  t.equal(fill(hash(true), message), '900150983cd24fb0d6963f7d28e17f72')
  t.not(fill(hash(false), message), fill(hash(true), message))
})

t.test('base64 and JSON inside a text', async t => {
  t.equal(
    fill({ $base64: { of: ['demoKeyName', 'demoKeyPass'], join: ':' } }),
    'ZGVtb0tleU5hbWU6ZGVtb0tleVBhc3M=',
  )
  t.strictSame(fill({ data: { $json: { of: '{encoded}' } } }, { a: 'Hồ' }), { data: '{"a":"Hồ"}' })
})

t.test('a member deep in the message; what every object has is none', async t => {
  t.equal(fill('{encoded.a.b}', { a: { b: 7 } }), 7)
  t.equal(fill('{encoded.constructor.name}', {}), undefined)
  t.equal(fill('{encoded.a.length}', { a: 'text' }), undefined)
})

t.test('a function that there is not, or that makes no sense, is refused when the adapter opens', async t => {
  for (const node of [
    { $exec: { of: [] } },
    { $constructor: {} },
    { $checksum: 'sha256' },
    { $checksum: { algorithm: 'crc32', of: [] } },
    { $checksum: { algorithm: 'hmac-sha256', of: [] } },
    { $checksum: { algorithm: 'sha256', key: 'k', of: [] } },
    { $checksum: { algorithm: 'sha256', of: 'text' } },
    { $checksum: { algorithm: 'sha256', of: [], as: 'octal' } },
    { $base64: { of: ['{nothing}'] } },
  ]) {
    t.throws(() => compileTemplate(node, settings), { code: 'adapter-invalid' }, JSON.stringify(node))
  }
})

t.test('a function that is written wrongly is told how it is written', async t => {
  for (const [node, told] of [
    [{ $json: '{encoded}' }, '$json is written {"$json": {"of": …}}'],
    [{ $merge: ['{encoded}'] }, '$merge: "of" must be a list, {"$merge": {"of": […]}}'],
    [{ $base64: { of: 'a' } }, '$base64: "of" must be a list, {"$base64": {"of": […]}}'],
  ] as const) {
    t.throws(() => fill(node), new AdapterFault(told))
  }
})

t.test('XML as text, and a piece that a setting chooses', async t => {
  const header = {
    $choose: {
      by: '{settings.key1}',
      of: { 'DEMO-KEY1': { MESSAGE_CODE: '{encoded.id}' }, other: { REQUEST_ID: '{encoded.id}' } },
    },
  }
  t.equal(
    fill({ $xml: { of: { DATA: { HEADER: header } }, declaration: false } }, { id: 'a<b' }),
    '<DATA><HEADER><MESSAGE_CODE>a&lt;b</MESSAGE_CODE></HEADER></DATA>',
  )
  t.match(fill({ $xml: { of: { A: '1' } } }), /^<\?xml version="1.0" encoding="UTF-8"\?><A>1<\/A>$/)
  t.throws(() => fill({ $choose: { by: '{settings.none}', of: { a: 1 } } }), { code: 'adapter-invalid' })
  t.throws(() => fill({ $choose: { by: 'a', of: [] } }), { code: 'adapter-invalid' })
})

t.test('names as platforms compare them', async t => {
  const spell = (as: string) => fill({ $spell: { of: '{encoded.name}', as } }, { name: 'Đặng Thị Ví Dụ' })
  t.equal(spell('as-is'), 'Đặng Thị Ví Dụ')
  t.equal(spell('upper'), 'ĐẶNG THỊ VÍ DỤ')
  t.equal(spell('upper-plain'), 'DANG THI VI DU')
  t.equal(spell('upper-plain-nospace'), 'DANGTHIVIDU')
  t.equal(fill({ $spell: { of: '{encoded.none}', as: 'upper' } }), undefined)
  t.throws(() => spell('lower'), { code: 'adapter-invalid' })
})
