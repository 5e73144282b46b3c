import fc from 'fast-check'
import t from 'tap'
import { nextState } from '../../src/exchange/next-state.ts'

const policy = { firstMs: 1_000, factor: 2, capMs: 900_000, giveUpAfterMs: 72 * 3_600_000 }
const now = new Date('2026-03-02T08:00:00Z')
const since = new Date(now.getTime() - 1_000)
const waitOf = (dueAt: Date | undefined) => (dueAt?.getTime() ?? 0) - now.getTime()

t.test('what arrived is delivered, also when the platform had it already', async t => {
  t.same(nextState({ kind: 'delivered' }, 1, since, policy, now, 0.5), { state: 'delivered' })
  t.same(nextState({ kind: 'duplicate' }, 1, since, policy, now, 0.5), { state: 'delivered' })
})

t.test('a refusal is final at the first attempt', async t => {
  t.same(nextState({ kind: 'refused' }, 1, since, policy, now, 0.5), { state: 'refused' })
})

t.test('waits double from the first to the cap', async t => {
  const waits = [1, 2, 3, 4, 11, 20].map(n =>
    waitOf(nextState({ kind: 'retry' }, n, since, policy, now, 0.5).dueAt),
  )
  t.same(waits, [1_000, 2_000, 4_000, 8_000, 900_000, 900_000])
})

t.test('what may have arrived stays unknown while it waits', async t => {
  t.equal(nextState({ kind: 'unknown' }, 3, since, policy, now, 0.5).state, 'unknown')
})

t.test('a longer Retry-After is obeyed, a shorter one changes nothing', async t => {
  t.equal(
    waitOf(nextState({ kind: 'retry', retryAfterSeconds: 60 }, 1, since, policy, now, 0.5).dueAt),
    60_000,
  )
  t.equal(waitOf(nextState({ kind: 'retry', retryAfterSeconds: 1 }, 4, since, policy, now, 0.5).dueAt), 8_000)
})

t.test('patience ends by time, not by count', async t => {
  const long = new Date(now.getTime() - policy.giveUpAfterMs)
  t.equal(nextState({ kind: 'retry' }, 1, long, policy, now, 0.5).state, 'dead')
  t.equal(nextState({ kind: 'unknown' }, 1, long, policy, now, 0.5).state, 'dead')
  t.equal(nextState({ kind: 'retry' }, 10_000, since, policy, now, 0.5).state, 'retrying')
})

t.test('waits vary by a fifth and never pass the cap by more', async t => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 60 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (attempts, random) => {
        const wait = waitOf(nextState({ kind: 'retry' }, attempts, since, policy, now, random).dueAt)
        const middle = Math.min(policy.firstMs * policy.factor ** (attempts - 1), policy.capMs)
        return wait >= Math.floor(middle * 0.8) && wait <= Math.ceil(middle * 1.2)
      },
    ),
  )
  t.pass('for 100 random attempts')
})
