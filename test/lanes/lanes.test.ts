import t, { type Test } from 'tap'
import type { Dossier } from '../../src/contract/types.generated.ts'
import type { Database } from '../../src/ledger/database.ts'
import type { ScriptWord } from '../../src/sandbox/dial/faults.ts'
import { Agency } from '../support/agency.ts'
import { aCode, aDossier, aStep } from '../support/dossiers.ts'
import { type EngineUnderTest, onBothEngines } from '../support/engines.ts'
import { eventually } from '../support/eventually.ts'
import { type GatewayOptions, startGateway } from '../support/gateway.ts'
import { startLedger } from '../support/ledger.ts'
import { type Arrival, startTestPortal, type TestPortal } from '../support/portal.ts'

const ledger = await startLedger(t)

onBothEngines(t, ledger, async (t, engine) => {
  t.test('what one dossier sends arrives in the order sent', async t => {
    const { agency, portal } = await open(t, engine)
    const codes = Array.from({ length: 6 }, aCode)
    await Promise.all(codes.map(code => sendLife(agency, code, 5)))
    for (const code of codes) {
      await agency.settled(code)
      t.same(told(await portal.arrivals(code)), expectedLife(5))
    }
  })

  t.test('faults of every kind delay a lane and never reorder it', async t => {
    const { agency, portal } = await open(t, engine)
    const faults: ScriptWord[] = ['error5xx', 'dropBefore', 'expiredSession', 'garbageIdles', 'doubleEncoded']
    await portal.script(...faults, 'none', 'dropAfter', 'none', 'garbageActs', ...faults)
    const codes = [aCode(), aCode()]
    await Promise.all(codes.map(code => sendLife(agency, code, 4)))
    for (const code of codes) {
      await agency.settled(code)
      const arrivals = await portal.arrivals(code)
      t.equal(arrivals.filter(({ kind }) => kind === 'create').length, 1)
      // A version of which nobody knows whether it arrived is sent again as an update: the same state twice, in place.
      t.same(withoutRepeats(told(arrivals)), expectedLife(4))
      t.equal(arrivals.filter(({ kind }) => kind === 'step').length, 4, 'no step twice')
    }
  })

  t.test('dossiers do not wait for each other', async t => {
    const { agency, portal } = await open(t, engine, { settings: { concurrency: 4 } })
    await portal.dial({ delay: 1, delayMs: 500 })
    const codes = Array.from({ length: 4 }, aCode)
    await Promise.all(codes.map(code => agency.put(code, aDossier())))
    for (const code of codes) await agency.settled(code)
    const times = (await Promise.all(codes.map(code => portal.arrivals(code)))).map(
      ([first]) => first?.at ?? 0,
    )
    const spread = Math.max(...times) - Math.min(...times)
    // One after the other they would arrive 500 ms apart at the least.
    t.ok(spread < 1_500, `four delayed dossiers arrived within ${spread} ms`)
  })

  t.test('within a dossier the next call begins only when the one before has ended', async t => {
    const { agency, portal } = await open(t, engine)
    await portal.dial({ delay: 1, delayMs: 150 })
    const code = aCode()
    await sendLife(agency, code, 2)
    await agency.settled(code)
    const arrivals = await portal.arrivals(code)
    t.same(told(arrivals), expectedLife(2))
    const gaps = arrivals.slice(1).map((arrival, place) => arrival.at - (arrivals[place]?.at ?? 0))
    t.ok(Math.min(...gaps) >= 140, `gaps ${gaps.join(', ')} ms`)
  })

  t.test('gateways killed again and again: the next goes on, in order and without a loss', async t => {
    const { portal, gateway, restart } = await open(t, engine)
    const quick = { delay: 1, delayMs: 60 }
    const held = { delay: 1, delayMs: 60_000 }
    await portal.dial(quick)
    const codes = Array.from({ length: 5 }, aCode)
    await Promise.all(codes.map(code => sendLife(new Agency(gateway), code, 4)))
    let running = gateway
    for (const arrived of [3, 9, 16]) {
      await eventually(() => portal.state().versions + portal.state().progress >= arrived, takenOverMs)
      await portal.dial(held)
      await eventually(async () => (await countInHand(running.database)) > 0, takenOverMs)
      await running.kill()
      // What the killed one had sent acts now; what the next one sends waits until it is up and can be killed in turn.
      await portal.dial(held)
      running = await restart()
      await portal.dial(quick)
    }
    const agency = new Agency(running)
    for (const code of codes) {
      await agency.settled(code, takenOverMs)
      const arrivals = await portal.arrivals(code)
      t.equal(arrivals.filter(({ kind }) => kind === 'create').length, 1, 'created once')
      t.equal(arrivals.filter(({ kind }) => kind === 'step').length, 4, 'no step twice, none lost')
      t.same(withoutRepeats(told(arrivals)), expectedLife(4))
    }
  })

  t.test(
    'a refused dossier holds its later steps, and a corrected one lets them follow in order',
    async t => {
      const { agency, portal } = await open(t, engine)
      const code = aCode()
      await agency.put(code, refusable())
      await agency.step(code, aStep('accepted', 'one'))
      await agency.step(code, aStep('accepted', 'two'))
      await eventually(async () => (await agency.deliveries(code))[0] === 'dossier refused')
      t.same(await agency.deliveries(code), ['dossier refused', 'step held', 'step held'])
      await agency.step(code, aStep('accepted', 'three'))
      t.same((await agency.deliveries(code)).at(-1), 'step held', 'so is what comes later')
      t.same(await portal.arrivals(code), [])

      const { body } = await agency.put(code, aDossier())
      const settled = await agency.settled(code)
      t.same(
        told(await portal.arrivals(code)),
        ['create 2', 'step one', 'step two', 'step three'],
        'the steps that were held follow the mended dossier',
      )
      t.match(settled[0], {
        state: 'cancelled',
        outcome: { kind: 'refused', supersededBy: body.deliveries[0]?.id ?? '' },
      })
    },
  )

  t.test(
    'a correction that was sent before the refusal came mends it, and nothing later is lost',
    async t => {
      const { agency, portal } = await open(t, engine)
      const code = aCode()
      // The portal is away at first, so that all of it waits in the lane.
      await portal.dial({ error5xx: 1 })
      await agency.put(code, refusable())
      await agency.step(code, aStep('accepted', 'before'))
      await agency.put(code, refusable({ summary: 'still wrong' }))
      await agency.put(code, aDossier({ summary: 'right' }))
      await agency.step(code, aStep('processing', 'after'))
      await portal.dial({})
      const settled = await agency.settled(code)
      t.same(
        settled.map(({ operation, state }) => `${operation} ${state}`),
        [
          'dossier.deliver cancelled',
          'step.deliver delivered',
          'dossier.deliver cancelled',
          'dossier.deliver delivered',
          'dossier.deliver delivered',
          'step.deliver delivered',
        ],
      )
      t.same(told(await portal.arrivals(code)), ['create 2', 'step before', 'update 4', 'step after'])
    },
  )

  t.test('a second refusal holds the lane again', async t => {
    const { agency, portal } = await open(t, engine)
    const code = aCode()
    await agency.put(code, refusable())
    await agency.step(code, aStep('accepted', 'one'))
    await eventually(async () => (await agency.deliveries(code))[0] === 'dossier refused')
    await agency.put(code, refusable({ summary: 'still wrong' }))
    await eventually(async () => (await agency.deliveries(code))[2] === 'dossier refused')
    t.same(await agency.deliveries(code), ['dossier cancelled', 'step held', 'dossier refused'])
    await agency.put(code, aDossier())
    await agency.settled(code)
    t.same(told(await portal.arrivals(code)), ['create 2', 'step one'])
  })

  t.test('an operator sends a refused delivery again, and the lane goes on', async t => {
    const { agency, gateway, portal } = await open(t, engine, { settings: { agencyCode: 'nobody' } })
    const code = aCode()
    await agency.put(code, aDossier())
    await agency.step(code, aStep('accepted', 'one'))
    const [refused] = await eventually(async () => {
      const { deliveries } = (await agency.get(code)).body
      return deliveries[0]?.state === 'refused' && deliveries
    })
    t.equal((await gateway.records.delivery(refused?.id ?? ''))?.finished_at instanceof Date, true)
    // The operator mends the agency code in the settings: a gateway with the right one takes over.
    await gateway.stop()
    const mended = await startGateway(t, {
      ...gatewayOptions(engine, gateway.database.url, portal),
      role: 'all',
    })
    await mended.operate.replay(refused?.id ?? '')
    const later = new Agency(mended)
    const settled = await later.settled(code)
    t.same(told(await portal.arrivals(code)), ['create 2', 'step one'])
    t.equal(settled[0]?.attempts, 2, 'attempts go on counting')
    await t.rejects(mended.operate.replay(refused?.id ?? ''), { code: 'delivery-not-replayable' })
    await t.rejects(mended.operate.cancel(refused?.id ?? ''), { code: 'delivery-not-replayable' })
  })

  t.test('an operator gives up a refused step, and what follows goes its way', async t => {
    const { agency, gateway, portal } = await open(t, engine)
    const code = aCode()
    await agency.put(code, aDossier())
    await agency.settled(code)
    await agency.step(code, refusableStep)
    await agency.step(code, aStep('accepted', 'after'))
    const refused = await eventually(async () => {
      const { deliveries } = (await agency.get(code)).body
      return deliveries.find(({ state }) => state === 'refused')
    })
    t.same(await agency.deliveries(code), ['dossier delivered', 'step refused', 'step held'])
    await agency.put(code, aDossier({ summary: 'put again' }))
    t.same(
      await agency.deliveries(code),
      ['dossier delivered', 'step refused', 'step held', 'dossier held'],
      'a refused step is not mended by a dossier',
    )
    t.equal((await gateway.operate.cancel(refused.id)).state, 'cancelled')
    await agency.settled(code)
    t.same(told(await portal.arrivals(code)), ['create 2', 'step after', 'update 2'])
  })
})

