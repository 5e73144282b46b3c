import t, { type Test } from 'tap'
import type { SandboxOptions } from '../../src/sandbox/options.ts'
import { Agency } from '../support/agency.ts'
import { aCode, aDossier, aStep } from '../support/dossiers.ts'
import { eventually } from '../support/eventually.ts'
import { type GatewayOptions, startGateway } from '../support/gateway.ts'
import { startLedger } from '../support/ledger.ts'
import { startTestPortal } from '../support/portal.ts'

// What the gateway does when it cannot know, or when the portal knows better.
const ledger = await startLedger(t)

t.test(
  'a call that times out is unknown: the portal is asked, and what it does late does no harm',
  async t => {
    const { agency, gateway, portal } = await open(t, { settings: { timeoutMs: 1_000 } })
    await portal.dial({ delayMs: 600_000 })
    await portal.script('delay')
    const code = aCode()
    await agency.put(code, aDossier())
    const [delivery] = await agency.settled(code)
    t.match(await gateway.records.attempts(delivery?.id ?? ''), [
      { action: 'send', outcome: { kind: 'unknown', rule: 'timeout' } },
      { action: 'probe', outcome: { kind: 'delivered' } },
      { action: 'send', outcome: { kind: 'delivered' } },
    ])
    // The first call acts only now, and the portal refuses it: it has the dossier.
    await portal.dial({})
    await eventually(() => portal.state().refused['-3'] === 1)
    t.same(
      (await portal.arrivals(code)).map(({ kind }) => kind),
      ['create'],
    )
  },
)

t.test('a step in doubt is sent again only when the portal does not have it', async t => {
  const { agency, portal } = await open(t)
  const code = aCode()
  await agency.put(code, aDossier())
  await agency.settled(code)
  await portal.script('dropAfter')
  await agency.step(code, aStep('accepted', 'arrived'))
  await agency.settled(code)
  await portal.script('dropBefore')
  await agency.step(code, aStep('accepted', 'lost'))
  await agency.settled(code)
  t.same(
    (await portal.arrivals(code)).map(({ content }) => content),
    [undefined, 'arrived', 'lost'],
  )
})

t.test(
  'of a portal that does not show its steps, an operator decides whether one in doubt is sent again',
  async t => {
    const { agency, gateway, portal } = await open(t, {}, { lookup: 'bare' })
    const code = aCode()
    await agency.put(code, aDossier())
    await agency.settled(code)
    await portal.script('dropBefore')
    await agency.step(code, aStep('accepted', 'in doubt'))
    await agency.step(code, aStep('accepted', 'behind'))
    const doubtful = await eventually(async () =>
      (await agency.get(code)).body.deliveries.find(({ state }) => state === 'refused'),
    )
    t.match(doubtful.outcome, { rule: 'unsure', owner: 'operator' })
    t.equal((await agency.deliveries(code)).at(-1), 'step held')
    await gateway.operate.replay(doubtful.id)
    await agency.settled(code)
    t.same(
      (await portal.arrivals(code)).map(({ content }) => content),
      [undefined, 'in doubt', 'behind'],
    )
  },
)

t.test('a dossier that the portal has lost is created again when it changes', async t => {
  const { agency, portal } = await open(t)
  const code = aCode()
  await agency.put(code, aDossier())
  await agency.settled(code)
  await fetch(`${portal.url}/_sandbox/state`, { method: 'DELETE' })
  await agency.put(code, aDossier({ note: 'lần hai' }))
  const settled = await agency.settled(code)
  t.equal(settled[1]?.attempts, 2, 'one update, which the portal did not know, and one flip')
  t.same(
    (await portal.arrivals(code)).map(({ kind }) => kind),
    ['create'],
  )
  t.equal(portal.state().calls.TraCuuHoSo, 0)
})

t.test('a step whose dossier the portal has lost brings it back, and arrives', async t => {
  const { agency, gateway, portal } = await open(t)
  const code = aCode()
  await agency.put(code, aDossier())
  await agency.settled(code)
  await fetch(`${portal.url}/_sandbox/state`, { method: 'DELETE' })
  await agency.step(code, aStep('accepted', 'after the loss'))
  const settled = await agency.settled(code)
  t.same(
    (await portal.arrivals(code)).map(({ kind, content }) => content ?? kind),
    ['create', 'after the loss'],
  )
  t.match(await gateway.records.attempts(settled.at(-1)?.id ?? ''), [
    { action: 'send', outcome: { kind: 'retry', rule: 'dossier-missing' } },
    { action: 'restore', outcome: { kind: 'delivered' } },
    { action: 'send', outcome: { kind: 'delivered' } },
  ])
})

t.test(
  'a portal that stays away: given up when patience ends, and all of it sent when an operator says so',
  async t => {
    const { agency, gateway, portal } = await open(t, { settings: { giveUpAfterMs: 1_000 } })
    await portal.dial({ error5xx: 1 })
    const code = aCode()
    await agency.put(code, aDossier())
    await agency.step(code, aStep('accepted', 'one'))
    await agency.step(code, aStep('processing', 'two'))
    await eventually(async () => (await agency.deliveries(code))[0] === 'dossier dead')
    t.same(await agency.deliveries(code), ['dossier dead', 'step held', 'dossier held', 'step held'])
    await portal.dial({})
    const dead = (await agency.get(code)).body.deliveries[0]
    await gateway.operate.replay(dead?.id ?? '')
    await agency.settled(code)
    t.same(
      (await portal.arrivals(code)).map(({ kind, status, content }) => `${kind} ${content ?? status}`),
      ['create 2', 'step one', 'update 4', 'step two'],
    )
  },
)

t.test('a step given up while in doubt is asked about before a replay sends it', async t => {
  const { agency, gateway, portal } = await open(t, { settings: { giveUpAfterMs: 1_000 } })
  const code = aCode()
  await agency.put(code, aDossier())
  await agency.settled(code)
  await portal.script('dropAfter')
  await portal.dial({ error5xx: 1 })
  await agency.step(code, aStep('accepted', 'arrived'))
  await eventually(async () => (await agency.deliveries(code))[1] === 'step dead')
  await portal.dial({})
  const dead = (await agency.get(code)).body.deliveries[1]
  await gateway.operate.replay(dead?.id ?? '')
  await agency.settled(code)
  t.same(
    (await portal.arrivals(code)).map(({ content }) => content),
    [undefined, 'arrived'],
    'not twice',
  )
})

async function open(t: Test, options: Partial<GatewayOptions> = {}, behaviour: Partial<SandboxOptions> = {}) {
  const portal = await startTestPortal(t, behaviour)
  const databaseUrl = await ledger.gatewayUrl()
  const gateway = await startGateway(t, { databaseUrl, portalUrl: portal.url, ...options })
  return { portal, gateway, agency: new Agency(gateway) }
}
