import t, { type Test } from 'tap'
import { type RoutineContext, Schedule } from '../../src/exchange/schedule.ts'
import type { Database } from '../../src/ledger/database.ts'
import { Routines } from '../../src/ledger/schedules.ts'
import { eventually } from '../support/eventually.ts'
import { startLedger } from '../support/ledger.ts'
import { memoryLog } from '../support/log.ts'

// What the gateway does by itself: in one process at a time, from where it had come to, and again when it fails.
const ledger = await startLedger(t)

t.test(
  'of several processes one at a time runs a routine, and each run goes on from where the last had come to',
  async t => {
    const database = await ledger.fresh(t)
    let inside = 0
    let most = 0
    const cursors: unknown[] = []
    const run = async ({ cursor, save }: RoutineContext) => {
      most = Math.max(most, ++inside)
      cursors.push(cursor)
      await save({ page: ((cursor as { page: number } | null)?.page ?? 0) + 1 })
      inside--
    }
    for (let process = 0; process < 4; process++) start(t, database, { everyMs: 20, run })
    await eventually(() => cursors.length >= 12)
    t.equal(most, 1)
    t.same(cursors.slice(0, 12), [null, ...Array.from({ length: 11 }, (_, index) => ({ page: index + 1 }))])
  },
)

t.test('a routine that fails keeps what it had saved, is told of, and is tried again', async t => {
  const database = await ledger.fresh(t)
  const cursors: unknown[] = []
  const { routines, lines } = start(t, database, {
    everyMs: 50,
    async run({ cursor, save }) {
      cursors.push(cursor)
      if (cursors.length > 2) return
      await save(cursors.length)
      throw new TypeError('nobody foresaw this')
    },
  })
  await eventually(() => cursors.length >= 4)
  t.same(cursors.slice(0, 3), [null, 1, 2])
  t.match(lines.join('\n'), /a routine failed; trying again/)
  await eventually(async () => (await routines.all())[0]?.failures === 0, 5_000, 'counted anew')
})

t.test(
  'of a process that dies another takes over when the lease ends; whoever wakes up later writes nothing',
  async t => {
    const database = await ledger.fresh(t)
    const routines = new Routines(database)
    const now = new Date()
    const later = new Date(now.getTime() + 1_000)
    await routines.enter([{ name: 'poll', dueAt: now }])
    const [dead] = await routines.take(['poll'], now, new Date(now.getTime() + 500))
    t.ok(dead)
    t.same(await routines.take(['poll'], now, later), [], 'in its hands')
    if (dead) await routines.save(dead, 'half')
    const [heir] = await routines.take(['poll'], later, new Date(later.getTime() + 500))
    t.match(heir, { cursor: 'half' })
    if (dead === undefined || heir === undefined) return
    await t.rejects(routines.save(dead, 'late'), { code: 'routine-overtaken' })
    await t.rejects(routines.extend(dead, later), { code: 'routine-overtaken' })
    await t.rejects(routines.end(dead, later, { dueAt: later, failures: 0 }), { code: 'routine-overtaken' })
    await routines.end(heir, later, { dueAt: new Date(later.getTime() + 60_000), failures: 0 })
    t.match(await routines.all(), [{ leased_by: null, error: null }])
  },
)

t.test('it can be hurried, also while it runs; one that nobody knows cannot', async t => {
  const database = await ledger.fresh(t)
  let runs = 0
  let release = () => undefined as unknown
  const { routines } = start(t, database, {
    everyMs: { dailyAt: '00:00' },
    async run() {
      if (++runs === 1) await new Promise<void>(resolve => (release = resolve))
    },
  })
  await eventually(async () => (await routines.all()).length === 1)
  t.equal(runs, 0, 'its time of day has not come')
  await routines.hurry('poll', new Date())
  await eventually(() => runs === 1)
  await routines.hurry('poll', new Date(Date.now() + 1))
  release()
  await eventually(() => runs === 2)
  await t.rejects(routines.hurry('polll', new Date()), { code: 'routine-unknown' })
})

t.test('a stop asks it to end, and the next start goes on at once', async t => {
  const database = await ledger.fresh(t)
  let asked = false
  const { schedule, routines } = start(t, database, {
    everyMs: { dailyAt: '00:00' },
    run: ({ signal }) =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => {
          asked = true
          reject(signal.reason)
        })
      }),
  })
  await eventually(async () => (await routines.all()).length === 1)
  await routines.hurry('poll', new Date())
  await eventually(async () => (await routines.all())[0]?.leased_by !== null)
  await schedule.stop()
  t.ok(asked)
  const [row] = await routines.all()
  t.match(row, { leased_by: null, failures: 0, error: null })
  t.ok((row?.due_at.getTime() ?? Number.POSITIVE_INFINITY) <= Date.now())
})

function start(
  t: Test,
  database: Database,
  routine: { everyMs: number | { dailyAt: string }; run: (context: RoutineContext) => Promise<void> },
) {
  const { lines, log } = memoryLog('info')
  const routines = new Routines(database)
  const schedule = new Schedule({ routines, log, random: () => 0.5, pace: { lookMs: 10, leaseMs: 60_000 } })
  schedule.add({ name: 'poll', ...routine })
  schedule.start()
  t.teardown(() => schedule.stop())
  return { schedule, routines, lines }
}