/**
 * A job that a worker had taken when it was killed, and whose delivery it had not leased yet, is free again after 15 s
 * (src/queue/worker.ts).
 */
const takenOverMs = 25_000

/** Right by our schema, refused by the portal, which wants a code for every fee. */
const refusable = (changes: Partial<Dossier> = {}) =>
  aDossier({ fees: [{ name: 'Lệ phí', kind: 'fee', amount: 1000 }], ...changes })
/** Right by our schema, refused by the portal, whose calendar begins in 1900. */
const refusableStep = aStep('accepted', 'refused', { startedAt: '1850-01-01T08:00:00+07:00' })

function gatewayOptions(engine: EngineUnderTest, databaseUrl: string, portal: TestPortal): GatewayOptions {
  return { databaseUrl, portalUrl: portal.url, ...(engine.redis && { redisUrl: engine.redis.url }) }
}

async function open(t: Test, engine: EngineUnderTest, changes: Partial<GatewayOptions> = {}) {
  const portal = await startTestPortal(t)
  const options = { ...gatewayOptions(engine, await ledger.gatewayUrl(), portal), ...changes }
  t.teardown(async () => void (await engine.redis?.command('FLUSHALL')))
  const gateway = await startGateway(t, options)
  const restart = () => startGateway(t, options)
  return { portal, gateway, agency: new Agency(gateway), restart }
}

