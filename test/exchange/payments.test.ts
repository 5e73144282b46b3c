import fc from 'fast-check'
import t from 'tap'
import { compare } from '../../src/exchange/payments/compare.ts'
import { judgeNotice, type Notice } from '../../src/exchange/payments/judge-notice.ts'
import { dayAt, dayOf, newReference, stampOf } from '../../src/exchange/payments/reference.ts'
import { nextQuery } from '../../src/exchange/payments/repair.ts'
import { daysOwed } from '../../src/exchange/payments/routines.ts'
import { paymentStates, paymentTransitions } from '../../src/ledger/payment-state.ts'
import type { PaymentRecord } from '../../src/ledger/payments.ts'

const none = Buffer.alloc(0)
const payment = (changes: Partial<PaymentRecord> = {}): PaymentRecord => ({
  reference: 'lt261122000000000001',
  client_id: '00000000-0000-7000-8000-000000000000',
  dossier_code: 'H99.05-261122-0001',
  agency: 'H99.05',
  adapter: 'payment-platform',
  kind: 'fee',
  amount: 50_000,
  stamp: '20261122133000',
  bill: none,
  state: 'open',
  url: null,
  refusal: null,
  transaction: null,
  bank: null,
  told_by: null,
  told_at: null,
  fingerprint: none,
  asking_until: null,
  queries: 0,
  query_at: null,
  created_at: new Date('2026-11-22T06:30:00Z'),
  ...changes,
})
const notice = (changes: Partial<Notice> = {}): Notice => ({
  reference: payment().reference,
  result: 'paid',
  amount: 50_000,
  currency: 'VND',
  transaction: 'GD1',
  ...changes,
})
const judge = (changes: Partial<Notice>, ...candidates: PaymentRecord[]) =>
  judgeNotice(notice(changes), candidates)

t.test('only what fits the bill pays it', async t => {
  t.match(judge({}, payment()), { kind: 'settled', state: 'paid' })
  t.match(judge({ result: 'code 24' }, payment()), { kind: 'settled', state: 'failed' })
  t.match(judge({ amount: 49_999 }, payment()), { kind: 'refused', reason: 'amount' })
  t.match(judge({ amount: undefined as never }, payment()), { kind: 'refused', reason: 'amount' })
  t.match(judge({ currency: 'USD' }, payment()), { kind: 'refused', reason: 'currency' })
  t.match(judge({}), { kind: 'refused', reason: 'unknown-payment' })
  t.match(judge({}, payment({ state: 'refused' })), { kind: 'refused', reason: 'refused-bill' })
  t.match(judge({}, payment({ state: 'failed' })), { kind: 'settled', state: 'paid' }, 'a second try')
})

t.test('what is paid stays paid, and a second payment of one bill is not swallowed', async t => {
  const paid = payment({ state: 'paid', transaction: 'GD1' })
  t.match(judge({}, paid), { kind: 'repeated' })
  t.match(judge({ transaction: 'GD2' }, paid), { kind: 'refused', reason: 'another-transaction' })
  t.match(judge({ result: 'code 24' }, paid), { kind: 'refused', reason: 'failed-after-paid' })
})

t.test('without a reference the dossier tells which bill is meant, or nobody is paid', async t => {
  const { reference: _, ...nameless } = notice()
  const one = payment()
  const other = payment({ reference: 'lt261122000000000002', amount: 70_000 })
  const paid = payment({ reference: 'lt261122000000000003', state: 'paid', transaction: 'GD1' })
  t.match(judgeNotice(nameless, [one, other]), { kind: 'settled', payment: { reference: one.reference } })
  t.match(judgeNotice(nameless, [one, { ...other, amount: 50_000 }]), { reason: 'ambiguous' })
  t.match(judgeNotice(nameless, [one, paid]), { kind: 'repeated', payment: { reference: paid.reference } })
  t.match(judgeNotice({ ...nameless, amount: 1 }, [one, other]), { reason: 'ambiguous' })
})

