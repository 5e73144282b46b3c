import { execFileSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { chmod, mkdir, readdir, readFile, rename, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { builtBlank, isBlank } from '../../src/ledger/embedded/blank.ts'
import { attachEmbedded, startEmbedded } from '../../src/ledger/embedded/embedded.ts'
import { closedFolder, kill, memoryLog, postmasterPid, processesOf, sql } from './embedded-helpers.ts'

const withoutBlank = isBlank(builtBlank) ? false : 'npm run build makes what is copied'
function asAdmin(url: string, password: string): string {
  const other = new URL(url)
  Object.assign(other, { username: 'postgres', password, pathname: '/postgres' })
  return other.href
}

t.test('data survive a stop and a start', async t => {
  const folder = await closedFolder(t)
  const first = await startEmbedded({ folder, log: memoryLog() })
  await first.settled
  await sql(first.url, "CREATE TABLE kept AS SELECT 'hồ sơ' AS name")
  t.equal(await attachEmbedded(folder), first.url, 'a CLI process finds the running server')
  await first.stop()
  t.same(processesOf(folder), [], 'nothing is left behind')
  t.equal(await attachEmbedded(folder), null)

  const second = await startEmbedded({ folder, log: memoryLog() })
  t.equal(second.adopted, false)
  t.same(await sql(second.url, 'SELECT name FROM kept'), [{ name: 'hồ sơ' }])
  await second.stop()
  await second.stop()
})

t.test('it says when the folder is ours and when others are at work, the first time and later', async t => {
  const folder = await closedFolder(t)
  for (const programs of [4, 1]) {
    const told: string[] = []
    const onLocked = () => void told.push('locked')
    const onLaunched = () => void told.push('launched')
    const { stop } = await startEmbedded({ folder, log: memoryLog(), blank: null, onLocked, onLaunched })
    await stop()
    t.same(told, ['locked', ...Array.from({ length: programs }, () => 'launched')])
  }
})

t.test('a first start copies the cluster that the build made', { skip: withoutBlank }, async t => {
  const passwords = new Set<string>()
  for (let round = 1; round <= 2; round++) {
    const folder = await closedFolder(t)
    const log = memoryLog()
    const { url, settled, stop } = await startEmbedded({ folder, log })
    t.notMatch(log.lines.join('\n'), /could not be copied/)
    await settled
    const access = JSON.parse(await readFile(join(folder, 'postgres/access.json'), 'utf8'))
    t.same(await sql(asAdmin(url, access.admin), 'SELECT current_user AS me'), [{ me: 'postgres' }])
    await t.rejects(sql(asAdmin(url, access.password), 'SELECT 1'), { code: '28P01' })
    for (const password of [access.admin, access.password]) passwords.add(password)
    await stop()
    const data = join(folder, 'postgres/data')
    const files = await readdir(data, { recursive: true })
    t.same(
      files.filter(name => (statSync(join(data, name)).mode & 0o077) !== 0),
      [],
      'nothing of it is open to others',
    )
  }
  t.equal(passwords.size, 4, 'no two have a password in common')
})

t.test('a cluster to copy that is of no use is no hindrance', async t => {
  const folder = await closedFolder(t)
  const blank = t.testdir({ PG_VERSION: '18\n', global: {} })
  await chmod(blank, 0o755)
  const log = memoryLog()
  const { url, stop } = await startEmbedded({ folder, log, blank })
  t.match(log.lines.join('\n'), /could not be copied/)
  t.same(await sql(url, 'SELECT current_database() AS name'), [{ name: 'lienthong' }])
  await stop()
  t.same(processesOf(folder), [])
})

t.test('the server is durable, private, and silent about data', async t => {
  const folder = await closedFolder(t)
  const { url, stop } = await startEmbedded({ folder, log: memoryLog() })
  const settings = await sql(
    url,
    `SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS commit,
       current_setting('data_checksums') AS checksums, current_setting('server_encoding') AS encoding,
       current_setting('listen_addresses') AS addresses, current_setting('password_encryption') AS passwords,
       lower('ĐẤT') AS lower, (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS super`,
  )
  t.same(settings, [
    {
      fsync: 'on',
      commit: 'on',
      checksums: 'on',
      encoding: 'UTF8',
      addresses: '',
      passwords: 'scram-sha-256',
      lower: 'đất',
      super: false,
    },
  ])
  await t.rejects(sql(url.replace(/:[^:@]+@/, ':wrong@'), 'SELECT 1'), { code: '28P01' })
  t.equal((await stat(join(folder, 'postgres/run'))).mode & 0o077, 0)
  t.equal((await stat(join(folder, 'postgres/access.json'))).mode & 0o777, 0o600)

  await sql(url, 'CREATE TABLE person (number text PRIMARY KEY)')
  await sql(url, "INSERT INTO person VALUES ('099000000001')")
  await t.rejects(sql(url, "INSERT INTO person VALUES ('099000000001')"), { code: '23505' })
  const log = await readFile(join(folder, 'postgres/server.log'), 'utf8')
  t.notMatch(log, '099000000001')
  const { password } = JSON.parse(await readFile(join(folder, 'postgres/access.json'), 'utf8'))
  t.notMatch(log, password)
  t.notMatch(execFileSync('ps', ['-A', '-ww', '-o', 'args='], { encoding: 'utf8' }), password)
  await stop()
})

t.test('a long path gets loopback TCP instead of a socket', async t => {
  const folder = join(await closedFolder(t), 'thư mục rất dài '.repeat(6))
  const { url, settled, stop } = await startEmbedded({ folder, log: memoryLog() })
  t.match(url, /@127\.0\.0\.1:\d+\/lienthong$/)
  t.same(await sql(url, "SELECT current_setting('listen_addresses') AS at"), [{ at: '127.0.0.1' }])
  await settled
  t.equal(await attachEmbedded(folder), url)
  await stop()
  t.same(processesOf(folder), [])
})

t.test('a folder open to others works as well', async t => {
  const folder = await closedFolder(t)
  await chmod(dirname(folder), 0o755)
  const { url, stop } = await startEmbedded({ folder, log: memoryLog() })
  t.same(await sql(url, 'SELECT 1 AS one'), [{ one: 1 }])
  await stop()
})

t.test('directories that are not its own keep their permissions', async t => {
  const folder = await closedFolder(t)
  await mkdir(folder, { mode: 0o700 })
  const { stop } = await startEmbedded({ folder, log: memoryLog() })
  await stop()
  t.equal((await stat(folder)).mode & 0o777, 0o700)
  t.equal((await stat(dirname(folder))).mode & 0o777, 0o700)
})

t.test('the end of the server is reported once', async t => {
  const folder = await closedFolder(t)
  let exits = 0
  const { stop } = await startEmbedded({ folder, log: memoryLog(), onExit: () => (exits += 1) })
  kill(await postmasterPid(folder))
  for (let waited = 0; exits === 0 && waited < 5_000; waited += 50) await sleep(50)
  t.equal(exits, 1)
  await stop()
})

t.test('a lost cluster is never replaced by an empty one', async t => {
  const folder = await closedFolder(t)
  await (await startEmbedded({ folder, log: memoryLog() })).stop()
  const data = join(folder, 'postgres/data')
  await rename(data, `${data}.away`)
  await t.rejects(startEmbedded({ folder, log: memoryLog() }), { code: 'embedded-database-lost' })
  await rename(`${data}.away`, data)
  const access = join(folder, 'postgres/access.json')
  await rename(access, `${access}.away`)
  await t.rejects(startEmbedded({ folder, log: memoryLog() }), { code: 'embedded-database-lost' })
  await rename(`${access}.away`, access)
  await (await startEmbedded({ folder, log: memoryLog() })).stop()
})
