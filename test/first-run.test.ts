import { existsSync, readFileSync } from 'node:fs'
import t from 'tap'
import { firstRunPath } from '../src/first-run.ts'
import { startGateway } from '../src/gateway.ts'
import { loadSettings } from '../src/settings/load.ts'
import { eventually } from './support/eventually.ts'
import { temporaryFolder } from './support/folder.ts'
import { freePort } from './support/free-port.ts'
import { connect, startLedger } from './support/ledger.ts'
import { silentLog } from './support/log.ts'

const ledger = await startLedger(t)

t.test('a first start is ready only when first-run.json is there', async t => {
  const data = await temporaryFolder(t)
  const databaseUrl = await ledger.gatewayUrl()
  const port = await freePort()
  const settings = loadSettings({
    DATABASE_URL: databaseUrl,
    LIENTHONG_DATA: data,
    LIENTHONG_PORT: String(port),
    LIENTHONG_SANDBOX_PORT: '0',
  })
  const database = connect(databaseUrl, 1)
  t.teardown(() => database.close())
  const readiness = () => fetch(`http://127.0.0.1:${port}/readyz`)
  let starting: ReturnType<typeof startGateway> | undefined
  // The first client, whose key goes into the file, cannot be entered meanwhile.
  await database.transaction(async transaction => {
    await transaction.query({ text: 'LOCK TABLE clients IN SHARE MODE', values: [] })
    starting = startGateway(settings, silentLog, () => undefined)
    const answer = await eventually(readiness, 60_000)
    t.equal(answer.status, 503)
    t.match(await answer.text(), /starting/)
    t.notOk(existsSync(firstRunPath(data)))
  })
  const gateway = await starting
  t.teardown(() => gateway?.stop())
  t.equal((await readiness()).status, 200)
  t.match(JSON.parse(readFileSync(firstRunPath(data), 'utf8')), { gateway: `http://127.0.0.1:${port}` })
})
