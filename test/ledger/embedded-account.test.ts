import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, readFile, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { closedFolder, killAndWait, ownerReady, postmasterPid, spawnOwner, sql } from './embedded-helpers.ts'

/** PostgreSQL's own programs lie in it: a checkout that is closed to other users needs the capability as well. */
const checkout = fileURLToPath(new URL('../..', import.meta.url))

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
      t.equal(capabilitiesIn(status), 1n << expected)
      await killAndWait(owner)
    }
  },
)

t.test('in reach it gets no capability at all', { skip: withoutSetpriv }, async t => {
  const needed = (await barriersAbove(checkout)).length > 0 ? 1n << 2n : 0n
  const folder = await closedFolder(t)
  await chmod(dirname(folder), 0o755)
  await mkdir(folder)
  const owner = spawnOwner(folder)
  await ownerReady(owner)
  const status = await readFile(`/proc/${await postmasterPid(folder)}/status`, 'utf8')
  t.equal(capabilitiesIn(status), needed)
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
  const [barrier] = [...(await barriersAbove(checkout)), dirname(folder)]
  t.match(output, `may not pass the directory ${barrier}.`)
})

/** Directories on the way that other users may not pass, from the root. */
async function barriersAbove(path: string): Promise<string[]> {
  if (path === dirname(path)) return []
  const above = await barriersAbove(dirname(path))
  const { mode } = await stat(path)
  return (mode & 0o001) === 0 ? [...above, path] : above
}

function capabilitiesIn(status: string): bigint {
  return BigInt(`0x${/^CapEff:\s*(\w+)/m.exec(status)?.[1] ?? ''}`)
}
