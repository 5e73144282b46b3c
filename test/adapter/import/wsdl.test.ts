import { cp, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { parseXml } from '../../../src/adapter/xml/index.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { made, refusal, sample, sampleText } from './support.ts'

const several = { service: 'HoSoService' }

async function changed(t: Test, ...changes: readonly (readonly [string, string])[]): Promise<string> {
  const folder = join(await temporaryFolder(t), 'wsdl')
  await mkdir(folder)
  await cp(sample('wsdl'), folder, { recursive: true })
  let text = sampleText('wsdl/several.wsdl')
  for (const [from, to] of changes) {
    if (!text.includes(from)) throw new Error(`no ${from}`)
    text = text.replace(from, to)
  }
  await writeFile(join(folder, 'several.wsdl'), text)
  return join(folder, 'several.wsdl')
}

t.test(
  'imports, other namespaces, inheritance, choices and circles come out in the order of the wire',
  async t => {
    const { table, mapped, files, manifest } = await made(sample('wsdl/several.wsdl'), several)
    t.same(
      table('dong-bo-ho-so').map(({ native }) => native),
      [
        'tns:MaHoSo',
        'tns:NgayNop',
        'tns:NgayNopChiTiet',
        'tns:ChuHoSo.HoTen',
        'tns:ChuHoSo.SoDienThoai',
        'tns:ChuHoSo.VoChong',
        'tns:NgayTiepNhan',
        'dl:TaiLieuNop[].TenTepDinhKem',
        'dl:TaiLieuNop[].IsDeleted',
        'tns:HoSoCoThanhPhanSoHoa',
        '@phienBan',
      ],
    )
    t.ok(mapped('dong-bo-ho-so').includes('tns:ChuHoSo.HoTen → applicant.name required max(100)'))
    t.ok(
      mapped('dong-bo-ho-so').includes('tns:NgayNop → filedAt datetime(yyyy-MM-dd)'),
      'of a choice nothing is required',
    )
    t.same(mapped('tra-cuu-ho-so'), ['tns:MaHoSo → code required max(50)'])
    t.same([...files.keys()].filter(path => path.startsWith('wsdl/')).sort(), [
      'wsdl/several.wsdl',
      'wsdl/xsd/dulieu.xsd',
      'wsdl/xsd/kieu.xsd',
    ])
    t.match(manifest.transport, {
      kind: 'soap',
      version: '1.1',
      wsdl: 'several.wsdl',
      service: 'HoSoService',
      port: 'HoSoSoap',
    })
  },
)

t.test(
  'one adapter speaks to one port: several services ask for a choice, other ports are told of',
  async t => {
    t.match(await refusal(sample('wsdl/several.wsdl')), /--service HoSoService \| HoSoServiceCu/)
    const { hints } = await made(sample('wsdl/several.wsdl'), several)
    t.ok(hints.some(({ en }) => en.startsWith('HoSoService/HoSoSoap12: left out')))
    const other = await made(sample('wsdl/several.wsdl'), { ...several, port: 'HoSoSoap12' })
    t.match(other.manifest.transport, { version: '1.2', port: 'HoSoSoap12' })
    t.match(
      await refusal(sample('wsdl/several.wsdl'), { ...several, operations: ['Khac'] }),
      /no SOAP operation fits; there are DongBoHoSo/,
    )
  },
)

t.test('rpc/literal parts stand side by side; rpc/encoded is left out and said', async t => {
  const { mapped, manifest, hints } = await made(sample('wsdl/rpc.wsdl'))
  t.same(Object.keys(manifest.operations), ['cap-nhat-tien-do.deliver'])
  t.equal(mapped('cap-nhat-tien-do')[1], 'buoc.NguoiXuLy → officer.name required')
  t.ok(hints.some(({ en }) => en.startsWith('Cu: left out, is rpc/encoded')))
})

t.test("the answer in the fixtures is the WSDL's own", async t => {
  const { files } = await made(sample('wsdl/several.wsdl'), several)
  const [{ answer }] = JSON.parse(files.get('fixtures/answers-dong-bo-ho-so.json') ?? '').answers
  const document = parseXml(answer.text, {
    namespaces: { s: 'http://schemas.xmlsoap.org/soap/envelope/', h: 'http://h99.example/hoso' },
  })
  t.same(document, { 's:Envelope': { 's:Body': { 'h:KetQua': { 'h:MaLoi': '1', 'h:MoTa': 'mẫu' } } } })
})

t.test('nothing is fetched, nothing outside the folder is read, no DOCTYPE', async t => {
  const location = 'xsd/dulieu.xsd'
  t.match(
    await refusal(await changed(t, [location, 'http://127.0.0.1:9/d.xsd']), several),
    /nothing is fetched/,
  )
  t.match(await refusal(await changed(t, [location, '../d.xsd']), several), /outside wsdl/)
  t.match(await refusal(await changed(t, [location, 'no.xsd']), several), /not there/)
  t.match(
    await refusal(
      await changed(t, ['<wsdl:definitions', '<!DOCTYPE x [<!ENTITY a "b">]><wsdl:definitions']),
      several,
    ),
    /not read/,
  )
})

t.test('types that multiply end in a refusal, a group inside itself as well', async t => {
  const levels = Array.from({ length: 18 }, (_, n) => {
    const inner = (name: string) =>
      `<xs:element name="${name}" type="${n === 17 ? 'xs:string' : `tns:T${n + 1}`}"/>`
    return `<xs:complexType name="T${n}"><xs:sequence>${inner('a')}${inner('b')}</xs:sequence></xs:complexType>`
  })
  const start = performance.now()
  const wide = await changed(
    t,
    ['<xs:element name="DongBoHoSo">', `${levels.join('')}<xs:element name="DongBoHoSo">`],
    ['type="dl:Nguoi"', 'type="tns:T0"'],
  )
  t.match(await refusal(wide, several), /more than \d+ fields/)
  t.ok(performance.now() - start < 20_000)
  const group =
    '<xs:group name="G"><xs:sequence><xs:element name="x" type="xs:string"/><xs:group ref="tns:G" minOccurs="0"/></xs:sequence></xs:group>'
  const around = await changed(t, [
    '<xs:element name="TraCuuHoSo"><xs:complexType><xs:sequence>',
    `${group}<xs:element name="TraCuuHoSo"><xs:complexType><xs:sequence><xs:group ref="tns:G"/>`,
  ])
  t.match(
    await refusal(around, { ...several, operations: ['TraCuuHoSo'] }),
    /not understood/,
    'XML Schema forbids it',
  )
})
