import t, { type Test } from 'tap'
import { type Adapter, openAdapter } from '../../src/adapter/index.ts'
import { openCatalog } from '../../src/catalog/catalog.ts'
import { Deliver } from '../../src/exchange/deliver.ts'
import { Handlers } from '../../src/exchange/handlers.ts'
import { openSeal } from '../../src/ledger/seal.ts'
import { finishOf, openOffice } from '../ledger/workers.ts'
import { aDossier } from '../support/dossiers.ts'
import { startLedger } from '../support/ledger.ts'
import { silentLog } from '../support/log.ts'
import { aPut, seal as officeSeal } from '../support/submissions.ts'

// A delivery of which nobody knows whether it arrived, and something of ours goes wrong before it can be asked about.
const ledger = await startLedger(t)
const seal = openSeal({ sealKey: Buffer.alloc(32, 7).toString('base64'), data: '/nowhere' })
let count = 0

async function inDoubt(t: Test, adapter: Adapter | undefined) {
  const office = await openOffice(t, ledger)
  const { deliveries } = await office.worker()
  const acceptance = await office.accept(aPut(`H99.05-260302-${String(++count).padStart(5, '0')}`))
  const id = acceptance.deliveries[0]?.id ?? ''
  const leased = await deliveries.lease(id)
  if (leased === undefined) throw new Error('not leased')
  await deliveries.finish(finishOf(leased, { state: 'unknown', dueAt: new Date(Date.now() - 1) }))
  const deliver = new Deliver({
    deliveries,
    adapter: async () => adapter,
    catalog: openCatalog(),
    seal,
    handlers: new Handlers(),
    log: silentLog,
  })
  await deliver.run(id)
  const state = async () => (await office.records.delivery(id))?.state
  return { id, office, deliveries, state }
}

t.test('it stays in doubt while its adapter is away, and is asked about when that is back', async t => {
  const { id, office, deliveries, state } = await inDoubt(t, undefined)
  t.equal(await state(), 'unknown')
  await office.database.query("UPDATE deliveries SET due_at = now() - interval '1 second'")
  t.match(await deliveries.lease(id), { state: 'probing' })
})

t.test('after a fault of ours an operator who sends it again has it asked about first', async t => {
  // Its body is sealed by another key: opening it fails.
  const adapter = { operations: new Map(), retry: { giveUpAfterMs: 60_000 } } as unknown as Adapter
  const { id, office, deliveries, state } = await inDoubt(t, adapter)
  t.equal(await state(), 'dead')
  await office.operate.replay(id)
  t.equal(await state(), 'unknown')
  t.match(await deliveries.lease(id), { state: 'probing' })
})

t.test(
  'why the platform cannot be asked stands beside the reason of the doubt, not in its place',
  async t => {
    const office = await openOffice(t, ledger)
    const { deliveries } = await office.worker()
    const acceptance = await office.accept(aPut('H99.05-260302-08000'))
    const id = acceptance.deliveries[0]?.id ?? ''
    const tomorrow = new Date(Date.now() + 86_400_000)
    const doubt = async (outcome: object, dueAt: Date) => {
      const leased = await deliveries.lease(id)
      if (leased === undefined) throw new Error('not leased')
      await deliveries.finish(finishOf(leased, { state: 'unknown', outcome, dueAt }))
    }
    await doubt({ kind: 'unknown', rule: 'timeout' }, tomorrow)
    t.equal(await deliveries.lease(id), undefined)
    await office.operate.replay(id)
    t.match(office.told.at(-1), { id }, 'an operator has it asked about at once')
    const away = { rule: 'platform-away', owner: 'upstream' }
    await doubt({ kind: 'unknown', ...away, probe: away }, tomorrow)
    const record = await office.records.delivery(id)
    t.match(record, { state: 'unknown', outcome: { kind: 'unknown', rule: 'timeout', probe: away } })
  },
)

t.test('a defect of ours after the call has left leaves an attempt and a doubt, never a refusal', async t => {
  const adapter = await openAdapter(new URL('../../adapters/national-portal/', import.meta.url), {
    settings: {
      baseUrl: 'https://cong.example',
      username: 'sandbox',
      password: 'sandbox',
      agencyCode: 'H99',
    },
    tokens: {
      get: async () => ({ value: 'phien', expiresAt: new Date(Date.now() + 60_000) }),
      put: async () => undefined,
      drop: async () => undefined,
    },
    egress: {
      admit: () => undefined,
      close: async () => undefined,
      // An answer that breaks whoever reads it.
      send: async () => ({ event: 'answer', status: 200, headers: {}, body: undefined as unknown as Buffer }),
    },
  })
  const office = await openOffice(t, ledger)
  const { deliveries } = await office.worker()
  const body = JSON.stringify(aDossier())
  const acceptance = await office.accept(aPut('H99.05-260302-09000', 'as filed', { body }))
  const id = acceptance.deliveries[0]?.id ?? ''
  const catalog = openCatalog()
  const parts = { deliveries, adapter: async () => adapter, catalog, seal: officeSeal, log: silentLog }
  await new Deliver({ ...parts, handlers: new Handlers() }).run(id)
  t.match(await office.records.delivery(id), { state: 'unknown', attempts: 1, outcome: { code: 'internal' } })
  t.match(await office.records.attempts(id), [
    { action: 'send', outcome: { kind: 'unknown', owner: 'gateway' } },
  ])
})
