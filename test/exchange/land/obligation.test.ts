import fc from 'fast-check'
import t from 'tap'
import type { TaxNotice, TaxVoucher } from '../../../src/contract/types.generated.ts'
import {
  type Known,
  nothingKnown,
  standingOf,
  withNotice,
  withReported,
  withVoucher,
} from '../../../src/exchange/land/obligation.ts'

const dossier = 'H99.14-260115-0042'
const lptb: TaxNotice = { dossier, number: '0000042/TB-LPTB', due: 2_400_000, budgetItem: 'Lệ phí trước bạ' }
const tncn: TaxNotice = { dossier, number: '0000043/TB-TNCN', due: 5_000_000 }
const pay = ({ number, due = 0 }: TaxNotice, changes: Partial<TaxVoucher> = {}): TaxVoucher => ({
  dossier,
  notice: number,
  paidAt: '2026-01-22T10:15:00+07:00',
  amount: due,
  paid: true,
  ...changes,
})

type Word = (known: Known) => Known
const told = (...words: Word[]) => words.reduce((known, word) => word(known), nothingKnown)
const notice = (one: TaxNotice) => (known: Known) => withNotice(known, one)
const voucher = (one: TaxVoucher) => (known: Known) => withVoucher(known, one)
const reported =
  (at: string, due: number, paid: number, remaining = due - paid) =>
  (known: Known) =>
    withReported(known, at, { due, reduced: 0, paid, remaining })

t.test('nothing known is waited for; what is noticed is owed; what is paid is settled', async t => {
  t.match(standingOf(nothingKnown), { state: 'waiting', totals: { due: 0, remaining: 0 }, discrepancies: [] })
  t.match(standingOf(told(notice(lptb), notice(tncn))), { state: 'owed', totals: { remaining: 7_400_000 } })
  t.match(standingOf(told(notice(lptb), notice(tncn), voucher(pay(lptb)))), {
    state: 'owed',
    totals: { due: 7_400_000, paid: 2_400_000, remaining: 5_000_000 },
  })
  t.strictSame(standingOf(told(notice(lptb), notice(tncn), voucher(pay(lptb)), voucher(pay(tncn)))), {
    state: 'settled',
    totals: { due: 7_400_000, reduced: 0, paid: 7_400_000, remaining: 0 },
    discrepancies: [],
  })
})

t.test('whatever the order and however often, the same words come to the same standing', async () => {
  const words: Word[] = [
    notice(lptb),
    notice({ dossier, number: lptb.number, link: '/tep/42.pdf', payer: { name: 'Nguyễn Văn Mẫu' } }),
    notice(tncn),
    voucher(pay(lptb)),
    voucher(pay(tncn, { amount: 2_000_000 })),
    voucher(pay(tncn, { amount: 3_000_000, paidAt: '2026-01-23T10:15:00+07:00' })),
    reported('2026-01-24T08:00:00+07:00', 7_400_000, 7_400_000),
  ]
  const whole = standingOf(told(...words))
  fc.assert(
    fc.property(
      fc.shuffledSubarray(words, { minLength: words.length }),
      fc.array(fc.constantFrom(...words), { maxLength: 6 }),
      (order, again) => {
        const standing = standingOf(told(...order, ...again))
        return JSON.stringify(standing) === JSON.stringify(whole)
      },
    ),
    { numRuns: 200 },
  )
})

t.test('a voucher before its notice waits for it, and counts once it is there', async t => {
  const early = told(voucher(pay(lptb)))
  t.match(standingOf(early), {
    state: 'waiting',
    totals: { due: 0, paid: 0 },
    discrepancies: [{ code: 'voucher-without-notice', notice: lptb.number, told: 2_400_000 }],
  })
  t.match(standingOf(withNotice(early, lptb)), {
    state: 'settled',
    totals: { paid: 2_400_000 },
    discrepancies: [],
  })
})

t.test('vouchers and what the tax office says was paid are the same money', async t => {
  const both = told(notice({ ...lptb, paid: 2_400_000, remaining: 0 }), voucher(pay(lptb)))
  t.strictSame(standingOf(both).totals, { due: 2_400_000, reduced: 0, paid: 2_400_000, remaining: 0 })
  const whole = told(
    notice(lptb),
    voucher(pay(lptb)),
    reported('2026-01-24T08:00:00+07:00', 2_400_000, 2_400_000),
  )
  t.equal(standingOf(whole).totals.paid, 2_400_000)
})

t.test('a voucher that was paid stays paid; one that was not pays nothing', async t => {
  const unpaid = told(notice(lptb), voucher(pay(lptb, { paid: false })))
  t.equal(standingOf(unpaid).totals.paid, 0)
  const late = told(notice(lptb), voucher(pay(lptb)), voucher(pay(lptb, { paid: false })))
  t.equal(standingOf(late).totals.paid, 2_400_000)
})

t.test('an older answer of the tax office does not undo a newer one', async t => {
  const known = told(
    reported('2026-01-24T08:00:00+07:00', 100, 100),
    reported('2026-01-23T08:00:00+07:00', 100, 0),
  )
  t.equal(standingOf(known).state, 'settled')
})

t.test('sums that do not fit are told, and never made to fit', async t => {
  const codes = (...words: Word[]) => standingOf(told(...words)).discrepancies.map(({ code }) => code)
  t.strictSame(codes(notice(lptb), reported('2026-01-24T08:00:00Z', 7_400_000, 0)), ['total-due'])
  t.strictSame(codes(reported('2026-01-24T08:00:00Z', 100, 40, 100)), ['remaining'])
  t.strictSame(codes(notice({ ...lptb, paid: 0, remaining: 1 })), ['remaining'])
  t.strictSame(codes(notice(lptb), voucher(pay(lptb, { amount: 2_400_001 }))), ['overpaid'])
  t.strictSame(codes(notice({ dossier, number: 'x' })), ['notice-without-amount'])
})

t.test('case and spaces in numbers mean nothing', async t => {
  const known = told(
    notice(lptb),
    notice({ ...lptb, number: ' 0000042/tb-lptb' }),
    voucher(pay({ ...lptb, number: '0000042 / TB-LPTB' })),
  )
  t.equal(known.notices.length, 1)
  t.equal(standingOf(known).state, 'settled')
})
