import { readFileSync, statSync } from 'node:fs'
import t from 'tap'
import { Caller } from '../api/support.ts'
import { processesOf } from '../ledger/embedded-helpers.ts'
import { temporaryFolder } from '../support/folder.ts'
import { atData, firstRunOf, launch, run, runEach, start } from './support.ts'

const data = await temporaryFolder(t)
const env = atData(data)
const gateway = await start(t, data)
const firstRun = JSON.parse(readFileSync(firstRunOf(data), 'utf8')) as {
  gateway: string
  sandbox: string
  admin: { name: string; password: string }
}
const each = (...lines: string[][]) => runEach(t, lines, env)

t.test('the first start says everything that a newcomer needs, and proves that it works', async t => {
  const said = gateway.out()
  t.match(said, /ready in \d+\.\d s/)
  t.match(said, firstRun.gateway)
  t.match(said, firstRun.sandbox)
  t.match(said, /The sample dossier arrived at the sandbox portal \d+ ms after it was sent\./)
  const [, key, url] = /curl -s -H 'Authorization: Bearer (\S+)' (\S+)/.exec(said) ?? []
  const tried = await fetch(url ?? '', { headers: { authorization: `Bearer ${key}` } })
  t.match(await tried.json(), { deliveries: [{ state: 'delivered' }] }, 'the printed curl works')
  t.notOk(said.includes(firstRun.admin.password), 'the password stays in its file')
})

t.test('first-run.json is for its owner only, and its password opens the admin API', async t => {
  t.equal(statSync(firstRunOf(data)).mode & 0o777, 0o600)
  t.equal(statSync(`${data}/seal.key`).mode & 0o777, 0o600)
  t.equal(statSync(`${data}/gateway.log`).mode & 0o077, 0)
  const login = await new Caller(firstRun.gateway).call('POST', '/admin/v1/session', { body: firstRun.admin })
  t.equal(login.status, 200)
})

t.test('a second start on the same data folder says who has it, and leaves nothing behind', async t => {
  const { code, err, out } = await run(t, ['start'], env)
  t.equal(code, 1)
  t.match(err, new RegExp(`data-folder-in-use.*pid ${gateway.child.pid}`, 's'))
  t.match(err, /LIENTHONG_DATA/)
  t.notMatch(err, /^\s+at /m)
  t.equal(out.trim(), '')
  t.equal(processesOf(data).filter(pid => isSandbox(pid)).length, 1, 'no second sandbox')
  t.equal((await fetch(`${firstRun.gateway}/readyz`)).status, 200, 'the first goes on')
})

t.test(
  'a start on a port that is taken says which, how to choose another, and leaves nothing behind',
  async t => {
    const other = await temporaryFolder(t)
    const { port } = new URL(firstRun.gateway)
    const gatewayPort = await run(t, ['start'], atData(other, { LIENTHONG_PORT: port }))
    t.equal(gatewayPort.code, 1)
    t.match(gatewayPort.err, new RegExp(`port-taken.*127\\.0\\.0\\.1:${port}.*LIENTHONG_PORT`, 's'))
    t.same(processesOf(other), [])
    const sandbox = new URL(firstRun.sandbox).port
    const sandboxPort = await run(t, ['start'], atData(other, { LIENTHONG_SANDBOX_PORT: sandbox }))
    t.equal(sandboxPort.code, 1)
    t.match(sandboxPort.err, /sandbox-failed.*EADDRINUSE.*LIENTHONG_SANDBOX_PORT/s)
    t.same(processesOf(other), [])
  },
)

t.test('SIGTERM, and again, stops it well: nothing is left, and the data can be looked at', async t => {
  gateway.child.kill('SIGTERM')
  setTimeout(() => gateway.child.kill('SIGTERM'), 30)
  const { code, out } = await gateway.ended
  t.equal(code, 0)
  t.equal(out.match(/stopping/g)?.length, 1, 'said once')
  t.same(processesOf(data), [])
  t.match(await each(['client', 'list'], ['migrate']), [
    { code: 0, out: /Một cửa điện tử tỉnh mẫu/ },
    { code: 0, out: /up to date/ },
  ])
  t.same(processesOf(data), [], 'and the command leaves nothing either')
})

t.test('SIGTERM during the start ends it as soon as it has started, without a trace', async t => {
  const other = await temporaryFolder(t)
  for (const ms of [900, 1_400]) {
    const starting = launch(t, ['start'], atData(other))
    await new Promise(resolve => setTimeout(resolve, ms))
    starting.child.kill('SIGTERM')
    const { code, signal, err } = await starting.ended
    // So early that nobody listens yet, the signal itself ends the process.
    t.ok(code === 0 || signal === 'SIGTERM', `${code} ${signal} ${err}`)
    t.same(processesOf(other), [], `after ${ms} ms`)
  }
})

function isSandbox(pid: number): boolean {
  return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('sandbox/main')
}
