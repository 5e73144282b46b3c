import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import { conform } from '../../src/adapter/conformance/conform.ts'
import { loadFiles, openAdapter, readFolder } from '../../src/adapter/index.ts'
import { aDossier, create, openPortal, portalFolder } from './portal.ts'

const settings = {
  baseUrl: 'http://127.0.0.1:9',
  username: 'u',
  password: 'mat-khau-bi-mat',
  agencyCode: 'H99',
}

/** A copy of the portal's folder with one text replaced. */
async function altered(t: Test, file: string, from: string, to: string): Promise<string> {
  const parent = await mkdtemp(join(tmpdir(), 'adapter-'))
  t.teardown(() => rm(parent, { recursive: true }))
  const folder = join(parent, 'national-portal')
  await cp(fileURLToPath(portalFolder), folder, { recursive: true })
  const text = await readFile(join(folder, file), 'utf8')
  if (!text.includes(from)) throw new Error(`${file} does not hold ${from}`)
  await writeFile(join(folder, file), text.replace(from, to))
  return folder
}

t.test(
  'files that are known to load are not checked again, and their tables are compiled when they are used',
  async t => {
    const files = await readFolder(await altered(t, 'maps/dossier.csv', 'MaHoSo', ' Ma HoSo '))
    t.throws(() => loadFiles(files), { code: 'adapter-invalid', message: /dossier\.csv/ })
    const { maps } = loadFiles(files, { known: true })
    const table = maps.get('dossier')
    t.equal(table?.name, 'dossier')
    for (const use of [
      () => table?.encode({}),
      () => table?.decode({}),
      () => table?.check({}),
      () => table?.rows,
      () => table?.lossy,
    ])
      t.throws(use, { code: 'adapter-invalid', message: /dossier\.csv/ })
  },
)

t.test('an adapter of files that are known to load works as any other', async t => {
  const files = await readFolder(fileURLToPath(portalFolder))
  const [known, checked] = await Promise.all(
    [true, false].map(known => openAdapter(files, { settings }, { known })),
  )
  t.teardown(() => Promise.all([known?.close(), checked?.close()]))
  const [good, bad] = [{ ...aDossier(), code: 'H99.05-260101-0001' }, { code: 'x'.repeat(60) }]
  for (const canonical of [good, bad])
    t.strictSame(known?.check('dossier.deliver', canonical), checked?.check('dossier.deliver', canonical))
  t.not(known?.check('dossier.deliver', bad).length, 0)
})

t.test('wrong settings are refused by their place, never by their value', async t => {
  for (const [wrong, place] of [
    [{ ...settings, password: undefined }, '/password'],
    [{ ...settings, passwort: 'mat-khau-bi-mat' }, '/passwort'],
    [{ ...settings, baseUrl: 'ftp://mat-khau-bi-mat' }, '/baseUrl'],
    [{ ...settings, dstcode: 'x\r\nx-evil: mat-khau-bi-mat' }, '/dstcode'],
    [{ ...settings, concurrency: 'mat-khau-bi-mat' }, '/concurrency'],
  ] as const) {
    const error = await openAdapter(portalFolder, { settings: wrong }).then(
      () => undefined,
      caught => caught,
    )
    t.match(
      error,
      { code: 'adapter-settings-invalid', owner: 'operator', violations: [{ pointer: place }] },
      place,
    )
    t.notMatch(`${error.message} ${error.detail('vi')} ${JSON.stringify(error)}`, 'mat-khau-bi-mat')
  }
})

t.test('a limit that a setting gives is bounded as one that the manifest gives', async t => {
  const folder = await altered(t, 'adapter.json', '"maximum": 64', '"maximum": 6400')
  await t.rejects(openAdapter(folder, { settings: { ...settings, concurrency: 257 } }), {
    code: 'adapter-invalid',
    message: /limits\.concurrency must be from 1 to 256/,
  })
})

