import fc from 'fast-check'
import t from 'tap'
import { firstDue, nextDue, retryDue } from '../../src/exchange/rhythm.ts'

const at = (text: string) => new Date(text)

t.test('a daily routine comes at its time of Vietnam’s day, today if that is still to come', async t => {
  const daily = { dailyAt: '02:30' }
  t.same(nextDue(daily, at('2026-11-22T19:00:00Z'), 0), at('2026-11-22T19:30:00Z'))
  t.same(nextDue(daily, at('2026-11-22T19:30:00Z'), 0), at('2026-11-23T19:30:00Z'))
  t.same(nextDue({ dailyAt: '23:59' }, at('2026-12-31T17:00:00Z'), 0), at('2027-01-01T16:59:00Z'))
  t.same(firstDue(daily, at('2026-11-22T19:00:00Z'), 0), at('2026-11-22T19:30:00Z'))
  for (const wrong of ['24:00', '2:30', '02:60', 'noon', ''])
    t.throws(() => nextDue({ dailyAt: wrong }, new Date(0), 0), RangeError, wrong)
})

t.test('the next time is always ahead, within a day or the rhythm with its spread', async t => {
  const instant = fc.date({
    min: at('2020-01-01T00:00:00Z'),
    max: at('2040-01-01T00:00:00Z'),
    noInvalidDate: true,
  })
  const random = fc.double({ min: 0, max: 1, noNaN: true })
  const time = fc
    .tuple(fc.nat(23), fc.nat(59))
    .map(parts => parts.map(n => String(n).padStart(2, '0')).join(':'))
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(
        instant,
        random,
        time,
        fc.integer({ min: 100, max: 86_400_000 }),
        (now, spread, dailyAt, everyMs) => {
          const daily = nextDue({ dailyAt }, now, spread).getTime() - now.getTime()
          const often = nextDue(everyMs, now, spread).getTime() - now.getTime()
          return (
            daily > 0 &&
            daily <= 86_400_000 + 60_000 &&
            often >= everyMs * 0.9 - 1 &&
            often <= everyMs * 1.1 + 1
          )
        },
      ),
    ),
  )
})

t.test('after failures it comes ever later, but never much later than its rhythm asks for', async t => {
  const wait = (rhythm: Parameters<typeof retryDue>[0], failures: number) =>
    retryDue(rhythm, failures, new Date(0), 0.5).getTime()
  t.same(
    [1, 2, 3].map(failures => wait({ dailyAt: '02:30' }, failures)),
    [5_000, 10_000, 20_000],
  )
  t.equal(wait({ dailyAt: '02:30' }, 50), 3_600_000)
  t.equal(wait(1_000, 50), 10_000)
})
