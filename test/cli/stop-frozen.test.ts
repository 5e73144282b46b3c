import { readFileSync } from 'node:fs'
import t from 'tap'
import { layoutOf } from '../../src/ledger/embedded/layout.ts'
import { signalIfThere } from '../../src/ledger/embedded/process.ts'
import { processesOf, untilGone } from '../faults/processes.ts'
import { temporaryFolder } from '../support/folder.ts'
import { atData, run, start } from './support.ts'

t.test('a stop comes to an end though the database has frozen, and loses nothing', async t => {
  const data = await temporaryFolder(t)
  const gateway = await start(t, data, { LIENTHONG_STOP_GRACE_SECONDS: '1' })
  const server = processesOf(layoutOf(data).data)
  const toServer = (signal: NodeJS.Signals) => {
    for (const pid of server) signalIfThere(pid, signal)
  }
  t.teardown(() => toServer('SIGCONT'))
  toServer('SIGSTOP')

  const began = performance.now()
  gateway.child.kill('SIGTERM')
  const { code, out } = await gateway.ended
  t.equal(code, 1)
  t.ok(performance.now() - began < 60_000, 'after both graces and the half minute that the database has')
  t.match(out, /likely because the database does not answer\. Whatever was acknowledged is in it/)
  t.match(readFileSync(`${data}/gateway.log`, 'utf8'), /stopped without being finished/)

  toServer('SIGCONT')
  const again = await start(t, data)
  const [, sample = ''] = /curl .*\/v1\/dossiers\/(\S+)/.exec(out) ?? []
  const shown = await run(t, ['dossier', 'show', sample], atData(data))
  t.match(shown, { code: 0, out: /national-portal.*delivered/ })
  again.child.kill('SIGTERM')
  t.equal((await again.ended).code, 0)
  await untilGone(server)
})
