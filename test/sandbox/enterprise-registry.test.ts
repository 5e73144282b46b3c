import t from 'tap'
import { openAdapter } from '../../src/adapter/index.ts'
import { enterpriseRegistry } from '../../src/sandbox/enterprise-registry/enterprise-registry.ts'
import { startSandbox } from '../../src/sandbox/server.ts'
import { temporaryFolder } from '../support/folder.ts'

t.test('an enterprise is asked for by its number, and there may be none', async t => {
  const sandbox = await startSandbox({ data: await temporaryFolder(t), port: 0 }, [enterpriseRegistry])
  t.teardown(() => sandbox.close())
  const baseUrl = `${sandbox.url}/enterprise-registry`
  const adapter = await openAdapter(new URL('../../adapters/enterprise-registry/', import.meta.url), {
    settings: { baseUrl, tokenUrl: `${baseUrl}/token`, clientId: 'sandbox', clientSecret: 'sandbox-secret' },
    allowedNetworks: ['127.0.0.1/32'],
  })
  t.teardown(() => adapter.close())
  const ask = (number: string) =>
    adapter.ask('enterprise.ask', { number }, { standing: 'unsure', correlationId: 'test' })
  t.match((await ask('9900000023')).answer, { enterprise: { name: 'CÔNG TY TNHH MẪU', status: '1' } })
  t.match((await ask('9900000031')).answer, {
    enterprise: { activities: [{ code: '0111', name: 'Trồng lúa', main: true }] },
  })
  const { record, answer } = await ask('9900000999')
  t.match(record.outcome, { kind: 'delivered', rule: 'none', standing: 'absent' })
  t.notOk(answer?.enterprise)
  const state = await (await fetch(`${sandbox.url}/_sandbox/enterprise-registry`)).json()
  t.match(state, { found: 2, none: 1 })
})
