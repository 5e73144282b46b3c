import type { TaxNotice, TaxObligation, TaxTotals, TaxVoucher } from '../../contract/types.generated.ts'

/** What is known of an obligation: everything that was said, each thing once. */
export interface Known {
  readonly slip?: TaxObligation['slip']
  /** What the tax office last said the sums are. */
  readonly reported?: { readonly at: string; readonly totals: TaxTotals }
  readonly notices: readonly TaxNotice[]
  readonly vouchers: readonly TaxVoucher[]
}

export type Discrepancy = TaxObligation['discrepancies'][number]

export interface Standing {
  readonly state: TaxObligation['state']
  readonly totals: TaxTotals
  readonly discrepancies: readonly Discrepancy[]
}

export const nothingKnown: Known = { notices: [], vouchers: [] }

/** A notice is known by its number. What comes later about it completes it: the land office knows its link, the tax office its sums. */
export function withNotice(known: Known, notice: TaxNotice): Known {
  const before = known.notices.find(one => sameNumber(one.number, notice.number))
  if (before === undefined) return { ...known, notices: [...known.notices, notice] }
  const payer = { ...before.payer, ...notice.payer }
  const merged = {
    ...before,
    ...notice,
    number: before.number,
    ...(Object.keys(payer).length === 0 ? {} : { payer }),
  }
  return { ...known, notices: known.notices.map(one => (one === before ? merged : one)) }
}

/**
 * A voucher has no number of its own: the same notice, instant and amount are the same money. One that was paid stays
 * paid, whatever older word of it arrives later.
 */
export function withVoucher(known: Known, voucher: TaxVoucher): Known {
  const before = known.vouchers.find(one => sameMoney(one, voucher))
  if (before === undefined) return { ...known, vouchers: [...known.vouchers, voucher] }
  const merged = { ...before, ...voucher, notice: before.notice, paid: before.paid || voucher.paid }
  return { ...known, vouchers: known.vouchers.map(one => (one === before ? merged : one)) }
}

/** The newest word of the tax office counts; answers to older questions may come late. */
export function withReported(known: Known, at: string, totals: TaxTotals): Known {
  if (known.reported !== undefined && Date.parse(known.reported.at) > Date.parse(at)) return known
  return { ...known, reported: { at, totals } }
}

/**
 * Where the obligation stands. No money counts twice: of a notice either the vouchers or the tax office's word of what was
 * paid, whichever is more; of the whole either the sum of the notices or the office's own total.
 */
export function standingOf(known: Known): Standing {
  const { reported, notices, vouchers } = known
  const lines = notices.map(notice => lineOf(notice, vouchers))
  const own = {
    due: sum(lines.map(({ due }) => due)),
    reduced: sum(lines.map(({ reduced }) => reduced)),
    paid: sum(lines.map(({ paid }) => paid)),
  }
  const base =
    reported === undefined
      ? own
      : {
          due: reported.totals.due,
          reduced: reported.totals.reduced,
          paid: Math.max(reported.totals.paid, own.paid),
        }
  const totals = { ...base, remaining: Math.max(0, base.due - base.reduced - base.paid) }
  const complete =
    reported !== undefined || (notices.length > 0 && notices.every(({ due }) => due !== undefined))
  return {
    state: totals.remaining > 0 ? 'owed' : complete ? 'settled' : 'waiting',
    totals,
    discrepancies: discrepanciesOf(known, own.due),
  }
}

function discrepanciesOf({ reported, notices, vouchers }: Known, ownDue: number): Discrepancy[] {
  const found: Discrepancy[] = []
  const valued = notices.filter(({ due }) => due !== undefined)
  if (reported !== undefined) {
    const { due, reduced, paid, remaining } = reported.totals
    if (valued.length > 0 && ownDue !== due) found.push({ code: 'total-due', expected: ownDue, told: due })
    const left = Math.max(0, due - reduced - paid)
    if (left !== remaining) found.push({ code: 'remaining', expected: left, told: remaining })
  }
  for (const notice of notices) {
    if (notice.due === undefined) {
      if (reported === undefined) found.push({ code: 'notice-without-amount', notice: notice.number })
      continue
    }
    const { due, reduced, paid } = lineOf(notice, vouchers)
    const left = Math.max(0, due - reduced - (notice.paid ?? 0))
    if (notice.remaining !== undefined && notice.paid !== undefined && notice.remaining !== left)
      found.push({ code: 'remaining', notice: notice.number, expected: left, told: notice.remaining })
    if (paid > due - reduced)
      found.push({
        code: 'overpaid',
        notice: notice.number,
        expected: Math.max(0, due - reduced),
        told: paid,
      })
  }
  const orphans = vouchers.filter(({ notice }) => !notices.some(({ number }) => sameNumber(number, notice)))
  for (const { notice, amount } of orphans)
    found.push({ code: 'voucher-without-notice', notice, told: amount })
  return found
}

/** What a notice asks for and what came in for it. */
function lineOf({ number, due = 0, reduced = 0, paid = 0 }: TaxNotice, vouchers: readonly TaxVoucher[]) {
  const received = vouchers.filter(voucher => voucher.paid && sameNumber(voucher.notice, number))
  return { due, reduced, paid: Math.max(paid, sum(received.map(({ amount }) => amount))) }
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0)
}

function sameMoney(a: TaxVoucher, b: TaxVoucher): boolean {
  return (
    sameNumber(a.notice, b.notice) && a.amount === b.amount && Date.parse(a.paidAt) === Date.parse(b.paidAt)
  )
}

/** Offices type numbers by hand: case and spaces mean nothing. */
function sameNumber(a: string, b: string): boolean {
  return folded(a) === folded(b)
}

const folded = (number: string) => number.replace(/\s+/g, '').toUpperCase()
