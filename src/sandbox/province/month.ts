import type { Catalog } from '../../catalog/catalog.ts'
import type { Dossier } from '../../contract/types.generated.ts'
import { dayOf, isClosed, startOf, weekday } from './calendar.ts'
import { courseOf } from './course.ts'
import { demandOf, type Subject } from './demand.ts'
import { nextCode, pickDesk } from './desks.ts'
import type { Payment } from './filing.ts'
import type { DossierLife } from './life.ts'
import { feeShape, Purse, taxShape } from './purse.ts'
import { Random } from './random.ts'
import { type MonthTotals, shareOut, totalsFor } from './totals.ts'
import { Urn } from './urn.ts'

export interface MonthOptions {
  /** How many; 64,103 gives the published month to the last đồng, other numbers are scaled. */
  readonly dossiers: number
  readonly seed?: number
  readonly catalog: Catalog
  /** First day of thirty; 20 April 2023 by default. Lives go on until their end, some weeks beyond the thirtieth day. */
  readonly startOfMonth?: Date
  /** Letters or digits before the daily number of each code, so that one ledger can take several months. */
  readonly codePrefix?: string
}

const firstDay = new Date('2023-04-20T00:00:00+07:00')
const days = 30
// Offices take in dossiers between these hours of the day; on closed days only web forms and post boxes do.
const open = { from: 7.5, to: 16.5 } as const
/** How a dossier is filed and paid; together with the counts this is what the month's totals fix. */
const kinds = ['paid', 'land-tax', 'online', 'offline'] as const

/**
 * A month of a province, one dossier after the other in the order of filing, with the totals of `totalsFor`. Nothing is
 * kept of what was handed out.
 */
export function* provincialMonth(options: MonthOptions): Generator<DossierLife> {
  const { dossiers, seed = 1, catalog, startOfMonth = firstDay, codePrefix = '' } = options
  const totals = totalsFor(dossiers)
  const random = new Random(seed)
  const first = dayOf(startOfMonth.getTime())
  const demand = demandOf(catalog, startOfMonth, dossiers - totals.landTaxPayments, random)
  const kindUrn = new Urn(kindCounts(totals))
  const digitisedUrn = new Urn([dossiers - totals.digitised, totals.digitised])
  const fees = new Purse(totals.paidOnlineDong, totals.paidOnline, feeShape)
  const taxes = new Purse(totals.landTaxDong, totals.landTaxPayments, taxShape)

  for (const [offset, count] of shareOut(dossiers, weights(first)).entries()) {
    const day = first + offset
    for (let index = 0; index < count; index += 1) {
      const kind = kinds[kindUrn.draw(random)] ?? 'offline'
      const subject = kind === 'land-tax' ? demand.nextLand(random) : demand.next(random)
      // A catalogue without a single valid procedure has no month.
      if (!subject) return
      const desk = pickDesk(random, subject.counters)
      const moment = Math.floor(
        (open.from + ((index + random.next()) / count) * (open.to - open.from)) * 3600,
      )
      const fate = {
        code: nextCode(desk, day, codePrefix),
        subject,
        agency: desk.agency,
        channel: channelOf(kind, day, random),
        digitised: digitisedUrn.draw(random) === 1,
        payment: paymentOf(kind, subject, { fees, taxes }, random),
        filedAt: startOf(day) + moment * 1000,
      }
      yield courseOf(fate, random)
    }
  }
}

type Kind = (typeof kinds)[number]

function kindCounts({ dossiers, online, paidOnline, landTaxPayments }: MonthTotals): number[] {
  return [paidOnline, landTaxPayments, online - paidOnline - landTaxPayments, dossiers - online]
}

function channelOf(kind: Kind, day: number, random: Random): Dossier['channel'] {
  if (kind !== 'offline') return 'online'
  return isClosed(day) || random.chance(0.05) ? 'postal' : 'counter'
}

function paymentOf(
  kind: Kind,
  subject: Subject,
  purses: { readonly fees: Purse; readonly taxes: Purse },
  random: Random,
): Payment {
  if (kind === 'land-tax') return { kind, amount: purses.taxes.next(random) }
  if (kind === 'paid') {
    const asked = !subject.immediate && random.chance(0.5)
    return { kind: asked ? 'later' : 'at-reception', amount: purses.fees.next(random) }
  }
  return random.chance(0.25) ? { kind: 'offline', amount: 1000 * (5 + random.below(46)) } : { kind: 'none' }
}

/** Mondays are busy, Fridays less so, and on closed days the web form is all there is. */
function weights(first: number): number[] {
  return Array.from({ length: days }, (_, offset) => {
    const day = first + offset
    if (isClosed(day)) return 0.12
    return weekday(day) === 1 ? 1.25 : weekday(day) === 5 ? 0.9 : 1
  })
}
