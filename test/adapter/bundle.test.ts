import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { digestOf, filesOf, packBundle, unpackBundle } from '../../src/adapter/bundle/bundle.ts'
import { fileLimits } from '../../src/adapter/bundle/files.ts'
import { readFolder } from '../../src/adapter/bundle/folder.ts'
import { temporaryFolder } from '../support/folder.ts'

const bundle = (files: Record<string, unknown>) => ({ files: { 'adapter.json': '{}', ...files } })
const refused = (files: unknown, reason: RegExp) => ({ files, reason })

t.test('what is no part of an adapter is refused by name', async t => {
  const long = 'a'.repeat(fileLimits.fileBytes + 1)
  const deep = `${'a/'.repeat(5)}a.csv`
  for (const { files, reason } of [
    ...[
      '../adapter.json',
      'maps/../../etc/passwd',
      '/etc/passwd',
      'maps//x.csv',
      'maps\\x.csv',
      'C:\\x.csv',
      'maps/x.csv\0.js',
      'maps/.hidden.csv',
      'maps/-rf.csv',
      'maps/x.csv -> /etc/passwd',
      'maps/x.csv.',
      'maps/ x.csv',
      'maps/ｘ.csv',
      'maps/constructor.csv',
      '__proto__',
      '',
      deep,
      `maps/${'x'.repeat(200)}.csv`,
    ].map(path => refused({ [path]: '' }, /no name of a file/)),
    ...['code.js', 'maps/x.js', 'maps/x.csv.ts', 'fixtures/run.sh', 'node_modules/x.json', 'maps/x.CSV'].map(
      path => refused({ [path]: '' }, /no part of an adapter/),
    ),
    refused({ 'maps/x.csv': 1 }, /must be text/),
    refused({ 'maps/x.csv': null }, /must be text/),
    refused({ 'maps/x.csv': '', 'maps/X.csv': '' }, /twice, if case/),
    refused({ 'maps/x.csv': long }, /larger than/),
    refused({ 'maps/x.csv': 'a\0b' }, /U\+0000/),
    refused({ 'maps/x.csv': '\ud800' }, /surrogate/),
    refused(
      Object.fromEntries(Array.from({ length: 201 }, (_, n) => [`maps/m${n}.csv`, ''])),
      /more than 200/,
    ),
    refused(
      Object.fromEntries(Array.from({ length: 5 }, (_, n) => [`maps/m${n}.csv`, long.slice(1)])),
      /together/,
    ),
  ]) {
    t.throws(() => filesOf(bundle(files as Record<string, unknown>)), { code: 'adapter-invalid', reason })
  }
  for (const nothing of [null, [], 'x', {}, { files: [] }, { files: null }, { files: {} }])
    t.throws(() => filesOf(nothing), { code: 'adapter-invalid' })
})

t.test('names from outside are shown without what a terminal would obey', async t => {
  t.throws(() => filesOf(bundle({ '\x1b[2Jmaps/x.csv': '' })), {
    message: /^[\x20-\x7e]*$/,
  })
})

t.test('JSON that means harm is refused before anybody walks it', async t => {
  const at = (text: string) => () => unpackBundle(text)
  t.throws(at(`{"files":${'['.repeat(100_000)}`), { message: /nested deeper/ })
  t.throws(at('{"files":{"adapter.json":"{}","__proto__":"x"}}'), { code: 'adapter-invalid' })
  t.throws(at('{"files":{"adapter.json":"{}"},"\\u005f_proto__":{"x":1}}'), { message: /__proto__/ })
  t.throws(at('{"files":'), { message: /not JSON/ })
  t.equal(({} as Record<string, unknown>).x, undefined)
})

