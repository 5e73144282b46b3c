import t, { type Test } from 'tap'
import { Fault } from '../../src/errors/fault.ts'
import type { FinishedDelivery } from '../../src/exchange/handlers.ts'
import { Router } from '../../src/exchange/route.ts'
import type { Outgoing } from '../../src/ledger/outbox.ts'
import { type Platform, say, startPlatform } from '../adapter/transport/support.ts'
import { Agency } from '../support/agency.ts'
import { aCode, aDossier } from '../support/dossiers.ts'
import { eventually } from '../support/eventually.ts'
import { startGateway } from '../support/gateway.ts'
import { startLedger } from '../support/ledger.ts'
import { startTestPortal } from '../support/portal.ts'
import { joinPurse } from '../support/trial-purse.ts'

// What the gateway itself passes on: routed by kind, content and agency, delivered like everything else, told of at its end.
const ledger = await startLedger(t)
const json = 'application/json'
const opened = say('{"code":"00","url":"https://tra.example/7"}', json)

t.test('a message posted with its cause is delivered, and its end is written with what follows', async t => {
  const { gateway, router, platform } = await open(t)
  const ends: FinishedDelivery[] = []
  await gateway.database.query('CREATE TABLE opened (reference text, url text)')
  gateway.exchange.handlers.onFinished({
    kinds: ['payment'],
    async finished(delivery, tx) {
      ends.push(delivery)
      const url = delivery.answer?.url ?? null
      await tx.query({ text: 'INSERT INTO opened VALUES ($1, $2)', values: [delivery.message.subject, url] })
    },
  })
  const posted = await gateway.exchange.outbox.post([payment(router, 'R7')])
  t.match(posted, [{ fresh: true, deliveries: [{ adapter: 'trial-purse', operation: 'purse.open' }] }])
  await stateOf(gateway, posted[0]?.deliveries[0]?.id, 'delivered')
  t.same(await gateway.database.query('SELECT * FROM opened'), [
    { reference: 'R7', url: 'https://tra.example/7' },
  ])
  t.match(ends, [
    {
      state: 'delivered',
      outcome: { kind: 'delivered' },
      message: { id: posted[0]?.message, kind: 'payment', body: { reference: 'R7', amount: 50_000 } },
    },
  ])
  t.same(JSON.parse(String(platform.calls[0]?.body)), { ref: 'R7', sum: 50_000 })
  const [kept] = await gateway.database.query<{ text: string }>(
    `SELECT encode(body, 'escape') AS text FROM messages WHERE kind = 'payment'`,
  )
  t.notMatch(kept?.text, /50000|R7/, 'sealed')
})

t.test('a key is posted once, whoever tries at the same time; a cause undone posts nothing', async t => {
  const { gateway, router } = await open(t)
  const once = { ...payment(router, 'R1'), once: 'payment:R1' }
  const all = await Promise.all(Array.from({ length: 8 }, () => gateway.exchange.outbox.post([once, once])))
  const results = all.flat()
  t.equal(results.filter(({ fresh }) => fresh).length, 1)
  t.equal(new Set(results.map(({ message }) => message)).size, 1, 'all are told the one message')
  await t.rejects(
    gateway.exchange.outbox.post([{ ...payment(router, 'R2'), once: 'payment:R2' }], async () => {
      throw new Fault('dossier-unknown')
    }),
    { code: 'dossier-unknown' },
  )
  t.match(await gateway.database.query('SELECT count(*)::int AS n FROM messages'), [{ n: 1 }])
})

t.test('an operation carries its kind, what its "only" says, and its agencies alone', async t => {
  const { router } = await open(t, { channel: 'sms', agencies: ['H99.05'] })
  const told = { id: '1', channel: 'sms', text: 'x' }
  const operations = (kind: string, message: object, agency?: string) =>
    router.route(kind, message, agency).map(({ operation, laneKey }) => `${operation} ${laneKey}`)
  t.same(operations('notification', told, 'H99.05.01'), ['purse.tell 1'])
  t.same(operations('notification', { ...told, channel: 'zalo' }, 'H99.05'), [])
  t.same(operations('notification', told, 'H99.06'), [])
  t.same(operations('notification', told), [], 'of nobody’s agency it is nobody’s')
  t.same(operations('receipt', told, 'H99.05'), [])
  t.same(operations('payment', { reference: 'R1' }, '000.00.05.H99'), ['purse.open R1'], 'in either spelling')
  t.equal(router.routeAsk('purse.open', 'H99.05'), undefined, 'what delivers is not asked')
})

