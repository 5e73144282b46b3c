import t from 'tap'
import type { Adapter } from '../../src/adapter/index.ts'
import { Agency } from '../support/agency.ts'
import { aCode, aDossier, aStep } from '../support/dossiers.ts'
import { eventually } from '../support/eventually.ts'
import { startGateway } from '../support/gateway.ts'
import { startLedger } from '../support/ledger.ts'
import { startTestPortal } from '../support/portal.ts'
import { portalVersion } from './versions.ts'

const ledger = await startLedger(t)
const id = 'national-portal'
const portal = await startTestPortal(t)
const databaseUrl = await ledger.gatewayUrl()
const here = await startGateway(t, { databaseUrl, portalUrl: portal.url })
const there = await startGateway(t, { databaseUrl, portalUrl: portal.url })
const agencies = [new Agency(here), new Agency(there)]
const { registrar } = here.desk
await registrar.register(portalVersion('1.2.0'), { who: 'an' })

const versionOf = ({ registry }: typeof here) => registry.active.map(({ version }: Adapter) => version).join()
const versionsOf = async (code: string) =>
  (
    await here.database.query<{ adapter_version: string }>({
      text: 'SELECT adapter_version FROM deliveries WHERE lane_key = $1 ORDER BY sequence',
      values: [code],
    })
  ).map(row => row.adapter_version)

t.test(
  'another process follows within two seconds, and the list it reads is replaced, not changed',
  async t => {
    const before = there.registry.active
    await registrar.activate(id, '1.2.0', 'an')
    t.equal(versionOf(here), '1.2.0', 'at once where it was asked for')
    // Two seconds, and what a busy machine adds.
    await eventually(() => versionOf(there) === '1.2.0', 5_000)
    t.equal(before[0]?.version, '1.0.0')
    t.ok(Object.isFrozen(there.registry.active))
    await registrar.rollback(id, 'an')
    await eventually(() => versionOf(there) === '1.0.0', 5_000)
  },
)

t.test(
  'what waits goes out under the version it was accepted with, what comes later under the new',
  async t => {
    const [agency = new Agency(here)] = agencies
    const code = aCode()
    await portal.dial({ error5xx: 1 })
    await agency.put(code, aDossier())
    await agency.step(code, aStep('processing', 'trước khi đổi'))
    await registrar.activate(id, '1.2.0', 'an')
    await registrar.retire(id, '1.0.0', 'an')
    await agency.step(code, aStep('processing', 'sau khi đổi'))
    await portal.dial({ error5xx: 0 })
    await agency.settled(code)
    t.same([...new Set(await versionsOf(code))], ['1.0.0', '1.2.0'])
    t.same(
      (await portal.arrivals(code)).filter(({ kind }) => kind === 'step').map(({ content }) => content),
      ['trước khi đổi', 'sau khi đổi'],
    )
    await registrar.test(id, '1.0.0', 'an')
  },
)

t.test('a worker that starts later opens the version that it needs', async t => {
  const code = aCode()
  const url = await ledger.gatewayUrl()
  const sender = await startGateway(t, { databaseUrl: url, portalUrl: portal.url, role: 'gateway' })
  await new Agency(sender).put(code, aDossier())
  await sender.desk.registrar.register(portalVersion('1.2.0'), { who: 'an' })
  await sender.desk.registrar.activate(id, '1.2.0', 'an')
  await sender.desk.registrar.retire(id, '1.0.0', 'an')
  const worker = await startGateway(t, { databaseUrl: url, portalUrl: portal.url, role: 'worker' })
  await new Agency(sender).settled(code)
  t.equal(versionOf(worker), '1.2.0')
})

t.test('a hundred switches under load lose nothing and keep every order', async t => {
  const codes = Array.from({ length: 12 }, aCode)
  let done = false
  const switching = (async () => {
    for (let round = 0; round < 50; round++) {
      await registrar.activate(id, '1.0.0', 'an')
      await registrar.activate(id, '1.2.0', 'an')
    }
    done = true
  })()
  const sent = new Map<string, string[]>()
  await Promise.all(
    codes.map(async (code, lane) => {
      const contents: string[] = []
      sent.set(code, contents)
      const put = await agencies[lane % 2]?.put(code, aDossier())
      t.equal(put?.status, 202)
      for (let step = 0; !done || step < 3; step++) {
        const content = `bước ${step}`
        const answer = await agencies[step % 2]?.step(code, aStep('processing', content))
        t.equal(answer?.status, 202)
        contents.push(content)
        await new Promise(resolve => setTimeout(resolve, 100))
      }
    }),
  )
  await switching
  const used = new Set<string>()
  for (const code of codes) {
    await agencies[0]?.settled(code, 60_000)
    const arrived = (await portal.arrivals(code)).filter(({ kind }) => kind === 'step')
    t.same(
      arrived.map(({ content }) => content),
      sent.get(code),
      code,
    )
    for (const version of await versionsOf(code)) used.add(version)
  }
  t.same([...used].sort(), ['1.0.0', '1.2.0'])
})

t.test(
  'settings set at run time are in force in every process, and what is running is not cut off',
  async t => {
    const old = here.registry.active[0]
    await here.desk.settings.set(
      id,
      { ...(await here.desk.settings.show(id)).values, concurrency: 3 },
      { who: 'an' },
    )
    t.equal(here.registry.active[0]?.limits.concurrency, 3)
    await eventually(() => there.registry.active[0]?.limits.concurrency === 3, 5_000)
    const code = aCode()
    await agencies[1]?.put(code, aDossier())
    await agencies[1]?.settled(code)
    t.not(old, here.registry.active[0])
    const record = await old?.deliver(
      'step.deliver',
      { dossier: code, ...aStep('processing', 'x') },
      { standing: 'present', correlationId: 'test' },
    )
    t.equal(record?.outcome.kind, 'delivered', 'whoever still holds the old one may finish with it')
    await here.desk.settings.clear(id, 'an')
    await eventually(() => there.registry.active[0]?.limits.concurrency !== 3, 5_000)
  },
)

t.test('a delivery is sent again under another version only when that is said', async t => {
  const code = aCode()
  await registrar.activate(id, '1.2.0', 'an')
  await agencies[0]?.put(code, aDossier({ fees: [{ name: 'Lệ phí', kind: 'fee', amount: 1000 }] }))
  const refused = await eventually(
    async () => (await here.records.deliveries({ dossier: code, states: ['refused'], limit: 1 }))[0],
  )
  await t.rejects(here.operate.replay(refused.id, '9.9.9'), { code: 'adapter-version-unknown' })
  await registrar.retire(id, '1.0.0', 'an')
  await t.rejects(here.operate.replay(refused.id, '1.0.0'), { code: 'replay-version-unfit' })
  await registrar.test(id, '1.0.0', 'an')
  t.match(await here.operate.replay(refused.id, '1.0.0'), { adapter_version: '1.0.0' })
  await eventually(async () => (await here.records.delivery(refused.id))?.state === 'refused')
  t.match(await here.operate.replay(refused.id), { adapter_version: '1.0.0' }, 'stays until said otherwise')
})
