import t, { type Test } from 'tap'
import type { Adapter } from '../../src/adapter/index.ts'
import { openCatalog } from '../../src/catalog/catalog.ts'
import { Deliver } from '../../src/exchange/deliver.ts'
import { Handlers } from '../../src/exchange/handlers.ts'
import { openSeal } from '../../src/ledger/seal.ts'
import { finishOf, openOffice } from '../ledger/workers.ts'
import { startLedger } from '../support/ledger.ts'
import { silentLog } from '../support/log.ts'
import { aPut } from '../support/submissions.ts'

// A delivery of which nobody knows whether it arrived, and something of ours goes wrong before it can be asked about.
const ledger = await startLedger(t)
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
    seal: openSeal({ sealKey: Buffer.alloc(32, 7).toString('base64'), data: '/nowhere' }),
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
  // Its body is not sealed: opening it fails.
  const adapter = { operations: new Map(), retry: { giveUpAfterMs: 60_000 } } as unknown as Adapter
  const { id, office, deliveries, state } = await inDoubt(t, adapter)
  t.equal(await state(), 'dead')
  await office.operate.replay(id)
  t.equal(await state(), 'unknown')
  t.match(await deliveries.lease(id), { state: 'probing' })
})
