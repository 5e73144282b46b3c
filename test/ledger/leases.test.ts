import t from 'tap'
import type { Database } from '../../src/ledger/database.ts'
import { Deliveries, type Leased } from '../../src/ledger/deliveries.ts'
import { instanceLockClass } from '../../src/ledger/instance.ts'
import { eventually } from '../support/eventually.ts'
import { connect, startLedger } from '../support/ledger.ts'
import { aPut, aStepOf, seal } from '../support/submissions.ts'
import { finishOf, type Office, openOffice, type Worker } from './workers.ts'

const ledger = await startLedger(t)
let count = 0
const aCode = () => `H99.05-260302-${String(++count).padStart(5, '0')}`

t.test('a lease carries all that a worker needs', async t => {
  const office = await openOffice(t, ledger)
  const { deliveries } = await office.worker()
  const code = aCode()
  const put = aPut(code, 'as put')
  const id = await accept(office, put)
  const leased = await deliveries.lease(id)
  t.match(leased, {
    id,
    state: 'sending',
    version: 1,
    adapter: 'portal',
    adapter_version: '1.0.0',
    operation: 'dossier.deliver',
    lane_key: code,
    message_id: put.id,
    content_message: put.id,
    status: 'accepted',
    attempts: 0,
    standing: 'absent',
    correlation_id: 'test',
  })
  t.equal(seal.open(put.id, leased?.body ?? Buffer.alloc(0)), 'as put')
})

t.test('of two workers that reach for the same deliveries each gets its own', async t => {
  const office = await openOffice(t, ledger)
  const [one, other] = [await office.worker(), await office.worker()]
  for (let round = 0; round < 8; round++) {
    const ids = await Promise.all(Array.from({ length: 20 }, () => accept(office, aPut(aCode()))))
    const [first, second] = await Promise.all(
      [one, other].map(({ deliveries }) => Promise.all(ids.map(id => deliveries.lease(id)))),
    )
    const holders = ids.map((_, place) => [first?.[place], second?.[place]].filter(Boolean).length)
    t.same(
      holders,
      ids.map(() => 1),
    )
  }
})

t.test('what waits behind the head, is not due yet, or is done cannot be leased', async t => {
  const office = await openOffice(t, ledger)
  const { deliveries } = await office.worker()
  const code = aCode()
  const [head, behind] = [await accept(office, aPut(code)), await accept(office, aStepOf(code, 'one'))]
  t.equal(await deliveries.lease(behind), undefined, 'behind the head')
  const leased = await hold(deliveries, head)
  t.equal(await deliveries.lease(head), undefined, 'already leased')
  const dueAt = new Date(Date.now() + 60_000)
  await deliveries.finish(finishOf(leased, { state: 'retrying', dueAt }))
  t.equal(await deliveries.lease(head), undefined, 'not due')
  // Due before now, not at now(): the database's clock has microseconds, of which a lease's own has none.
  await office.database.query("UPDATE deliveries SET due_at = now() - interval '1 second'")
  await deliveries.finish(finishOf(await hold(deliveries, head)))
  t.equal(await deliveries.lease(head), undefined, 'delivered')
})

t.test('finishing the head releases the next: to the queue, or to the worker that goes on', async t => {
  const office = await openOffice(t, ledger)
  const { deliveries, instance } = await office.worker()
  const code = aCode()
  const ids = [await accept(office, aPut(code))]
  for (const content of ['one', 'two']) ids.push(await accept(office, aStepOf(code, content)))
  const head = await hold(deliveries, ids[0] ?? '')
  const { moved, next } = await deliveries.finish(finishOf(head, { goOn: true, standing: 'present' }))
  t.equal(moved, true)
  t.match(next, { id: ids[1] ?? '', state: 'sending', standing: 'present', operation: 'step.deliver' })
  t.equal(seal.open(next?.content_message ?? '', next?.body ?? Buffer.alloc(0)), 'one')
  t.equal(await leasedBy(office, ids[1]), instance.number)
  office.told.length = 0
  t.same(await deliveries.finish(finishOf(next as Leased)), { moved: true })
  t.match(office.told, [{ id: ids[2] ?? '', adapter: 'portal', version: 1 }])
  const last = await hold(deliveries, ids[2] ?? '')
  t.same(await deliveries.finish(finishOf(last, { goOn: true })), { moved: true }, 'nothing is left')
})