t.test('a folder that makes no sense is refused with the file and the reason', async t => {
  for (const [file, from, to, reason] of [
    ['adapter.json', '"version": "1.0.0"', '"version": "1.0"', /\/version/],
    [
      'adapter.json',
      '"direction": "ask"',
      '"direction": "ask", "retries": 3',
      /\/operations\/dossier.lookup\/retries is not part/,
    ],
    ['adapter.json', '"id": "national-portal"', '"id": "other"', /folder's name/],
    ['adapter.json', '{settings.agencyCode}', '{settings.agency}', /settings\.agency\b/],
    ['adapter.json', '{session}', '{sesion}', /placeholder \{sesion\}/],
    ['adapter.json', '"map": "dossier"', '"map": "dosier"', /maps\/dosier\.csv/],
    ['adapter.json', '"operation": "dossier.lookup"', '"operation": "step.deliver"', /direction ask/],
    [
      'adapter.json',
      '"status": [300, 399] },\n      "outcome": "unknown"',
      '"status": [300, 399] },\n      "outcome": "delivered"',
      /without looking into its body/,
    ],
    ['adapter.json', '{', '', /is not JSON/],
    ['maps/step.csv', 'table(status)', 'table(state)', /no code table "state"/],
    ['tables/status.csv', 'accepted,2', 'registered,2', /stands in two rows/],
  ] as const) {
    const folder = await altered(t, file, from, to)
    await t.rejects(
      openAdapter(folder, { settings }),
      { code: 'adapter-invalid', params: { adapter: 'national-portal', file, reason } },
      `${file}: ${to}`,
    )
  }
})

t.test('calls may only go to the origin of the base address', async t => {
  for (const baseUrl of ['http://u:p@127.0.0.1:9', 'http://@127.0.0.1@10.0.0.1']) {
    await t.rejects(
      openAdapter(portalFolder, { settings: { ...settings, baseUrl } }),
      { code: 'adapter-invalid' },
      baseUrl,
    )
  }
  const { adapter, platform } = await openPortal(t, { servicePath: '//10.0.0.1/x' })
  await adapter.deliver('dossier.deliver', aDossier(), create)
  t.equal(platform.calls[0]?.path, '/10.0.0.1/x')
})

t.test('an operation that there is not is a fault of the gateway', async t => {
  const { adapter } = await openPortal(t)
  t.throws(() => adapter.check('dossier.send', aDossier()), { code: 'adapter-operation-unknown' })
  await t.rejects(adapter.deliver('dossier.send', aDossier(), create), { code: 'adapter-operation-unknown' })
  await t.rejects(adapter.probe('dossier.lookup', aDossier(), create), { code: 'adapter-operation-unknown' })
})

t.test('the conformance suite finds what is wrong', async t => {
  for (const [file, from, to, check, fault] of [
    ['maps/dossier.csv', 'returnInfo,ThongTinTra,"absent("""")",\n', '', /^native/, /ThongTinTra is neither/],
    [
      'maps/dossier.csv',
      'returnInfo,ThongTinTra,"absent("""")",\n',
      '',
      /^canonical/,
      /returnInfo is neither/,
    ],
    [
      'maps/dossier.csv',
      'ThongTinTra',
      'ThongTinTre',
      /^native/,
      /ThongTinTre is not a field of schemas\/dossier\.json/,
    ],
    ['tables/status.csv', 'stopped,8,Dừng xử lý\n', '', /^codes/, /stopped is not in status\.csv/],
    ['tables/status.csv', 'processing,4', 'processing,9', /fixture step/, /native\/TrangThai/],
    ['adapter.json', '["đã tồn tại"]', '["có rồi"]', /fixture answers-dossier/, /đã tồn tại, mã -3: outcome/],
    [
      'fixtures/answers-step.json',
      '"kind": "duplicate"',
      '"knd": "duplicate"',
      /fixture answers-step/,
      /must expect a kind/,
    ],
    ['fixtures/step.json', '"about"', '"abut"', /fixture step/, /fixtures\/step\.json: \/about is required/],
    [
      'fixtures/step.json',
      '"content": "Thẩm',
      '"contents": "Thẩm',
      /fixture step/,
      /canonical \/content is required/,
    ],
    [
      'schemas/dossier.json',
      '"maxLength": 1000',
      '"maxLength": 5',
      /fixture dossier-create/,
      /TrichYeuHoSo must have at most/,
    ],
    [
      'fixtures/probes-step.json',
      '"operation": "step.deliver"',
      '"operation": "dossier.deliver"',
      /^operations|probes-step/,
      /./,
    ],
  ] as const) {
    const { findings } = await conform(await altered(t, file, from, to))
    const found = findings
      .filter(finding => check.test(`${finding.check} ${finding.subject}`))
      .flatMap(finding => finding.faults)
    t.ok(
      found.some(text => fault.test(text)),
      `${file}: ${from} → ${to}`,
    )
  }
  const { coverage } = await conform(await altered(t, 'fixtures/answers-dossier.json', '429', '430'))
  t.strictSame(coverage?.unreached, ['outcomes/too-many'])
})
