import { Webhook } from 'standardwebhooks'
import t from 'tap'
import type { NewEvent } from '../../src/exchange/handlers.ts'
import { startPlatform } from '../adapter/transport/support.ts'
import { Agency } from '../support/agency.ts'
import { aCode, aDossier } from '../support/dossiers.ts'
import { eventually } from '../support/eventually.ts'
import { startGateway } from '../support/gateway.ts'
import { startLedger } from '../support/ledger.ts'
import { startTestPortal } from '../support/portal.ts'
import { Caller } from './support.ts'

// Agency systems that hear of events: signed so that an independent library agrees, in order, until each has arrived.
const ledger = await startLedger(t)
const portal = await startTestPortal(t)
const gateway = await startGateway(t, { databaseUrl: await ledger.freshUrl(), portalUrl: portal.url })
await gateway.admins.create('an', 'mat-khau-thu-nghiem')
const { token } = await gateway.admins.login('an', 'mat-khau-thu-nghiem')
const admin = new Caller(gateway.url, token)
const agency = new Agency(gateway)
const receiver = await startPlatform(t)
const url = `${receiver.url}/su-kien`

/** What the receiver took, once the independent library has verified it. */
function heard(secret: string) {
  const webhook = new Webhook(secret)
  return receiver.calls.map(({ body, headers }) => {
    const verified = webhook.verify(body.toString(), headers as Record<string, string>)
    return verified as { id: string; type: string; subject: string; data: Record<string, unknown> }
  })
}

function happens(...events: NewEvent[]) {
  const origin = { adapter: 'gateway', at: new Date(), correlationId: 'test' }
  return gateway.database.transaction(tx => gateway.exchange.events.record(tx, events, origin))
}

let first = ''

/** Settings of the one webhook from here on; its secrets stay. */
async function given(settings: object) {
  receiver.calls.length = 0
  receiver.play = response => response.writeHead(204).end()
  await gateway.desk.settings.set('webhook-mot-cua', { url, ...settings }, { who: 'an' })
}

async function make(body: object) {
  receiver.calls.length = 0
  receiver.play = response => response.writeHead(204).end()
  const answer = await admin.call('POST', '/admin/v1/webhooks', { body })
  if (answer.status !== 201) throw new Error(answer.text)
  return String(answer.body.secret)
}

t.test('what concerns an agency arrives there, signed, in order, and again until it is taken', async t => {
  const secret = await make({ name: 'mot-cua', url, agencies: ['H99.05'] })
  first = secret
  const code = aCode()
  await agency.put(code, aDossier())
  let failures = 2
  receiver.play = response => response.writeHead(failures-- > 0 ? 503 : 200).end('ok')
  await gateway.desk.settings.set(
    'webhook-mot-cua',
    { url, agencies: ['H99.05'], retryFirstMs: 10, retryCapMs: 20 },
    { who: 'an' },
  )
  for (const step of [1, 2, 3]) await happens({ type: 'land.moved', dossier: code, data: { step } })
  await happens({ type: 'land.moved', agency: 'H99.06', data: {} })
  await eventually(() => receiver.calls.length >= 5)
  const all = heard(secret)
  t.same(
    all.map(({ data }) => data.step),
    [1, 1, 1, 2, 3],
  )
  t.equal(new Set(all.slice(0, 3).map(({ id }) => id)).size, 1, 'known again by its id')
  t.match(all.at(-1), { type: 'land.moved', subject: code, agency: 'H99.05', adapter: 'gateway' })
  t.equal(receiver.calls[0]?.headers['webhook-id'], all[0]?.id)
  const [listed] = (await admin.get('/admin/v1/webhooks')).body.webhooks as Record<string, unknown>[]
  t.match(listed, { name: 'mot-cua', state: 'active', url, agencies: ['H99.05'] })
  t.notMatch(JSON.stringify(listed), /whsec_/)
})

t.test('of the types that were asked for, and no others', async t => {
  await given({ agencies: ['H99'], types: ['payment.confirmed'] })
  const dossier = aCode()
  await happens({ type: 'land.moved', dossier, agency: 'H99.05', data: {} })
  await happens({ type: 'payment.confirmed', dossier, agency: 'H99.05', data: {} })
  await eventually(() => receiver.calls.length >= 1)
  t.same(
    heard(first).map(({ type }) => type),
    ['payment.confirmed'],
  )
})