/** A dossier and `steps` steps, sent as fast as the gateway answers; every second step changes the status. */
async function sendLife(agency: Agency, code: string, steps: number): Promise<void> {
  await agency.put(code, aDossier())
  for (let number = 1; number <= steps; number++)
    await agency.step(code, aStep(number < 3 ? 'accepted' : 'processing', `step ${number}`))
}

function expectedLife(steps: number): string[] {
  const life = ['create 2']
  for (let number = 1; number <= steps; number++) {
    if (number === 3) life.push('update 4')
    life.push(`step step ${number}`)
  }
  return life
}

const told = (arrivals: readonly Arrival[]) =>
  arrivals.map(({ kind, status, content }) => `${kind} ${content ?? status}`)

/** A create or update that came again at once, with the same status, as an update. */
function withoutRepeats(words: readonly string[]): string[] {
  return words.filter((word, place) => {
    const [kind, status] = word.split(' ')
    const [, before] = words[place - 1]?.split(' ') ?? []
    return !(kind === 'update' && status === before && !words[place - 1]?.startsWith('step'))
  })
}

async function countInHand(database: Database): Promise<number> {
  const [row] = await database.query<{ count: number }>(
    "SELECT count(*)::int AS count FROM deliveries WHERE state IN ('sending', 'probing')",
  )
  return row?.count ?? 0
}