t.test(
  'what belongs to a dossier stands on its page and in its message, in whatever lane it goes',
  async t => {
    const { gateway, router } = await open(t)
    const agency = new Agency(gateway)
    const code = aCode()
    await agency.put(code, aDossier())
    await agency.settled(code)
    const [posted] = await gateway.exchange.outbox.post([{ ...payment(router, 'R9'), subject: code }])
    const deliveries = await agency.settled(code)
    t.same(
      deliveries.map(({ operation, state, status }) => [operation, state, status]),
      [
        ['dossier.deliver', 'delivered', 'accepted'],
        ['purse.open', 'delivered', undefined],
      ],
    )
    t.match((await agency.call('GET', `/v1/messages/${posted?.message}`)).body, {
      kind: 'payment',
      dossier: code,
    })
  },
)

t.test('what follows from a refusal is written, too', async t => {
  const { gateway, router, platform } = await open(t)
  platform.play = say('{"code":"99"}', json)
  const ends: string[] = []
  gateway.exchange.handlers.onFinished({
    kinds: ['payment'],
    async finished({ state, outcome }) {
      ends.push(`${state} ${outcome.rule}`)
    },
  })
  const [posted] = await gateway.exchange.outbox.post([payment(router, 'R3')])
  await stateOf(gateway, posted?.deliveries[0]?.id, 'refused')
  t.same(ends, ['refused no'])
})

t.test(
  'a use case that fails over the end of a delivery stops it for an operator, and holds no worker',
  async t => {
    const { gateway, router, platform } = await open(t)
    let broken = true
    gateway.exchange.handlers.onFinished({
      kinds: ['payment'],
      async finished(_, tx) {
        if (broken) await tx.query('INSERT INTO there_is_no_such_table VALUES (1)')
      },
    })
    const [posted] = await gateway.exchange.outbox.post([payment(router, 'R4')])
    const id = posted?.deliveries[0]?.id ?? ''
    const dead = await stateOf(gateway, id, 'dead')
    t.match(dead.outcome, { kind: 'unknown', rule: 'gateway', owner: 'gateway', code: 'internal' })
    broken = false
    await gateway.operate.replay(id)
    await stateOf(gateway, id, 'delivered')
    t.equal(platform.calls.length, 2, 'the platform takes it twice as one')
  },
)

t.test('an answer that cannot be read leaves a delivery in doubt, never half done', async t => {
  const { gateway, router, platform } = await open(t)
  platform.play = say('{"code":"00"}', json)
  const [posted] = await gateway.exchange.outbox.post([payment(router, 'R5')])
  const id = posted?.deliveries[0]?.id
  await eventually(async () => (await gateway.records.attempts(id ?? '')).length > 0)
  t.match(await gateway.records.attempts(id ?? ''), [
    { outcome: { kind: 'unknown', rule: 'answer-not-understood' } },
  ])
  platform.play = opened
  await stateOf(gateway, id, 'delivered')
})

async function open(t: Test, settings: object = {}) {
  const platform: Platform = await startPlatform(t, opened)
  const portal = await startTestPortal(t)
  const databaseUrl = await ledger.freshUrl()
  const gateway = await startGateway(t, { databaseUrl, portalUrl: portal.url })
  await joinPurse(gateway, { baseUrl: platform.url, ...settings })
  return { gateway, platform, router: new Router(() => gateway.registry.active) }
}

function payment(router: Router, reference: string): Outgoing {
  const body = { reference, amount: 50_000 }
  const deliveries = router.route('payment', body, 'H99.05')
  return { kind: 'payment', subject: reference, agency: 'H99.05', body, correlationId: 'test', deliveries }
}

function stateOf(
  { records }: Awaited<ReturnType<typeof startGateway>>,
  id: string | undefined,
  state: string,
) {
  return eventually(
    async () => {
      const record = await records.delivery(id ?? '')
      return record?.state === state && record
    },
    10_000,
    state,
  )
}