t.test(
  'whatever is said, a bill goes only where its states lead, and is paid only by its own amount',
  async () => {
    const said = fc.record({
      reference: fc.constantFrom(payment().reference, 'lt999999999999999999'),
      result: fc.constantFrom('paid', 'failed', 'code 24', ''),
      amount: fc.constantFrom(50_000, 0, 1),
      currency: fc.constantFrom('VND', 'USD'),
      transaction: fc.constantFrom('GD1', 'GD2'),
    })
    const kept = fc.constantFrom(...paymentStates).map(state => payment({ state, transaction: 'GD1' }))
    fc.assert(
      fc.property(said, kept, (words, bill) => {
        const verdict = judgeNotice(words, words.reference === bill.reference ? [bill] : [])
        if (verdict.kind !== 'settled') return true
        const allowed = paymentTransitions[bill.state].includes(verdict.state)
        return (
          allowed && (verdict.state !== 'paid' || (words.amount === bill.amount && words.result === 'paid'))
        )
      }),
    )
  },
)

t.test('a stamp is on the 24-hour clock of Vietnam; references are short, and all different', async t => {
  t.equal(stampOf(new Date('2026-11-22T06:30:05Z')), '20261122133005')
  t.equal(stampOf(new Date('2026-12-31T17:00:00Z')), '20270101000000')
  const references = Array.from({ length: 1_000 }, () => newReference(new Date('2026-11-22T17:30:00Z')))
  t.equal(new Set(references).size, 1_000)
  t.ok(references.every(reference => /^lt261123[0-9a-z]{12}$/.test(reference)))
  const { from, to } = dayOf('2026-11-22')
  t.same([from.toISOString(), to.toISOString()], ['2026-11-21T17:00:00.000Z', '2026-11-22T17:00:00.000Z'])
  t.equal(dayAt(to), '2026-11-23')
})

t.test('a payment is asked about ever more rarely, and not for ever', async t => {
  const pace = { afterMs: 1_800_000, forMs: 3 * 86_400_000 }
  const { created_at } = payment()
  let now = new Date(created_at.getTime() + pace.afterMs)
  const asked: number[] = []
  for (let queries = 0; ; queries++) {
    asked.push((now.getTime() - created_at.getTime()) / 3_600_000)
    const next = nextQuery({ created_at, queries }, now, pace)
    if (next === null) break
    now = next
  }
  t.same(asked.slice(0, 6), [0.5, 1, 2, 4, 8, 14])
  t.ok((asked.at(-1) ?? 99) <= 72 && asked.length < 20)
})

t.test('every pair of what is here and there has its verdict', async t => {
  const here = (state: PaymentRecord['state']) => ({ state, amount: 50_000, kind: 'fee' as const })
  const there = (state: 'paid' | 'pending' | 'failed', amount = 50_000) =>
    ({ kind: 'known', state, notice: notice({ result: state, amount }) }) as const
  const absent = { kind: 'absent' } as const
  t.equal(compare({ here: here('paid'), there: there('paid') }).verdict, 'matched')
  t.equal(compare({ here: here('open'), there: there('pending') }).verdict, 'matched')
  t.equal(compare({ here: here('open'), there: there('paid') }).verdict, 'status-diff')
  t.equal(compare({ here: here('paid'), there: there('failed') }).verdict, 'status-diff')
  t.equal(compare({ here: here('paid'), there: there('paid', 1) }).verdict, 'amount-diff')
  t.equal(compare({ here: here('open'), there: absent }).verdict, 'missing-there')
  t.equal(compare({ here: here('created'), there: absent }).verdict, 'matched', 'it never got there')
  t.match(compare({ here: here('open'), there: { kind: 'unanswered', rule: 'busy' } }), {
    verdict: 'unanswered',
    note: 'busy',
  })
  const told = (word: string) => compare({ here: here('paid'), there: there('paid'), told: word })
  t.match(told('none'), { verdict: 'status-diff', note: 'portal' })
  t.match(told('offline'), { verdict: 'status-diff', note: 'portal' })
  t.equal(told('national-portal').verdict, 'matched')
})

t.test('nights that were missed are made up for', async t => {
  t.same(daysOwed(null, '2026-11-22'), ['2026-11-22'])
  t.same(daysOwed('2026-11-21', '2026-11-22'), ['2026-11-22'])
  t.same(daysOwed('2026-11-22', '2026-11-22'), [])
  t.same(daysOwed('2026-12-30', '2027-01-02'), ['2026-12-31', '2027-01-01', '2027-01-02'])
  t.same(daysOwed('2020-01-01', '2026-11-22').length, 7)
})
