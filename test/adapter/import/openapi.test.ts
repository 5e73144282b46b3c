import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { temporaryFolder } from '../../support/folder.ts'
import { made, refusal, sample } from './support.ts'

async function written(t: Test, text: string | object, name = 'api.yaml'): Promise<string> {
  const folder = join(await temporaryFolder(t), 'doc')
  await mkdir(folder)
  await writeFile(join(folder, name), typeof text === 'string' ? text : JSON.stringify(text))
  return join(folder, name)
}

function post(schema: object, more: object = {}) {
  const requestBody = { content: { 'application/json': { schema } } }
  return { openapi: '3.0.0', paths: { '/x': { post: { operationId: 'Gui', requestBody } } }, ...more }
}

t.test('references, allOf, oneOf and circles come out as one flat table', async t => {
  const { mapped, table } = await made(sample('openapi/dossiers.yaml'))
  t.same(mapped('dong-bo-ho-so'), [
    'MaHoSo → code required max(50)',
    'NgayTiepNhan → receivedAt required datetime("dd/MM/yyyy HH:mm:ss")',
    'ChuHoSo → applicant.name required max(100)',
    'NgayHenTra → dueAt datetime("yyyy-MM-dd\'T\'HH:mm:ssXXX")',
    'HoSoCoThanhPhanSoHoa → digitised flag(True,False)',
    'TaiLieuNop[].TenTepDinhKem → documents[].name max(200)',
    'TaiLieuNop[].IsDeleted → documents[].deleted',
    'TaiLieuNop[].DuongDan → documents[].url url',
  ])
  t.match(table('dong-bo-ho-so').find(({ native }) => native === 'HoSoCha')?.codec, /vòng lặp/)
})

t.test('a step is known by its words; a list of messages goes out as a list of one', async t => {
  const { mapped, manifest } = await made(sample('openapi/dossiers.yaml'), { operations: ['CapNhatTienDo'] })
  t.same(Object.keys(manifest.operations), ['cap-nhat-tien-do.deliver'])
  t.same(manifest.operations['cap-nhat-tien-do.deliver'].request.body, ['{encoded}'])
  t.match(mapped('cap-nhat-tien-do')[0], /^MaHoSo → dossier/)
})

t.test('GET and words of asking make an ask, whose query is the message', async t => {
  const { manifest } = await made(sample('openapi/dossiers.yaml'))
  const ask = manifest.operations['tra-cuu-ho-so.ask']
  t.equal(ask.direction, 'ask')
  t.same(ask.request.query, { MaHoSo: '{encoded.MaHoSo}' })
})

const store = post({ type: 'object', required: ['MaHoSo'], properties: { MaHoSo: { type: 'string' } } })
const paths = {
  ...store.paths,
  '/ho-so/{MaHoSo}': {
    get: { operationId: 'TraCuu' },
    put: { ...store.paths['/x'].post, operationId: 'CapNhat' },
  },
  '/don-vi/{MaDonVi}': { put: { ...store.paths['/x'].post, operationId: 'Khac' } },
}

t.test('a date pattern in the words of the document is believed', async t => {
  const properties = {
    NgayNop: { type: 'string', description: 'dd/MM/yyyy HH:mm:ss, giờ Việt Nam' },
    NgayTiepNhan: { type: 'string', description: "theo yyyy-MM-dd'T'HH:mm:ss.SSS" },
    NgayHenTra: { type: 'string', description: 'Ngày hẹn trả (yyyy-MM-dd)' },
  }
  const { mapped } = await made(await written(t, post({ type: 'object', properties })))
  t.same(mapped('gui'), [
    'NgayNop → filedAt datetime("dd/MM/yyyy HH:mm:ss")',
    'NgayTiepNhan → receivedAt datetime(yyyyMMddHHmmss)',
    'NgayHenTra → dueAt datetime(yyyy-MM-dd)',
  ])
})

t.test('what a path asks for comes from the message where it is there, else from a setting', async t => {
  const { manifest, mapped } = await made(await written(t, { ...store, paths }))
  const path = (name: string) => manifest.operations[name].request.path
  t.equal(path('tra-cuu.ask'), '/ho-so/{encoded.MaHoSo}')
  t.same(mapped('tra-cuu'), ['MaHoSo → code required'])
  t.equal(path('cap-nhat.deliver'), '/ho-so/{encoded.MaHoSo}')
  t.equal(path('khac.deliver'), '/don-vi/{settings.maDonVi}')
})

t.test('what carries dossiers is the one operation that sends; those that ask stay', async t => {
  const { '/don-vi/{MaDonVi}': _, ...own } = paths
  const several = await written(t, { ...store, paths: own })
  t.match(
    await refusal(several, { carries: [{ kind: 'dossier' }] }),
    /choose with --operation, or write --carries dossier=<name>, among Gui, CapNhat$/,
  )
  const { manifest } = await made(several, { carries: [{ kind: 'dossier' }], operations: ['Gui', 'TraCuu'] })
  t.same(Object.keys(manifest.operations), ['dossier.deliver', 'tra-cuu.ask'])
})

t.test('what cannot be imported is told of, with its reason', async t => {
  const { hints } = await made(sample('openapi/dossiers.yaml'))
  t.ok(hints.some(({ en }) => en.startsWith('GuiTep: left out, its body is multipart/form-data')))
  t.ok(hints.some(({ en }) => en.startsWith('field ghi chú.1 was left out')))
})

