import { cp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { conform, validate } from '../../../src/adapter/conformance/conform.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { made, sample, sampleText } from './support.ts'

const sources = [
  { from: sample('openapi/dossiers.yaml') },
  { from: sample('wsdl/several.wsdl'), service: 'HoSoService' },
  { from: sample('wsdl/rpc.wsdl') },
  { from: `x-road:${sample('x-road')}` },
  { from: `x-road:${sample('x-road')}`, operations: ['TraCuuHoSo'] },
  { from: sample('messages/dossier.json') },
  { from: sample('messages/population.xml') },
  { from: sample('messages/insurance-number.json'), operations: ['getMaSoBhxhTheoTieuChi'] },
]

for (const { from, ...options } of sources) {
  t.test(`what comes out of ${from.split('samples/')[1]} is a whole adapter at once`, async t => {
    const { files, manifest, table } = await made(from, options)
    const valid = await validate(files)
    t.same(
      valid.findings.flatMap(({ faults }) => faults),
      [],
    )
    const whole = await conform(files)
    t.same(
      whole.findings.flatMap(({ faults }) => faults),
      [],
    )
    t.ok(whole.passed)
    for (const name of Object.keys(manifest.operations))
      t.ok(
        valid.hints.some(({ en }) => en.startsWith(`${name}: no rule calls any answer a success`)),
        name,
      )
    for (const { map } of Object.values<{ map: string }>(manifest.operations))
      for (const { codec = '', note = '' } of table(map))
        t.match(codec.startsWith('ignore') ? codec : note, /chưa biết\/unknown|đoán\/guess/)
  })

  t.test(`no answer counts as a success in ${from.split('samples/')[1]}`, async t => {
    const { manifest } = await made(from, options)
    const rules = [
      ...manifest.outcomes,
      ...Object.values<{ outcomes: [] }>(manifest.operations).flatMap(o => o.outcomes),
    ]
    t.ok(rules.length > 0)
    t.same(
      rules.filter(({ outcome }) => outcome !== 'unknown'),
      [],
    )
  })
}

t.test('no value of a sample lands in the folder', async t => {
  const secrets = {
    'messages/dossier.json': [
      'phien-that-123',
      'Bí Mật',
      '000099123456',
      'bi.mat',
      '230605-0001',
      '20230605081500',
      '1685927700000',
      '12345',
    ],
    'messages/population.xml': ['BI MAT', '000099000777', '19990217', '7d0f3c52', 'G99-TP001'],
    'openapi/dossiers.yaml': ['Nguyễn Thị Thật', '230605-0001', '05/06/2023', '20230607093000'],
  }
  for (const [path, words] of Object.entries(secrets)) {
    const text = sampleText(path) + (path.startsWith('openapi') ? sampleText('openapi/common.yaml') : '')
    const { files } = await made(sample(path))
    const all = [...files.values()].join('\n')
    for (const word of words) {
      t.ok(text.includes(word), `${word} is in the sample`)
      t.notOk(all.includes(word), `${word} of ${path} is not in the folder`)
    }
  }
})

t.test('a sample keeps its form: dates stay dates, numbers numbers, lengths lengths', async t => {
  const { files } = await made(sample('messages/dossier.json'))
  const copy = JSON.parse(files.get('fixtures/dossier-sample.txt') ?? '')
  t.equal(copy.NgayTiepNhan, '20261122081500')
  t.equal(copy.SoDinhDanh, '099099099099')
  t.equal(copy.ChuHoSo.length, 'Trần Thị Bí Mật'.length)
  t.type(copy.SoLuongTrang, 'number')
})

t.test('what stands beside the message in an envelope are settings, and secrets are marked', async t => {
  const { manifest, mapped } = await made(sample('messages/dossier.json'))
  t.same(manifest.operations['dossier.deliver'].request.body, {
    session: '{settings.session}',
    madonvi: '{settings.madonvi}',
    service: '{settings.service}',
    isUpdating: '{settings.isUpdating}',
    data: ['{encoded}'],
  })
  t.equal(manifest.settings.properties.session.writeOnly, true)
  t.notOk(manifest.settings.properties.madonvi.writeOnly)
  t.same(mapped('dossier'), [
    'MaHoSo → code',
    'ChuHoSo → applicant.name',
    'Email → applicant.email',
    'NgayTiepNhan → receivedAt datetime(yyyyMMddHHmmss)',
    'TaiLieuNop[].TenTepDinhKem → documents[].name',
    'TaiLieuNop[].IsDeleted → documents[].deleted flag(True,False)',
    'TaiLieuNop[].DuocSoHoa → documents[].digitised flag(1,0)',
  ])
})

t.test('an operation that carries dossiers is total over our side as well', async t => {
  const { files, manifest, table } = await made(sample('openapi/dossiers.yaml'), {
    operations: ['DongBoHoSo'],
    carries: [{ kind: 'dossier' }],
  })
  t.equal(manifest.operations['dossier.deliver'].carries, 'dossier')
  const { findings, passed } = await conform(files)
  t.same(
    findings.flatMap(({ faults }) => faults),
    [],
  )
  t.ok(passed)
  t.ok(table('dossier').some(({ canonical, native }) => canonical === 'agency.name' && native === ''))
})

t.test(
  'what the platform requires and nobody can guess is said, and fails the fixture until it is written',
  async t => {
    const folder = await temporaryFolder(t)
    const document = {
      openapi: '3.1.0',
      paths: {
        '/x': {
          post: {
            operationId: 'Gui',
            requestBody: {
              content: {
                'application/json': {
                  schema: {
                    type: 'object',
                    required: ['MaHoSo', 'MaLa'],
                    properties: { MaHoSo: { type: 'string' }, MaLa: { type: 'string' } },
                  },
                },
              },
            },
          },
        },
      },
    }
    await writeFile(join(folder, 'x.json'), JSON.stringify(document))
    const { files, hints } = await made(join(folder, 'x.json'))
    t.ok(hints.some(({ en }) => en === 'gui.deliver: required by the platform, not written yet: MaLa'))
    t.ok((await validate(files)).passed)
    const { passed, findings } = await conform(files)
    t.notOk(passed)
    t.match(
      findings.flatMap(({ faults }) => faults),
      [/MaLa.*required/],
    )
  },
)

t.test('texts of a document cannot become templates, table rows or markdown', async t => {
  const folder = await temporaryFolder(t)
  await cp(sample('openapi'), folder, { recursive: true })
  const text = sampleText('openapi/dossiers.yaml').replace('Nền tảng hồ sơ thử', '{settings.khoa} | <script>')
  await writeFile(join(folder, 'dossiers.yaml'), text)
  const { files, manifest } = await made(join(folder, 'dossiers.yaml'))
  t.equal(manifest.title.en, 'settings.khoa script')
  t.ok((await conform(files)).passed)
})
