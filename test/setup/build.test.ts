import { execFile, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import t from 'tap'

interface Verdict {
  code: number
  output: string
}

const top = fileURLToPath(new URL('../..', import.meta.url))

/**
 * The build as a process of its own, without NODE_OPTIONS: the test runner puts its hooks into every child, and
 * with them the compiler's launcher does not load.
 */
async function build(root: string): Promise<Verdict> {
  const script = `
    import { build } from ${JSON.stringify(new URL('../../src/setup/build.mjs', import.meta.url).href)}
    console.log(JSON.stringify(await build(process.argv[1])))`
  const args = ['-u', 'NODE_OPTIONS', process.execPath, '--input-type=module', '-e', script, root]
  const { stdout } = await promisify(execFile)('env', args)
  return JSON.parse(stdout)
}

async function project(root: string) {
  await mkdir(join(root, 'src/part'), { recursive: true })
  await mkdir(join(root, 'node_modules'))
  await symlink(join(top, 'node_modules/typescript'), join(root, 'node_modules/typescript'))
  await symlink(join(top, 'node_modules/@typescript'), join(root, 'node_modules/@typescript'))
  await writeFile(join(root, 'package-lock.json'), '{}')
  const compilerOptions = { module: 'nodenext', rootDir: 'src', types: [], strict: true, incremental: true }
  await writeFile(join(root, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['src/**/*.ts'] }))
  await writeFile(join(root, 'src/part/a.ts'), 'export const a: number = 1\n')
  await writeFile(join(root, 'src/part/a.sql'), 'SELECT 1\n')
}

const outputs = async (root: string) =>
  (await readdir(join(root, 'dist'), { recursive: true })).filter(name => /\.(js|sql)$/.test(name)).sort()

t.test('the build follows new, changed and deleted sources, assets included', async t => {
  const root = t.testdir()
  await project(root)
  t.same(await build(root), { code: 0, output: '' })
  t.same(await outputs(root), ['part/a.js', 'part/a.sql'])
  await writeFile(join(root, 'src/b.ts'), 'export const b = 2\n')
  await rm(join(root, 'src/part/a.sql'))
  await build(root)
  t.same(await outputs(root), ['b.js', 'part/a.js'])
})

t.test('a build with type errors leaves the last good one in place', async t => {
  const root = t.testdir()
  await project(root)
  await build(root)
  await writeFile(join(root, 'src/part/a.ts'), 'export const a: number = "one"\n')
  const verdict = await build(root)
  t.not(verdict.code, 0)
  t.match(verdict.output, /TS2322/)
  t.same(await outputs(root), ['part/a.js', 'part/a.sql'])
})

t.test('several builds at once end in one whole result', async t => {
  const root = t.testdir()
  await project(root)
  const verdicts = await Promise.all([build(root), build(root), build(root)])
  t.same(
    verdicts.map(({ code }) => code),
    [0, 0, 0],
  )
  t.same(await outputs(root), ['part/a.js', 'part/a.sql'])
  t.notOk(existsSync(join(root, 'node_modules/.cache/lienthong-build')))
})

t.test('a program’s modules are in one file, and each goes on finding what lies beside it', async t => {
  const root = t.testdir()
  await project(root)
  await writeFile(
    join(root, 'src/part/place.ts'),
    'export const place = (import.meta as unknown as { url: string }).url\n',
  )
  await writeFile(
    join(root, 'src/main.ts'),
    "import { place } from './part/place.js'\nObject.assign(globalThis, { place })\n",
  )
  await build(root)
  await rm(join(root, 'dist/part/place.js'))
  await import(pathToFileURL(join(root, 'dist/main.js')).href)
  t.equal((globalThis as { place?: string }).place, pathToFileURL(join(root, 'dist/part/place.js')).href)
})

t.test('a wrong call prints help and fails', async t => {
  const { status, stderr } = spawnSync(process.execPath, [join(top, 'src/setup.mjs'), 'nonsense'], {
    encoding: 'utf8',
  })
  t.equal(status, 2)
  t.match(stderr, /Usage: /)
})