for (const [name, scheme, auth] of [
  ['basic', { type: 'http', scheme: 'basic' }, { kind: 'basic' }],
  [
    'bearer',
    { type: 'http', scheme: 'bearer' },
    { kind: 'headers', headers: { Authorization: 'Bearer {settings.accessToken}' } },
  ],
  [
    'oauth2',
    { type: 'oauth2', flows: { clientCredentials: { tokenUrl: 'https://h99.example/t' } } },
    { kind: 'oauth2', dialect: 'basic' },
  ],
  ['openIdConnect', { type: 'openIdConnect', openIdConnectUrl: 'https://h99.example' }, { kind: 'none' }],
] as const) {
  t.test(`security ${name}: every secret is a writeOnly setting`, async t => {
    const components = { securitySchemes: { s: scheme } }
    const { manifest, hints } = await made(
      await written(t, post({ type: 'object', properties: { a: { type: 'string' } } }, { components })),
    )
    t.match(manifest.auth, auth)
    for (const [, setting = ''] of JSON.stringify(manifest.auth).matchAll(
      /\{settings\.(password|accessToken|clientSecret)\}/g,
    ))
      t.equal(manifest.settings.properties[setting].writeOnly, true, setting)
    t.equal(
      hints.some(({ en }) => en.startsWith('auth s: left out')),
      auth.kind === 'none',
    )
  })
}

t.test('only what stands beside the document is read', async t => {
  const ref = (target: string) => post({ $ref: target })
  t.match(await refusal(await written(t, ref('https://h99.example/a.yaml#/X'))), /nothing is fetched/)
  t.match(await refusal(await written(t, ref('file:///etc/passwd'))), /nothing is fetched/)
  t.match(await refusal(await written(t, ref('/etc/passwd'))), /nothing is fetched/)
  t.match(await refusal(await written(t, ref('../a.yaml#/X'))), /outside its folder/)
  t.match(await refusal(await written(t, ref('%2e%2e/a.yaml'))), /nothing is fetched/)
  t.match(await refusal(await written(t, ref('a.yaml#/X'))), /a\.yaml is not there/)
  t.match(await refusal(await written(t, ref('#/no/where'))), /leads nowhere/)
  t.match(await refusal(await written(t, ref('#/__proto__'))), /leads nowhere/)
  const file = await written(t, ref('link.yaml#/X'))
  await writeFile(join(file, '../../secret.yaml'), 'X: { type: object }')
  await symlink('../secret.yaml', join(file, '../link.yaml'))
  t.match(await refusal(file), /leads out of the folder/)
})

t.test('documents that mean harm are refused in bounded time', async t => {
  const bomb = [
    'a: &a [x, x, x, x, x, x, x, x, x, x]',
    ...[...'bcdefghi'].map((c, i) => `${c}: &${c} [${Array(10).fill(`*${'abcdefghi'[i]}`).join(', ')}]`),
  ]
  const circle = post(
    { $ref: '#/components/schemas/A' },
    {
      components: {
        schemas: { A: { $ref: '#/components/schemas/B' }, B: { $ref: '#/components/schemas/A' } },
      },
    },
  )
  // Twenty levels of two references each: a million fields from forty lines.
  const schemas = Object.fromEntries(
    Array.from({ length: 20 }, (_, level) => [
      `L${level}`,
      {
        type: 'object',
        properties: {
          a: { $ref: `#/components/schemas/L${level + 1}` },
          b: { $ref: `#/components/schemas/L${level + 1}` },
        },
      },
    ]),
  )
  const wide = post(
    { $ref: '#/components/schemas/L0' },
    { components: { schemas: { ...schemas, L20: { type: 'string' } } } },
  )
  const start = performance.now()
  t.match(await refusal(await written(t, bomb.join('\n'))), /not YAML|alias/i)
  t.match(await refusal(await written(t, circle)), /circle/)
  t.match(await refusal(await written(t, wide)), /more than \d+ fields/)
  t.match(await refusal(await written(t, `openapi: ${'['.repeat(50_000)}`)), /nested|YAML/)
  t.match(await refusal(await written(t, '{"a":'.repeat(5000))), /nested/)
  t.match(await refusal(await written(t, { swagger: '2.0' })), /Swagger 2\.0/)
  t.match(await refusal(await written(t, `openapi: 3.0.0\nx: ${'y'.repeat(9_000_000)}`)), /larger than/)
  t.match(await refusal(await written(t, post({ type: 'string' }))), /no group of fields/)
  t.match(await refusal(await written(t, { openapi: '3.0.0', paths: {} })), /no operations/)
  t.match(
    await refusal(sample('openapi/dossiers.yaml'), { operations: ['Khac'] }),
    /no operation Khac; there are TraCuuHoSo/,
  )
  t.ok(performance.now() - start < 20_000)
})

t.test('odd names in a document stay where they are', async t => {
  const properties = {
    __proto__x: { type: 'string' },
    constructor: { type: 'string' },
    toString: { type: 'string' },
    MaHoSo: { type: 'string' },
  }
  const { files, mapped } = await made(
    await written(t, JSON.stringify(post({ type: 'object', properties })), 'api.json'),
  )
  t.same(mapped('gui'), ['MaHoSo → code'])
  t.same(Object.keys(JSON.parse(files.get('schemas/gui.json') ?? '').properties), ['__proto__x', 'MaHoSo'])
})

t.test('more operations than an adapter holds are to be chosen from', async t => {
  const paths = Object.fromEntries(
    Array.from({ length: 41 }, (_, n) => [`/p${n}`, { get: { operationId: `Lay${n}` } }]),
  )
  const file = await written(t, { openapi: '3.1.0', paths })
  t.match(await refusal(file), /41 operations; choose up to 40/)
  const { manifest } = await made(file, { operations: ['Lay7'] })
  t.same(Object.keys(manifest.operations), ['lay7.ask'])
})