t.test('while a secret is changed both sign; after that the new one alone', async t => {
  const old = first
  await given({ agencies: ['H99'] })
  const rotate = async (body: object) =>
    String((await admin.call('POST', '/admin/v1/webhooks/mot-cua/rotate', { body })).body.secret)
  const ping = async () => {
    receiver.calls.length = 0
    t.equal((await admin.call('POST', '/admin/v1/webhooks/mot-cua/test')).status, 202)
    await eventually(() => receiver.calls.length === 1)
  }
  await ping()
  t.match(heard(old), [{ type: 'webhook.ping' }])
  const next = await rotate({})
  await ping()
  t.match(heard(old), [{ type: 'webhook.ping' }])
  t.match(heard(next), [{ type: 'webhook.ping' }])
  const last = await rotate({ dropOld: true })
  await ping()
  t.match(heard(last), [{ type: 'webhook.ping' }])
  t.throws(() => heard(next), /No matching signature/)
})

t.test('410 stops the webhook until an admin enables it; then all of it goes on, in order', async t => {
  await given({ agencies: ['H99'] })
  const [first, second] = [aCode(), aCode()]
  receiver.play = response => response.writeHead(410).end()
  const happened = (dossier: string, step: number) =>
    happens({ type: 'a.b', dossier, agency: 'H99.05', data: { step } })
  const states = async (dossier: string) =>
    (await gateway.records.deliveries({ dossier, limit: 9 })).map(({ state }) => state)
  const listed = async () =>
    ((await admin.get('/admin/v1/webhooks')).body.webhooks as { name: string; stoppedAt?: string }[])[0]
  t.notOk((await listed())?.stoppedAt)
  await happened(first, 1)
  await happened(first, 2)
  await eventually(async () => (await states(first))[0] === 'refused')
  t.same(await states(first), ['refused', 'held'])
  t.ok(Date.parse((await listed())?.stoppedAt ?? '') > 0)
  t.equal(receiver.calls.length, 1)

  // Another dossier's event waits without a call; whatever the receiver would say to it.
  receiver.play = response => response.writeHead(204).end()
  await happened(second, 3)
  await eventually(async () => (await states(second))[0] === 'retrying')
  t.equal(receiver.calls.length, 1)
  const [waiting] = await gateway.records.deliveries({ dossier: second, limit: 1 })
  t.match(waiting, { attempts: 0, outcome: { rule: 'adapter-stopped' } })

  t.match((await admin.call('POST', '/admin/v1/webhooks/mot-cua/enable')).body, { enabled: true })
  await eventually(
    async () =>
      [...(await states(first)), ...(await states(second))].join() === 'delivered,delivered,delivered',
  )
  const steps = receiver.calls.slice(1).map(({ body }) => {
    const { subject, data } = JSON.parse(body.toString())
    return subject === first ? data.step : 'other'
  })
  t.same(
    steps.filter(step => step !== 'other'),
    [1, 2],
  )
  t.equal(steps.length, 3)
  t.notOk((await listed())?.stoppedAt)
  t.match((await admin.call('POST', '/admin/v1/webhooks/mot-cua/enable')).body, { enabled: false })
  t.match((await admin.call('POST', '/admin/v1/webhooks/khong/enable')).body, { code: 'webhook-unknown' })
})

t.test('what cannot be is refused, and a name that was given up can be used again', async t => {
  const post = (changes: object) =>
    admin.call('POST', '/admin/v1/webhooks', { body: { name: 'lai', url, agencies: ['H99'], ...changes } })
  t.match(await post({ agencies: ['X'] }), { status: 422, body: { code: 'body-invalid' } })
  t.match(await post({ url: 'ftp://motcua.example' }), { status: 422 })
  t.match(await post({ name: 'Lai' }), { status: 422 })
  t.equal(
    ((await admin.get('/admin/v1/webhooks')).body.webhooks as unknown[]).length,
    1,
    'nothing is left of it',
  )
  t.match((await post({ name: 'mot-cua' })).body, { code: 'webhook-taken' })
  t.equal((await admin.call('DELETE', '/admin/v1/webhooks/mot-cua')).status, 204)
  t.match((await admin.call('DELETE', '/admin/v1/webhooks/mot-cua')).body, { code: 'webhook-unknown' })
  t.not(await make({ name: 'mot-cua', url, agencies: ['H99'] }), first)
  t.match((await admin.call('POST', '/admin/v1/webhooks/khong/test')).body, { code: 'webhook-unknown' })
  t.equal((await new Caller(gateway.url).get('/admin/v1/webhooks')).status, 401)
})
