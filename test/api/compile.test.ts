import t from 'tap'
import { startGateway } from '../support/gateway.ts'
import { startLedger } from '../support/ledger.ts'

const ledger = await startLedger(t)

t.test('every schema of every route compiles, though the start compiles none', async t => {
  const gateway = await startGateway(t, {
    databaseUrl: await ledger.gatewayUrl(),
    portalUrl: 'http://127.0.0.1:9',
  })
  t.doesNotThrow(() => gateway.app.compileSchemas())
})
