import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import t from 'tap'
import { openCatalog } from '../../src/catalog/catalog.ts'
import type { DossierLife } from '../../src/sandbox/province/life.ts'
import { provincialMonth } from '../../src/sandbox/province/month.ts'
import { feeShape, Purse } from '../../src/sandbox/province/purse.ts'
import { Random } from '../../src/sandbox/province/random.ts'
import { summarise } from '../../src/sandbox/province/tally.ts'
import { published, shareOut, totalsFor } from '../../src/sandbox/province/totals.ts'

const catalog = openCatalog()
const month = (dossiers: number, seed = 1) => provincialMonth({ dossiers, seed, catalog })

t.test('the published month comes out to the last dossier and the last đồng', async t => {
  const summary = summarise(month(64_103), catalog)
  t.match(summary, { ...published, procedures: 1705, nationalProcedures: 1286 })
  const events = (summary.steps + summary.puts) / summary.dossiers
  t.ok(events > 8 && events < 10, `${events} events for each dossier`)
  const levels = new Set<string | undefined>()
  for (const life of month(2000)) levels.add(catalog.agency(agencyOf(life))?.level)
  t.same(levels, new Set(['province', 'district', 'commune']))
})

t.test('any number of dossiers has the same proportions, whatever the seed', async t => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5000 }), fc.nat(), (dossiers, seed) => {
      const summary = summarise(month(dossiers, seed), catalog)
      t.match(summary, totalsFor(dossiers), `${dossiers} dossiers, seed ${seed}`)
      const share = (count: number, figure: number) =>
        Math.abs(count / dossiers - figure / published.dossiers) <= 0.5 / dossiers + 1e-12
      return (
        share(summary.online, published.online) &&
        share(summary.digitised, published.digitised) &&
        share(summary.paidOnline, published.paidOnline) &&
        share(summary.landTaxPayments, published.landTaxPayments) &&
        summary.paidOnline + summary.landTaxPayments <= summary.online &&
        (summary.paidOnline === 0) === (summary.paidOnlineDong === 0)
      )
    }),
    { numRuns: 25 },
  )
})

t.test('about three dossiers in a hundred are not for the national portal', async t => {
  let local = 0
  for (const life of month(20_000)) {
    const first = life.events[0]
    if (first?.kind !== 'put') continue
    if (catalog.nationalProcedure(first.dossier.procedure).kind === 'local-only') local += 1
  }
  t.ok(local > 500 && local < 700, `${local} of 20,000`)
})

t.test('fees and taxes are of realistic size, and land tax is for land', async t => {
  const [fees, taxes]: [number[], number[]] = [[], []]
  for (const { events } of month(64_103)) {
    const last = events.findLast(event => event.kind === 'put')
    if (last?.kind !== 'put' || !last.dossier.onlinePayment?.endsWith('l')) continue
    for (const fee of last.dossier.fees ?? []) {
      if (fee.code === 'THUE-DAT') {
        taxes.push(fee.amount)
        if (last.dossier.procedure.domain?.name !== 'Đất đai') t.fail(last.dossier.procedure.code)
      } else fees.push(fee.amount)
    }
  }
  t.ok(fees.every(amount => amount % 1000 === 0 && amount >= 1000 && amount <= 200_000))
  t.ok(taxes.every(amount => amount % 1000 === 0 && amount >= 100_000 && amount <= 50_000_000))
})

t.test('a purse is emptied to the last đồng, in sums that people are charged', async () => {
  const payments = fc.integer({ min: 1, max: 500 })
  fc.assert(
    fc.property(payments, fc.integer({ min: 15_000, max: 6_000_000 }), fc.nat(), (count, average, seed) => {
      const total = count * average
      const random = new Random(seed)
      const purse = new Purse(total, count, feeShape)
      const amounts = Array.from({ length: count }, () => purse.next(random))
      const whole = amounts.slice(0, -1).every(amount => amount % 1000 === 0)
      const usual = amounts.every(amount => amount >= 1000 && amount <= 6 * average)
      return whole && usual && amounts.reduce((first, second) => first + second, 0) === total
    }),
  )
})

t.test('shares add up and are off by less than one', async () => {
  const weights = fc.array(fc.double({ min: 0.001, max: 1000, noNaN: true }), { minLength: 1, maxLength: 50 })
  fc.assert(
    fc.property(fc.nat(100_000), weights, (total, list) => {
      const parts = shareOut(total, list)
      const sum = list.reduce((first, second) => first + second, 0)
      const near = parts.every(
        (part, index) => Math.abs(part - (total * (list[index] ?? 0)) / sum) < 1 + 1e-6,
      )
      return near && parts.reduce((first, second) => first + second, 0) === total
    }),
  )
})

t.test('a month is handed out without being kept', async t => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const held = () => {
    collect()
    return process.memoryUsage().heapUsed / 2 ** 20
  }
  let lives = 0
  let before = 0
  let most = 0
  for (const _life of month(64_103)) {
    lives += 1
    if (lives === 1000) before = held()
    if (lives % 16_000 === 0) most = Math.max(most, held())
  }
  t.equal(lives, 64_103)
  t.ok(most - before < 16, `grew by ${(most - before).toFixed(1)} MB`)
})

function agencyOf({ events }: DossierLife): string {
  return events[0]?.kind === 'put' ? events[0].dossier.agency.code : ''
}