t.test('a step accepted while its lane is just being finished is never left behind', async t => {
  const office = await openOffice(t, ledger)
  const { deliveries } = await office.worker()
  for (let round = 0; round < 25; round++) {
    const codes = Array.from({ length: 12 }, aCode)
    const heads = await Promise.all(codes.map(code => accept(office, aPut(code))))
    const held = await Promise.all(heads.map(id => hold(deliveries, id)))
    const [, steps] = await Promise.all([
      Promise.all(held.map(leased => deliveries.finish(finishOf(leased)))),
      Promise.all(codes.map(code => accept(office, aStepOf(code, 'meanwhile')))),
    ])
    const left = await office.database.query({
      text: "SELECT id FROM deliveries WHERE id = ANY ($1) AND state <> 'queued'",
      values: [steps],
    })
    t.same(left, [], `round ${round}`)
  }
})

t.test('an outcome that comes too late changes nothing', async t => {
  const office = await openOffice(t, ledger)
  const [late, quick] = [await office.worker(), await office.worker()]
  const id = await accept(office, aPut(aCode()))
  const leased = await hold(late.deliveries, id)
  await late.die()
  await quick.deliveries.sweepLost(new Date())
  t.same(await late.deliveries.finish(finishOf(leased)), { moved: false })
  t.match(await office.records.delivery(id), { state: 'unknown', attempts: 0, outcome: null })
  t.same(await office.records.attempts(id), [], 'nor is its attempt kept')
})

t.test('every attempt is kept with its outcome', async t => {
  const office = await openOffice(t, ledger)
  const { deliveries } = await office.worker()
  const id = await accept(office, aPut(aCode()))
  const first = await hold(deliveries, id)
  const outcome = { kind: 'retry', rule: 'busy' }
  await deliveries.finish(finishOf(first, { state: 'retrying', dueAt: new Date(), outcome }))
  await deliveries.finish(finishOf(await hold(deliveries, id)))
  t.match(await office.records.attempts(id), [
    { number: 1, action: 'send' },
    { number: 2, action: 'send' },
  ])
  t.match(await office.records.delivery(id), { state: 'delivered', attempts: 2 })
})

t.test('the leases of a worker whose session ends become unknown at once, never queued', async t => {
  const office = await openOffice(t, ledger)
  const [dead, living] = [await office.worker(), await office.worker()]
  const [lost, kept] = [await accept(office, aPut(aCode())), await accept(office, aPut(aCode()))]
  await hold(dead.deliveries, lost)
  await hold(living.deliveries, kept)
  t.same(await living.deliveries.sweepLost(new Date()), [], 'both live')
  await dead.die()
  const swept = await living.deliveries.sweepLost(new Date())
  t.match(swept, [{ id: lost, version: 2 }])
  t.match(await office.records.delivery(lost), { state: 'unknown' })
  t.match(await office.records.delivery(kept), { state: 'sending' }, 'a living worker keeps its own')
  t.match(await living.deliveries.lease(lost), { state: 'probing' }, 'the platform is asked first')
})

t.test('a probe whose worker dies is asked again', async t => {
  const office = await openOffice(t, ledger)
  const [dead, living] = [await office.worker(), await office.worker()]
  const id = await accept(office, aPut(aCode()))
  await dead.deliveries.finish(
    finishOf(await hold(dead.deliveries, id), { state: 'unknown', dueAt: new Date() }),
  )
  t.match(await dead.deliveries.lease(id), { state: 'probing' })
  await dead.die()
  await living.deliveries.sweepLost(new Date())
  t.match(await living.deliveries.lease(id), { state: 'probing' })
})

