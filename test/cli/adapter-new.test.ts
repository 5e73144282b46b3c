import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { validate } from '../../src/adapter/index.ts'
import { newCommand } from '../../src/cli/adapter/new.ts'
import { temporaryFolder } from '../support/folder.ts'

const sample = fileURLToPath(new URL('../adapter/import/samples/messages/dossier.json', import.meta.url))

t.test('adapter new writes a folder that validates, and never over another', async t => {
  const folder = join(await temporaryFolder(t), 'mau-thu')
  const told = t.capture(process.stdout, 'write', () => true)
  t.equal(await newCommand.run({ from: sample }, [folder]), 0)
  t.match(String(told().map(({ args }) => args[0])), /left to do/)
  t.ok((await validate(folder)).passed)
  t.same((await readdir(folder)).sort(), ['README.md', 'adapter.json', 'fixtures', 'maps', 'schemas'])
  await writeFile(join(folder, 'README.md'), 'của tôi')
  await t.rejects(newCommand.run({ from: sample }, [folder]), { code: 'usage' })
  t.equal(await readFile(join(folder, 'README.md'), 'utf8'), 'của tôi')
})

t.test('what cannot be is said before anything is written', async t => {
  const folder = await temporaryFolder(t)
  for (const [values, name] of [
    [{}, 'a'],
    [{ from: sample }, 'Có Dấu'],
    [{ from: sample, id: 'other' }, 'a'],
    [{ from: sample, carries: 'citizen' }, 'a'],
  ] as const)
    await t.rejects(newCommand.run(values, [join(folder, name)]), { code: 'usage' })
  await t.rejects(newCommand.run({ from: join(folder, 'none.json') }, [join(folder, 'a')]), {
    code: 'import-refused',
  })
  t.same(await readdir(folder), [])
})
