import t, { type Test } from 'tap'
import { LateWatches } from '../../src/ledger/late-watches.ts'
import { Routines } from '../../src/ledger/schedules.ts'
import { Agency } from '../support/agency.ts'
import { aCode, aDossier, aStep } from '../support/dossiers.ts'
import { eventually } from '../support/eventually.ts'
import { startGateway } from '../support/gateway.ts'
import { startLedger } from '../support/ledger.ts'
import { startTestPortal } from '../support/portal.ts'

// A call that acts at the portal after it was given up, and after the portal has taken newer versions.
const ledger = await startLedger(t)

async function open(t: Test, lateEffectSeconds: number) {
  const portal = await startTestPortal(t)
  const gateway = await startGateway(t, {
    databaseUrl: await ledger.freshUrl(),
    portalUrl: portal.url,
    settings: { timeoutMs: 1_000 },
    lateEffectSeconds,
  })
  const agency = new Agency(gateway)
  const noteAt = async (code: string) => (await portal.body(code))?.GhiChu
  const watches = () => gateway.database.query('SELECT adapter, lane_key, operation FROM late_watches')
  return { portal, gateway, agency, noteAt, watches }
}

t.test('an old version that acts late is mended by telling the newest once more', async t => {
  const { portal, gateway, agency, noteAt, watches } = await open(t, 4)
  const code = aCode()
  await agency.put(code, aDossier())
  await agency.settled(code)
  t.same(await watches(), [])
  await portal.dial({ delayMs: 600_000 })
  await portal.script('delay')
  await agency.put(code, aDossier({ note: 'cũ' }))
  await agency.settled(code)
  await agency.put(code, aDossier({ note: 'mới' }))
  await agency.step(code, aStep('accepted', 'sau đó'))
  await agency.settled(code)
  t.equal(await noteAt(code), 'mới')
  t.match(await watches(), [{ adapter: 'national-portal', lane_key: code }])
  await portal.dial({})
  await eventually(async () => (await noteAt(code)) === 'cũ')
  await eventually(async () => {
    await new Routines(gateway.database).hurry('late-effects', new Date())
    return (await noteAt(code)) === 'mới'
  }, 30_000)
  await agency.settled(code)
  t.same(await watches(), [])
  t.equal((await portal.arrivals(code)).filter(({ kind }) => kind === 'step').length, 1, 'the step stays one')
  t.equal((await portal.arrivals(code)).filter(({ kind }) => kind === 'create').length, 1)
})

t.test('a lane at work waits for its turn; what was told after the danger is not told again', async t => {
  const { portal, gateway, agency, watches } = await open(t, 86_400)
  const code = aCode()
  await agency.put(code, aDossier())
  await agency.settled(code)
  await portal.script('dropAfter')
  await agency.put(code, aDossier({ note: 'một' }))
  await agency.settled(code)
  const [watch] = (await watches()) as { adapter: string; lane_key: string; operation: string }[]
  if (watch === undefined) throw new Error('no watch')
  const told: unknown[] = []
  const late = new LateWatches(gateway.database, jobs => void told.push(...jobs))
  t.equal(await late.settle(watch, '1.0.0', new Date()), 'later', 'not due')
  const tomorrow = new Date(Date.now() + 2 * 86_400_000)
  t.equal(await late.settle(watch, undefined, tomorrow), 'later', 'the adapter is away')
  await portal.dial({ error5xx: 1 })
  await agency.put(code, aDossier({ note: 'hai' }))
  t.equal(await late.settle(watch, '1.0.0', new Date(tomorrow.getTime() + 600_000)), 'later', 'at work')
  t.equal((await watches()).length, 1)
  await portal.dial({})
  await agency.settled(code)
  const later = new Date(tomorrow.getTime() + 3 * 86_400_000)
  await gateway.database.query("UPDATE late_watches SET over_at = now() - interval '1 hour'")
  t.equal(await late.settle(watch, '1.0.0', later), 'over')
  t.same(await watches(), [])
  t.same(told, [])
})

t.test('two processes at once tell it once, and a watch begun anew meanwhile stays', async t => {
  const { portal, gateway, agency, watches } = await open(t, 86_400)
  const code = aCode()
  await agency.put(code, aDossier())
  await agency.settled(code)
  await portal.script('dropAfter')
  await agency.put(code, aDossier({ note: 'một' }))
  await agency.settled(code)
  const [watch] = (await watches()) as { adapter: string; lane_key: string; operation: string }[]
  if (watch === undefined) throw new Error('no watch')
  const { version } = gateway.registry.active.find(({ id }) => id === watch.adapter) ?? { version: '' }
  const late = new LateWatches(gateway.database, jobs => gateway.queue.enqueue(jobs))
  const tomorrow = new Date(Date.now() + 2 * 86_400_000)
  const verdicts = await Promise.all([1, 2, 3].map(() => late.settle(watch, version, tomorrow)))
  t.same(verdicts.sort(), ['again', 'later', 'later'])
  t.equal((await agency.get(code)).body.deliveries.length, 3)
})

t.test('where no call acts late, nothing is watched; nor of steps', async t => {
  const { portal, agency, watches } = await open(t, 0)
  const code = aCode()
  await portal.script('none', 'dropAfter')
  await agency.put(code, aDossier())
  await agency.put(code, aDossier({ note: 'một' }))
  await agency.settled(code)
  t.same(await watches(), [])
  const other = await open(t, 60)
  await other.agency.put(code, aDossier())
  await other.agency.settled(code)
  await other.portal.script('dropAfter')
  await other.agency.step(code, aStep('accepted', 'bước'))
  await other.agency.settled(code)
  t.same(await other.watches(), [])
})