t.test('the same files have the same digest, however they are written down', async t => {
  const one = filesOf(bundle({ 'maps/a.csv': 'x\r\ny', 'maps/b.csv': 'Điện'.normalize('NFD') }))
  const other = filesOf({ files: { 'maps/b.csv': 'Điện', 'adapter.json': '{}', 'maps/a.csv': 'x\ny' } })
  t.same(digestOf(one), digestOf(other))
  t.same(unpackBundle(packBundle(one)), one)
  t.notSame(digestOf(filesOf(bundle({ 'maps/a.csv': 'x' }))), digestOf(one))
  // Nothing can stand in one file as if it stood in two.
  t.notSame(
    digestOf(filesOf(bundle({ 'maps/a.csv': '","maps/b.csv":"' }))),
    digestOf(filesOf(bundle({ 'maps/a.csv': '', 'maps/b.csv': '' }))),
  )
})

t.test('a folder: links and what is not UTF-8 are refused, litter is left out', async t => {
  const folder = await temporaryFolder(t)
  await writeFile(join(folder, 'adapter.json'), '{}')
  await writeFile(join(folder, '.DS_Store'), 'x')
  await mkdir(join(folder, '.git'))
  await writeFile(join(folder, '.git', 'config'), 'x')
  await writeFile(join(folder, 'README.md~'), 'x')
  t.same([...(await readFolder(folder)).keys()], ['adapter.json'])
  await mkdir(join(folder, 'maps'))
  await symlink('/etc/passwd', join(folder, 'maps', 'x.csv'))
  await t.rejects(readFolder(folder), { message: /maps\/x\.csv is a link/ })
  const other = await temporaryFolder(t)
  await writeFile(join(other, 'adapter.json'), Buffer.from([0x7b, 0xff, 0x7d]))
  await t.rejects(readFolder(other), { message: /not UTF-8/ })
  await t.rejects(readFolder(join(other, 'none')), { message: /cannot be read/ })
})

t.test('a folder may build on its neighbour: what comes out is one bundle that needs it no more', async t => {
  const family = await temporaryFolder(t)
  const write = async (name: string, manifest: object, files: Record<string, string> = {}) => {
    await mkdir(join(family, name, 'maps'), { recursive: true })
    await writeFile(join(family, name, 'adapter.json'), JSON.stringify(manifest))
    for (const [path, text] of Object.entries(files)) await writeFile(join(family, name, path), text)
    return join(family, name)
  }
  const rule = (id: string) => ({ id, outcome: 'retry' })
  await write(
    'parent',
    { id: 'parent', auth: { kind: 'none' }, outcomes: [rule('a'), rule('b')], limits: { x: 1, y: 2 } },
    { 'maps/one.csv': 'parent', 'maps/two.csv': 'parent', 'README.md': 'of the parent' },
  )
  const child = await write(
    'child',
    {
      extends: { folder: 'parent', without: ['maps/two.csv'] },
      id: 'child',
      limits: { x: null, z: 3 },
      outcomes: { a: null, b: { outcome: 'refused' }, c: { outcome: 'unknown' } },
    },
    { 'maps/three.csv': 'child' },
  )
  const files = await readFolder(child)
  t.same([...files.keys()].sort(), ['adapter.json', 'maps/one.csv', 'maps/three.csv'])
  t.same(JSON.parse(files.get('adapter.json') ?? ''), {
    id: 'child',
    auth: { kind: 'none' },
    outcomes: [
      { id: 'c', outcome: 'unknown' },
      { id: 'b', outcome: 'refused' },
    ],
    limits: { y: 2, z: 3 },
  })
  const wrong = async (name: string, heritage: unknown, message: RegExp) =>
    t.rejects(readFolder(await write(name, { extends: heritage })), { message })
  await wrong('up', { folder: '../../etc' }, /neighbouring folder/)
  await wrong('orphan', { folder: 'nobody' }, /cannot be read/)
  await wrong('lost', { folder: 'parent', without: ['maps/none.csv'] }, /no maps\/none\.csv/)
  await wrong('ring', { folder: 'ring' }, /goes back more than/)
})
