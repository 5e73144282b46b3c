import t from 'tap'
import { say, startPlatform } from '../adapter/transport/support.ts'
import { files, kept } from '../adapter/trial-tax.ts'
import { eventually } from '../support/eventually.ts'
import { Caller, isProblem, startApi } from './support.ts'

// An adapter that no gateway ships, joined at run time, and asked through the one API.
const api = await startApi(t, { LIENTHONG_EGRESS_ALLOWED_NETWORKS: '127.0.0.1/32' })
const { body: session } = await new Caller(api.url).call('POST', '/admin/v1/session', { body: api.admin })
const admin = new Caller(api.url, String(session.token))
const agency = await api.caller('H99')
const platform = await startPlatform(t)
const json = 'application/json'
const ask = (body: unknown, path = 'trial-tax/tax.owed', caller: Caller = agency) =>
  caller.call('POST', `/v1/exchanges/${path}`, { body })
const recorded = () =>
  api.database.query('SELECT adapter, adapter_version, operation, outcome, question FROM asks ORDER BY id')

t.test('before it is active nobody can ask it', async t => {
  isProblem(t, await ask({ dossier: kept.dossier }), 'exchange-unknown', 404)
  const post = (path: string, body: unknown = {}) => admin.call('POST', `/admin/v1/adapters${path}`, { body })
  t.equal((await post('', { files: Object.fromEntries(files()) })).status, 201)
  const settings = { baseUrl: platform.url }
  t.equal((await admin.call('PUT', '/admin/v1/adapters/trial-tax/settings', { body: settings })).status, 200)
  isProblem(t, await ask({ dossier: kept.dossier }), 'exchange-unknown', 404)
  t.equal((await post('/trial-tax/versions/1.0.0/activate')).status, 200)
  t.same(await recorded(), [])
})

t.test('the answer comes back in our words; who asked what is on record, the answer is not', async t => {
  platform.play = say('{"code":0,"data":{"ConNo":"1500000","HanNop":"31/12/2026"}}', json)
  const { status, body } = await ask({ dossier: kept.dossier })
  t.equal(status, 200)
  t.match(body, {
    exchange: /^[0-9a-f-]{36}$/,
    adapter: 'trial-tax',
    version: '1.0.0',
    answer: { amount: 1_500_000, dueOn: '2026-12-31' },
  })
  // What came of it is written behind the answer.
  const row = await eventually(async () => {
    const [first] = await recorded()
    return first?.outcome !== null && first
  })
  t.match(row, { adapter: 'trial-tax', operation: 'tax.owed', outcome: { kind: 'delivered' } })
  t.notMatch(JSON.stringify(row), /1500000|2026-12-31/)
  t.notOk(String(row?.question).includes(kept.dossier), 'the question is sealed')
})

t.test('the record is there before the call leaves', async t => {
  let seen: unknown
  platform.play = (response, received) => {
    recorded().then(rows => {
      seen = rows.at(-1)
      say('{"code":4}', json)(response, received)
    })
  }
  isProblem(t, await ask({ dossier: kept.dossier }), 'ask-refused', 422)
  t.match(seen, { operation: 'tax.owed', outcome: null })
})

t.test('what cannot be answered says whose turn it is', async t => {
  platform.play = say('{"code":0,"data":{"ConNo":"x"}}', json)
  const failed = isProblem(t, await ask({ dossier: kept.dossier }), 'ask-failed', 502)
  t.match(failed.violations, [{ message: /\/ConNo|\/HanNop/ }])
  platform.play = say('', json, 503, { 'retry-after': '7' })
  const away = await ask({ dossier: kept.dossier })
  isProblem(t, away, 'ask-unavailable', 503)
  t.equal(away.headers.get('retry-after'), '7')
  isProblem(t, await ask({ dossier: kept.dossier }, 'trial-tax/tax.notice'), 'exchange-unknown', 404)
  isProblem(t, await ask({}, 'national-portal/dossier.deliver'), 'exchange-unknown', 404)
  isProblem(t, await ask([1]), 'body-invalid', 422)
  const reader = await api.caller('H99', ['dossiers:read'])
  isProblem(t, await ask({}, undefined, reader), 'operation-forbidden', 403)
})
