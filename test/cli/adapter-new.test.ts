import { readFileSync } from 'node:fs'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { conform, validate } from '../../src/adapter/index.ts'
import { newCommand } from '../../src/cli/adapter/new.ts'
import { temporaryFolder } from '../support/folder.ts'

const sample = fileURLToPath(new URL('../adapter/import/samples/messages/dossier.json', import.meta.url))

t.test('adapter new writes a folder that validates, and never over another', async t => {
  const folder = join(await temporaryFolder(t), 'mau-thu')
  const told = t.capture(process.stdout, 'write', () => true)
  t.equal(await newCommand.run({ from: sample }, [folder]), 0)
  t.match(String(told().map(({ args }) => args[0])), /left to do/)
  t.ok((await validate(folder)).passed)
  t.same((await readdir(folder)).sort(), [
    'README.md',
    'adapter.json',
    'fixtures',
    'maps',
    'schemas',
    'tables',
  ])
  await writeFile(join(folder, 'README.md'), 'của tôi')
  await t.rejects(newCommand.run({ from: sample }, [folder]), { code: 'usage' })
  t.equal(await readFile(join(folder, 'README.md'), 'utf8'), 'của tôi')
})

t.test(
  'a copy of an adapter that comes with the gateway passes its whole suite under its own name',
  async t => {
    const folder = join(await temporaryFolder(t), 'mot-cua-05')
    t.capture(process.stdout, 'write', () => true)
    t.equal(await newCommand.run({ from: 'adapter:local-one-stop' }, [folder]), 0)
    const { passed, adapter, version } = await conform(folder)
    t.same([passed, adapter, version], [true, 'mot-cua-05', '0.1.0'])
    const other = join(folder, '..', 'khac')
    for (const from of ['adapter:khong-co', 'adapter:../schemas', 'adapter:'])
      await t.rejects(newCommand.run({ from }, [other]), { code: 'import-refused' })
  },
)

t.test(
  'several samples with answers, a login and what each carries make one folder that validates',
  async t => {
    const parent = await temporaryFolder(t)
    const write = async (name: string, value: object) => {
      await writeFile(join(parent, name), JSON.stringify(value))
      return join(parent, name)
    }
    const step = await write('buoc.json', {
      phien: 'bi-mat-cua-ai-do',
      data: [
        {
          MaHoSo: 'H99.05-260302-00001',
          TrangThai: '2',
          NoiDungXuLy: 'x',
          NguoiXuLy: 'y',
          ThoiDiemXuLy: '20260302080000',
        },
      ],
    })
    const answer = await write('tra-loi.json', { error_code: 0, message: 'ok' })
    const folder = join(parent, 'nhieu-mau')
    const told = t.capture(process.stdout, 'write', () => true)
    const values = {
      sample: [sample, step],
      answer: [answer],
      operation: ['GuiHoSo', 'GuiBuoc'],
      carries: ['dossier=GuiHoSo', 'step=GuiBuoc'],
      auth: 'session-login',
    }
    t.equal(await newCommand.run(values, [folder]), 0, String(told().map(({ args }) => args[0])))
    const text = await readFile(join(folder, 'adapter.json'), 'utf8')
    const manifest = JSON.parse(text)
    t.same(Object.keys(manifest.operations), ['dossier.deliver', 'step.deliver'])
    t.match(manifest, { auth: { kind: 'session-login', session: '/session' }, settings: { required: /./ } })
    t.equal(manifest.operations['step.deliver'].request.body.phien, '{session}')
    t.match(manifest.operations['dossier.deliver'].request.path, '{settings.guiHoSoPath}')
    t.ok(readFileSync(join(folder, manifest.$schema)).length > 10_000, 'the schema is there for editors')
    const fixture = JSON.parse(await readFile(join(folder, 'fixtures/answers-dossier.json'), 'utf8'))
    t.same(Object.keys(fixture.answers[0].answer.body), ['error_code', 'message'])
    t.match(
      await readFile(join(folder, 'tables/status.csv'), 'utf8'),
      /canonical,native,note\n(#[a-z-]+,,\n)+/,
    )
    t.notMatch(text, /bi-mat-cua-ai-do/)
  },
)

t.test('what cannot be is said before anything is written', async t => {
  const folder = await temporaryFolder(t)
  const wrong: [Record<string, string | string[]>, string][] = [
    [{}, 'a'],
    [{ from: sample }, 'Có Dấu'],
    [{ from: sample, id: 'other' }, 'a'],
    [{ from: sample, carries: ['citizen'] }, 'a'],
    [{ from: sample, sample: [sample] }, 'a'],
    [{ sample: [sample], answer: [sample, sample] }, 'a'],
    [{ sample: [sample], auth: 'sesion' }, 'a'],
  ]
  for (const [values, name] of wrong)
    await t.rejects(newCommand.run(values, [join(folder, name)]), { code: 'usage' })
  await t.rejects(newCommand.run({ from: join(folder, 'none.json') }, [join(folder, 'a')]), {
    code: 'import-refused',
  })
  t.same(await readdir(folder), [])
})
