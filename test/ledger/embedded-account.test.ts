import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import t from 'tap'
import { closedFolder, killAndWait, ownerReady, postmasterPid, spawnOwner, sql } from './embedded-helpers.ts'

const withoutSetpriv =
  process.platform === 'linux' &&
  process.geteuid?.() === 0 &&
  spawnSync('setpriv', ['--version']).status === 0
    ? false
    : 'needs Linux, root and the command setpriv (util-linux)'

t.test('the server never runs as root', async t => {
  const folder = await closedFolder(t)
  const owner = spawnOwner(folder)
  await ownerReady(owner)
  const status = spawnSync('ps', ['-o', 'uid=', '-p', String(await postmasterPid(folder))], {
    encoding: 'utf8',
  })
  t.not(status.stdout.trim(), '0')
  await killAndWait(owner)
})

t.test(
  'behind a closed directory it gets the one capability to search',
  { skip: withoutSetpriv },
  async t => {
    for (const [withheld, expected] of [
      [[], 2n], // dac_read_search
      [['--bounding-set=-dac_read_search'], 1n], // dac_override, as in a common container
    ] as const) {
      const folder = await closedFolder(t)
      const owner = spawnOwner(folder, ['setpriv', ...withheld])
      const { url } = await ownerReady(owner)
      t.same(await sql(url, 'SELECT 1 AS one'), [{ one: 1 }])
      const status = await readFile(`/proc/${await postmasterPid(folder)}/status`, 'utf8')
      const held = BigInt(`0x${/^CapEff:\s*(\w+)/m.exec(status)?.[1] ?? ''}`)
      // A checkout that is closed itself needs the capability as well; then it is the same one.
      t.equal(held, 1n << expected)
      await killAndWait(owner)
    }
  },
)

t.test('in reach it gets no capability at all', { skip: withoutSetpriv }, async t => {
  const folder = await closedFolder(t)
  await chmod(dirname(folder), 0o755)
  await mkdir(folder)
  const owner = spawnOwner(folder)
  await ownerReady(owner)
  const status = await readFile(`/proc/${await postmasterPid(folder)}/status`, 'utf8')
  t.match(status, /^CapEff:\s*0+$/m)
  await killAndWait(owner)
})

t.test('when every way is barred the closed directory is named', { skip: withoutSetpriv }, async t => {
  const folder = await closedFolder(t)
  // Without setpcap nobody can pass a capability on.
  const owner = spawnOwner(folder, ['setpriv', '--bounding-set=-setpcap'], 'pipe')
  let output = ''
  owner.stderr?.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  await once(owner, 'close')
  t.match(output, 'embedded-database-unreachable-folder')
  t.match(output, `may not pass the directory ${dirname(folder)}.`)
})
