import { once } from 'node:events'
import { request } from 'node:http'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { startEmbedded } from '../../src/ledger/embedded/embedded.ts'
import { eventually } from '../support/eventually.ts'
import { temporaryFolder } from '../support/folder.ts'
import { type Answer, aDossier, aStep, Caller, isProblem, newCode, startApi } from './support.ts'

// A database of its own, so that it can be taken away from a gateway that runs, and given back.
const folder = await temporaryFolder(t)
const quiet = { info: () => undefined, warn: () => undefined }
let server = await startEmbedded({ folder, log: quiet })
t.teardown(() => server.stop())
const api = await startApi(t, { DATABASE_URL: server.url })
const caller = await api.caller()
const known = newCode()
await caller.put(known, aDossier())

const backAgain = () => eventually(async () => (await fetch(`${api.url}/readyz`)).status === 200)

t.test('the ledger is there: the gateway is ready', async t => {
  const ready = await new Caller(api.url).get('/readyz')
  t.same([ready.status, ready.body], [200, { status: 'ready' }])
})

t.test(
  'what is acknowledged while the database is shot down in the middle of traffic is there afterwards',
  async t => {
    const answers = new Map<string, Answer>()
    let going = true
    const sender = async () => {
      while (going) {
        const code = newCode()
        answers.set(code, await caller.put(code, aDossier()))
      }
    }
    const senders = Array.from({ length: 8 }, sender)
    await eventually(() => answers.size > 40)
    await server.stop()
    await sleep(300)
    going = false
    await Promise.all(senders)
    const acknowledged = [...answers].filter(([, answer]) => answer.status === 202)
    const refused = [...answers].filter(([, answer]) => answer.status !== 202)
    t.ok(
      acknowledged.length > 10 && refused.length > 0,
      `${acknowledged.length} taken, ${refused.length} refused`,
    )
    t.same([...new Set(refused.map(([, answer]) => answer.body.code))], ['ledger-unavailable'])
    t.same([...new Set(refused.map(([, answer]) => answer.status))], [503])

    server = await startEmbedded({ folder, log: quiet })
    await backAgain()
    for (const [code] of acknowledged) {
      t.equal((await caller.get(`/v1/dossiers/${code}`)).status, 200, `${code} was acknowledged`)
    }
  },
)

t.test('without its ledger the gateway lives, is not ready, and acknowledges nothing', async t => {
  await server.stop()
  const nobody = new Caller(api.url)
  t.equal((await nobody.get('/healthz')).status, 200)
  const notReady = isProblem(t, await nobody.get('/readyz'), 'not-ready', 503)
  t.match(notReady, { retryable: true, owner: 'gateway' })
  const code = newCode()
  const put = isProblem(t, await caller.put(code, aDossier()), 'ledger-unavailable', 503)
  t.match(put, { retryable: true, owner: 'operator' })
  isProblem(t, await caller.step(known, aStep()), 'ledger-unavailable', 503)
  isProblem(t, await caller.get(`/v1/dossiers/${known}`), 'ledger-unavailable', 503)
  isProblem(t, await caller.get('/v1/dossiers'), 'ledger-unavailable', 503)
  const login = await nobody.call('POST', '/admin/v1/session', { body: api.admin })
  isProblem(t, login, 'ledger-unavailable', 503)
  const imported = await caller.call('POST', '/v1/dossiers:import', {
    raw: `${JSON.stringify({ code, dossier: aDossier() })}\n`,
    headers: { 'content-type': 'application/x-ndjson' },
  })
  // With a key still remembered the import begins, and says it of each line; else it is refused as a whole.
  if (imported.status === 200) t.match(JSON.parse(imported.text), { problem: { code: 'ledger-unavailable' } })
  else isProblem(t, imported, 'ledger-unavailable', 503)

  server = await startEmbedded({ folder, log: quiet })
  await backAgain()
  isProblem(t, await caller.get(`/v1/dossiers/${code}`), 'dossier-unknown', 404)
  t.equal((await caller.put(code, aDossier())).status, 202, 'and works on without a restart')
  await eventually(async () => {
    const { body } = await caller.get(`/v1/dossiers/${code}`)
    return (body.deliveries as { state: string }[]).every(({ state }) => state === 'delivered')
  }, 20_000)
})

t.test('stopping: what is under way is finished, what comes after is sent elsewhere', async t => {
  const code = newCode()
  const outgoing = request(`${api.url}/v1/dossiers:import`, {
    method: 'POST',
    headers: { authorization: `Bearer ${caller.key}`, 'content-type': 'application/x-ndjson' },
  })
  outgoing.write(`${JSON.stringify({ code, dossier: aDossier() })}\n`)
  await sleep(100)
  const stopped = api.stop()
  await sleep(100)
  await t.rejects(fetch(`${api.url}/healthz`), 'no new connection is taken')
  // The last line of the import, and behind it on the same connection one more request.
  outgoing.end(`${JSON.stringify({ code, step: aStep() })}\n`)
  const socket = outgoing.socket
  const [response] = await once(outgoing, 'response')
  const results: unknown[] = []
  for await (const line of createInterface({ input: response })) results.push(JSON.parse(line))
  t.match(results, [{ status: 202 }, { status: 202 }])
  socket?.destroy()
  await stopped
})
