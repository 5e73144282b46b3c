import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import t from 'tap'
import { layoutOf } from '../../src/ledger/embedded/layout.ts'
import { eventually } from '../support/eventually.ts'
import { temporaryFolder } from '../support/folder.ts'
import { start } from './support.ts'

t.test('a stop comes to an end though the database has frozen, and loses nothing', async t => {
  const data = await temporaryFolder(t)
  const gateway = await start(t, data, { LIENTHONG_STOP_GRACE_SECONDS: '1' })
  const server = serverOf(data)
  // The server first: from then on it has no more children.
  process.kill(server, 'SIGSTOP')
  const frozen = [server, ...childrenOf(server)]
  t.teardown(() => thaw(frozen))
  for (const pid of frozen.slice(1)) process.kill(pid, 'SIGSTOP')

  const began = performance.now()
  gateway.child.kill('SIGTERM')
  const { code, out } = await gateway.ended
  t.equal(code, 1)
  t.ok(performance.now() - began < 60_000, 'after both graces and the half minute that the database has')
  t.match(out, /likely because the database does not answer\. Whatever was acknowledged is in it/)
  t.match(readFileSync(`${data}/gateway.log`, 'utf8'), /stopped without being finished/)

  thaw(frozen)
  const again = await start(t, data)
  const [, key, url] = /curl -s -H 'Authorization: Bearer (\S+)' (\S+)/.exec(gateway.out()) ?? []
  const port = /API +http:\/\/127\.0\.0\.1:(\d+)/.exec(again.out())?.[1]
  const { pathname } = new URL(url ?? '')
  const seen = await fetch(`http://127.0.0.1:${port}${pathname}`, {
    headers: { authorization: `Bearer ${key}` },
  })
  t.match(await seen.json(), { deliveries: [{ state: 'delivered' }] })
  again.child.kill('SIGTERM')
  t.equal((await again.ended).code, 0)
  await eventually(() => !isThere(server))
})

function serverOf(data: string): number {
  return Number.parseInt(readFileSync(layoutOf(data).pidFile, 'utf8'), 10)
}

function childrenOf(parent: number): number[] {
  const table = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
  return table.split('\n').flatMap(line => {
    const [pid, of] = line.trim().split(/\s+/).map(Number)
    return of === parent && pid !== undefined ? [pid] : []
  })
}

function thaw(pids: readonly number[]): void {
  for (const pid of pids) if (isThere(pid)) process.kill(pid, 'SIGCONT')
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