t.test('a lease that has run out is taken back though its worker lives', async t => {
  const office = await openOffice(t, ledger)
  const { deliveries } = await office.worker()
  const id = await accept(office, aPut(aCode()))
  await hold(deliveries, id)
  const inSixMinutes = new Date(Date.now() + 6 * 60_000)
  t.match(await deliveries.sweepLost(inSixMinutes), [{ id }])
})

t.test('a worker that lost its session takes its number again, and keeps what it holds', async t => {
  const office = await openOffice(t, ledger)
  const [worker, peer] = [await office.worker(), await office.worker()]
  const [before, after] = [await accept(office, aPut(aCode())), await accept(office, aPut(aCode()))]
  const { number } = worker.instance
  const leased = await hold(worker.deliveries, before)
  const session = await sessionOf(office, worker)
  await cutSession(office, worker)
  const again = async () => {
    const next = worker.instance.number === number ? await sessionOf(office, worker) : undefined
    return next !== undefined && next !== session
  }
  await eventually(again)
  await hold(worker.deliveries, after)
  t.same(await peer.deliveries.sweepLost(new Date()), [], 'its calls may still be out')
  t.match(await worker.deliveries.finish(finishOf(leased)), { moved: true })
})

t.test('a lease of which the worker never heard is taken back, what it has in hand is not', async t => {
  const office = await openOffice(t, ledger)
  const worker = await office.worker()
  const [known, unheard] = [await accept(office, aPut(aCode())), await accept(office, aPut(aCode()))]
  await hold(worker.deliveries, known)
  // As if the connection had broken between the commit and its answer.
  await hold(new Deliveries(office.database, worker.instance, () => undefined), unheard)
  t.same(await worker.deliveries.sweepLost(new Date()), [], 'the answer may be on its way')
  t.match(await worker.deliveries.sweepLost(new Date(Date.now() + 31_000)), [{ id: unheard }])
  t.match(await office.records.delivery(known), { state: 'sending' })
})

t.test('a lease that is asked for while the session is being opened anew waits for it', async t => {
  const office = await openOffice(t, ledger)
  const worker = await office.worker()
  const id = await accept(office, aPut(aCode()))
  const blocker = connect(office.url, 1)
  t.teardown(() => blocker.close())
  // For a second it tries to get its number back, before it takes another.
  await loseSession(office, worker, blocker)
  t.match(await worker.deliveries.lease(id), { id, state: 'sending' })
})

t.test('a worker without a session leases nothing', async t => {
  const office = await openOffice(t, ledger)
  const worker = await office.worker()
  const code = aCode()
  const [id, behind] = [await accept(office, aPut(code)), await accept(office, aStepOf(code, 'one'))]
  const leased = await hold(worker.deliveries, id)
  // Its next session must wait for locks that somebody else holds: its own number's, and the next number's.
  const blocker = connect(office.url, 1)
  await blocker.query({
    text: 'SELECT pg_advisory_lock($1, (SELECT last_value FROM instance_numbers)::int + 1)',
    values: [instanceLockClass],
  })
  await loseSession(office, worker, blocker)
  t.same(await worker.deliveries.sweepLost(new Date()), [], 'it takes nothing from itself')
  t.equal(await worker.deliveries.lease(await accept(office, aPut(aCode()))), undefined)
  t.same(
    await worker.deliveries.finish(finishOf(leased, { goOn: true })),
    { moved: true },
    'what it holds it may finish, but it does not go on',
  )
  t.match(await office.records.delivery(behind), { state: 'queued' })
  await blocker.close()
  await eventually(() => worker.instance.number !== undefined)
  t.match(await worker.deliveries.lease(behind), { state: 'sending' })
})

