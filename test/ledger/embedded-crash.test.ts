import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { attachEmbedded, startEmbedded } from '../../src/ledger/embedded/embedded.ts'
import { layoutOf } from '../../src/ledger/embedded/layout.ts'
import { stopPostmaster } from '../../src/ledger/embedded/server.ts'
import {
  closedFolder,
  kill,
  killAndWait,
  memoryLog,
  ownerReady,
  postmasterPid,
  processesOf,
  spawnOwner,
  sql,
} from './embedded-helpers.ts'

t.test('a second process on the same folder is refused and told the first one’s pid', async t => {
  const folder = await closedFolder(t)
  const owner = spawnOwner(folder)
  const { url } = await ownerReady(owner)
  await t.rejects(startEmbedded({ folder, log: memoryLog() }), {
    code: 'data-folder-in-use',
    message: new RegExp(`pid ${owner.pid}\\b`),
  })
  t.same(await sql(url, 'SELECT 1 AS one'), [{ one: 1 }], 'the first one is not disturbed')
  await killAndWait(owner)
})

t.test('of several processes starting at once on a new folder exactly one wins', async t => {
  const folder = await closedFolder(t)
  const results = await Promise.allSettled(
    [1, 2, 3, 4].map(() => startEmbedded({ folder, log: memoryLog() })),
  )
  const started = results.flatMap(result => (result.status === 'fulfilled' ? [result.value] : []))
  t.equal(started.length, 1)
  for (const { stop } of started) await stop()
})

t.test('after kill -9 of its owner the server is adopted with all its data', async t => {
  const folder = await closedFolder(t)
  const owner = spawnOwner(folder)
  const { url } = await ownerReady(owner)
  await sql(url, 'CREATE TABLE kept AS SELECT 1 AS id')
  const pid = await postmasterPid(folder)
  await killAndWait(owner)

  const next = await startEmbedded({ folder, log: memoryLog() })
  t.equal(next.adopted, true)
  t.equal(await postmasterPid(folder), pid)
  t.same(await sql(next.url, 'SELECT id FROM kept'), [{ id: 1 }])
  await next.stop()
  t.same(processesOf(folder), [])
})

t.test('after kill -9 of owner and server the committed data are recovered', async t => {
  const folder = await closedFolder(t)
  const owner = spawnOwner(folder)
  const { url } = await ownerReady(owner)
  await sql(url, 'CREATE TABLE kept AS SELECT generate_series(1, 1000) AS id')
  await killAndWait(owner)
  kill(await postmasterPid(folder))

  const next = await startEmbedded({ folder, log: memoryLog() })
  t.equal(next.adopted, false)
  t.same(await sql(next.url, 'SELECT count(*)::int AS n FROM kept'), [{ n: 1000 }])
  await next.stop()
})

t.test('a backend that is busy when its postmaster is killed does not bar the next start', async t => {
  const folder = await closedFolder(t)
  const first = await startEmbedded({ folder, log: memoryLog() })
  // Computes without ever looking whether its postmaster lives.
  const busy = sql(first.url, 'SELECT count(*) FROM generate_series(1, 1000000000)').catch(() => 'cut')
  await sleep(300)
  kill(await postmasterPid(folder))
  await first.stop()

  const log = memoryLog()
  const next = await startEmbedded({ folder, log })
  t.equal(await busy, 'cut')
  await next.stop()
  t.same(processesOf(folder), [])
})

t.test('a server that ends just while it is being stopped counts as stopped', async t => {
  const layout = layoutOf(await closedFolder(t))
  for (let round = 0; round < 100; round += 1) {
    // Stands for the server: its program's name and its folder are all that is looked at.
    const server = spawn('/bin/sh', ['-c', 'read line', layout.data], { argv0: 'bin/postgres' })
    await once(server, 'spawn')
    const gone = once(server, 'exit')
    const stopping = stopPostmaster(layout, server.pid ?? 0)
    for (let turn = 0; turn < round % 10; turn += 1) await nextTurn()
    server.kill('SIGKILL')
    await stopping
    await gone
  }
})

