import fc from 'fast-check'
import t from 'tap'
import type { Dossier, Status } from '../../src/contract/types.generated.ts'
import { isNews, newsMs, pointsReached } from '../../src/exchange/notifications/points.ts'
import { aDossier } from '../support/dossiers.ts'

const changedAt = new Date('2026-03-04T10:00:00+07:00')
const received = '2026-03-03T09:00:00+07:00'

function reached(status: Status, changes: Partial<Dossier> = {}, more: object = {}): string[] {
  const dossier = { ...aDossier(), receivedAt: received, status, ...changes }
  return pointsReached(dossier, { status, changedAt, ...more }).map(({ point }) => point)
}

t.test('nothing is told before acceptance, nor of a dossier that ended otherwise', async t => {
  for (const status of ['registered', 'refused', 'withdrawn', 'stopped'] as const)
    t.same(reached(status), [], status)
})

t.test('from acceptance on it is received; its result is ready when it is completed', async t => {
  for (const status of ['accepted', 'processing', 'supplement', 'payment'] as const)
    t.same(reached(status), ['received'], status)
  t.same(reached('completed'), ['received', 'result-ready'])
})

t.test('a dossier that only its steps have accepted is received when they say so', async t => {
  const { receivedAt: _, ...undated } = aDossier()
  const standing = { status: 'accepted', changedAt, acceptedAt: changedAt }
  t.match(pointsReached({ ...undated, status: 'accepted' }, standing), [{ point: 'received', at: changedAt }])
  t.same(pointsReached({ ...undated, status: 'accepted' }, { status: 'accepted', changedAt }), [])
})

t.test('a fee that the counter collects with the dossier is paid; any other is not known to be', async t => {
  const fees = [
    { name: 'Lệ phí', kind: 'fee' as const, amount: 50_000 },
    { name: 'Phí', kind: 'charge' as const, amount: 20_000, collected: 'return' as const },
  ]
  const counter = { channel: 'counter' as const, onlinePayment: 'offline' as const, fees }
  t.same(reached('accepted', counter), ['received', 'paid'])
  const [, paid] = pointsReached(
    { ...aDossier(), ...counter, receivedAt: received },
    { status: 'accepted', changedAt },
  )
  t.equal(paid?.amount, 50_000, 'what is collected later is not paid yet')
  t.same(reached('accepted', { ...counter, channel: 'online' }), ['received'])
  t.same(reached('accepted', { ...counter, onlinePayment: 'local-gateway' }), ['received'])
  t.same(reached('accepted', { ...counter, fees: [] }), ['received'])
})

t.test('who has the result in hand is not told that it is ready, who got both in one go is', async t => {
  t.same(reached('returned'), ['received'])
  t.same(reached('returned', {}, { completedAt: changedAt }), ['received', 'result-ready'])
  const immediate = { procedure: { code: '2.900452', immediate: true } }
  t.same(reached('returned', immediate, { completedAt: changedAt }), ['received'])
})

t.test('going on never takes a point back', async t => {
  const order: Status[] = ['accepted', 'processing', 'completed', 'returned']
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 }), (a, b) => {
      const [early, late] = a <= b ? [a, b] : [b, a]
      const at = (place: number) =>
        reached(order[place] ?? 'accepted', {}, place >= 2 ? { completedAt: changedAt } : {})
      t.ok(at(early).every(point => at(late).includes(point)))
    }),
  )
})

t.test('what happened two days ago is no news', async t => {
  const now = changedAt
  const ago = (ms: number) => ({ point: 'received' as const, at: new Date(now.getTime() - ms) })
  t.ok(isNews(ago(newsMs), now))
  t.notOk(isNews(ago(newsMs + 1), now))
  t.ok(isNews(ago(-60_000), now), 'a clock that runs ahead a little')
})