t.test('what is due is listed in pages, oldest first, without what is in hand or not due', async t => {
  const office = await openOffice(t, ledger)
  const { deliveries } = await office.worker()
  const ids: string[] = []
  for (let n = 0; n < 7; n++) ids.push(await accept(office, aPut(aCode())))
  await hold(deliveries, ids[3] ?? '')
  await office.database.query({
    text: "UPDATE deliveries SET due_at = now() + interval '1 hour' WHERE id = $1",
    values: [ids[5]],
  })
  const pages: string[][] = []
  for await (const page of deliveries.due(new Date(Date.now() + 1_000), 2))
    pages.push(page.map(job => job.id))
  t.same(pages.flat(), [ids[0], ids[1], ids[2], ids[4], ids[6]])
  t.ok(pages.every(page => page.length <= 2))
})

async function accept(office: Office, submission: Parameters<Office['accept']>[0]): Promise<string> {
  return (await office.accept(submission)).deliveries[0]?.id ?? ''
}

async function hold(deliveries: Worker['deliveries'], id: string): Promise<Leased> {
  const leased = await deliveries.lease(id)
  if (leased === undefined) throw new Error(`${id} could not be leased`)
  return leased
}

async function leasedBy(office: Office, id: string | undefined): Promise<unknown> {
  const [row] = await office.database.query({
    text: 'SELECT leased_by FROM deliveries WHERE id = $1',
    values: [id],
  })
  return row?.leased_by
}

/** The process at the server that holds, or waits for, the lock under which a worker leases. */
async function sessionAt({ database }: Office, number: number | undefined, granted = true): Promise<unknown> {
  const [row] = await database.query({
    text: `SELECT pid FROM pg_locks
           WHERE locktype = 'advisory' AND classid = $1 AND objid = $2 AND granted = $3
             AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    values: [instanceLockClass, number, granted],
  })
  return row?.pid
}

const sessionOf = (office: Office, { instance }: Worker) => sessionAt(office, instance.number)

/** Ends the session under whose lock the worker leases, as a broken connection does. */
async function cutSession(office: Office, worker: Worker): Promise<void> {
  await office.database.query({
    text: 'SELECT pg_terminate_backend($1)',
    values: [await sessionOf(office, worker)],
  })
}

t.test('what a platform calls the record is kept for the deliveries of the lane that follow', async t => {
  const office = await openOffice(t, ledger)
  const { deliveries } = await office.worker()
  const code = aCode()
  const ids = [await accept(office, aPut(code))]
  for (const content of ['one', 'two', 'three']) ids.push(await accept(office, aStepOf(code, content)))
  const head = await hold(deliveries, ids[0] ?? '')
  t.equal(head.record_id, null)
  const told = { kind: 'delivered', rule: 'created', recordId: 'HS-1' } as const
  const { next } = await deliveries.finish(finishOf(head, { goOn: true, outcome: told }))
  t.equal(next?.record_id, 'HS-1')
  await deliveries.finish(finishOf(next as Leased))
  const third = await hold(deliveries, ids[2] ?? '')
  t.equal(third.record_id, 'HS-1', 'an answer that does not tell it takes nothing away')
  await deliveries.finish(finishOf(third, { outcome: { ...told, recordId: 'HS-2' } }))
  t.equal((await hold(deliveries, ids[3] ?? '')).record_id, 'HS-2')
})

/** The worker's session ends, and its number is in other hands by then: the next one cannot stand at once. */
async function loseSession(office: Office, worker: Worker, blocker: Database): Promise<void> {
  const { number } = worker.instance
  const taken = blocker.query({
    text: 'SELECT pg_advisory_lock($1, $2)',
    values: [instanceLockClass, number],
  })
  await eventually(() => sessionAt(office, number, false))
  await cutSession(office, worker)
  await taken
  await eventually(() => worker.instance.number === undefined)
}