t.test('a server that is shutting down is waited out, then started anew', async t => {
  const folder = await closedFolder(t)
  const owner = spawnOwner(folder)
  const { url } = await ownerReady(owner)
  await sql(url, 'CREATE TABLE kept AS SELECT generate_series(1, 200000) AS id')
  await killAndWait(owner)
  process.kill(await postmasterPid(folder), 'SIGINT')
  const next = await startEmbedded({ folder, log: memoryLog() })
  t.equal(next.adopted, false)
  t.same(await sql(next.url, 'SELECT count(*)::int AS n FROM kept'), [{ n: 200000 }])
  await next.stop()
})

t.test('leftover files that name the pid of a stranger do not bar the start', async t => {
  const folder = await closedFolder(t)
  const owner = spawnOwner(folder)
  await ownerReady(owner)
  await killAndWait(owner)
  const server = await postmasterPid(folder)
  kill(server)
  while (processesOf(folder).length > 0) await sleep(20)
  // Our own pid is surely alive and no server; the lock file's content must not matter either.
  const pidFile = join(folder, 'postgres/data/postmaster.pid')
  const lines = (await readFile(pidFile, 'utf8')).split('\n')
  await writeFile(pidFile, [process.pid, ...lines.slice(1)].join('\n'))
  await writeFile(join(folder, 'postgres/run/.s.PGSQL.5432.lock'), `${process.pid}\n`)
  await writeFile(join(folder, 'postgres/lock'), `${process.pid}\n`)

  const next = await startEmbedded({ folder, log: memoryLog() })
  t.equal(next.adopted, false)
  t.same(await sql(next.url, 'SELECT 1 AS one'), [{ one: 1 }])
  await next.stop()
})

t.test('a kill at any moment of the first start leads to a working database at the next', async t => {
  for (const delay of [400, 550, 700, 1000]) {
    const folder = await closedFolder(t)
    const owner = spawnOwner(folder)
    const gone = once(owner, 'exit')
    await sleep(delay)
    owner.kill('SIGKILL')
    await gone
    const next = await startEmbedded({ folder, log: memoryLog() })
    t.same(
      await sql(next.url, 'SELECT current_database() AS name'),
      [{ name: 'lienthong' }],
      `killed after ${delay} ms`,
    )
    await next.stop()
  }
})

t.test('a first start that was cut off before it was on disk is undone', async t => {
  const folder = await closedFolder(t)
  const owner = spawnOwner(folder, [], 'inherit', 'early')
  await once(owner, 'exit')
  const server = await postmasterPid(folder)
  await mkdir(join(folder, 'postgres/making-old'))

  const log = memoryLog()
  const next = await startEmbedded({ folder, log })
  t.match(log.lines.join('\n'), /interrupted/)
  t.equal(next.adopted, false)
  t.not(await postmasterPid(folder), server)
  t.same(await sql(next.url, 'SELECT 1 AS one'), [{ one: 1 }])
  t.notOk(existsSync(join(folder, 'postgres/making-old')))
  await next.stop()
  t.same(processesOf(folder), [])
})

t.test('one that was cut off between its two marks gets the second', async t => {
  const folder = await closedFolder(t)
  const first = await startEmbedded({ folder, log: memoryLog() })
  await sql(first.url, 'CREATE TABLE kept AS SELECT 1 AS id')
  await first.stop()
  const access = join(folder, 'postgres/access.json')
  const { created, ...unfinished } = JSON.parse(await readFile(access, 'utf8'))
  await writeFile(access, JSON.stringify(unfinished))

  const next = await startEmbedded({ folder, log: memoryLog() })
  t.same(await sql(next.url, 'SELECT id FROM kept'), [{ id: 1 }])
  t.match(JSON.parse(await readFile(access, 'utf8')), { created })
  t.equal(await attachEmbedded(folder), next.url, 'commands find it')
  await next.stop()
})
