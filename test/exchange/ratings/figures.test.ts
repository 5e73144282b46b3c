import fc from 'fast-check'
import t from 'tap'
import { monthBefore, monthOf, monthsFrom } from '../../../src/exchange/ratings/month.ts'
import { sharesOf } from '../../../src/exchange/ratings/shares.ts'

const names = ['verySatisfied', 'satisfied', 'dissatisfied'] as const
const count = fc.oneof(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 100_000_000 }))
const counts = fc.record({ verySatisfied: count, satisfied: count, dissatisfied: count })

t.test('shares are whole, sum to a hundred, and each is within one of the truth', t => {
  fc.assert(
    fc.property(counts, figures => {
      const all = names.reduce((sum, name) => sum + figures[name], 0)
      const shares = sharesOf(figures)
      const sum = names.reduce((total, name) => total + shares[name], 0)
      const near = names.every(name => Math.abs(shares[name] - (figures[name] * 100) / (all || 1)) < 1)
      return sum === (all === 0 ? 0 : 100) && near && names.every(name => Number.isInteger(shares[name]))
    }),
  )
  t.same(sharesOf({ verySatisfied: 1, satisfied: 1, dissatisfied: 1 }), {
    verySatisfied: 34,
    satisfied: 33,
    dissatisfied: 33,
  })
  t.same(sharesOf({ verySatisfied: 84, satisfied: 30, dissatisfied: 6 }), {
    verySatisfied: 70,
    satisfied: 25,
    dissatisfied: 5,
  })
  t.end()
})

t.test('a month is Vietnam’s, and none between two is left out', t => {
  t.equal(monthOf(new Date('2026-10-31T17:00:00Z')), '2026-11')
  t.equal(monthOf(new Date('2026-10-31T16:59:59Z')), '2026-10')
  t.equal(monthBefore('2026-01'), '2025-12')
  t.same(monthsFrom('2025-11', '2026-02'), ['2025-11', '2025-12', '2026-01', '2026-02'])
  t.same(monthsFrom('2026-03', '2026-02'), [])
  t.end()
})
