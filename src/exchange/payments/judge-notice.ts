import type { PaymentRecord } from '../../ledger/payments.ts'

/** What a platform says of a payment, by itself or asked. Its signature has been verified before. */
export interface Notice {
  readonly reference?: string
  /** Where the platform knows the dossier only. */
  readonly dossier?: string
  /** `paid`; anything else, e.g. `code 24`, means that it was not. */
  readonly result: string
  /** Đồng. */
  readonly amount?: number
  readonly currency?: string
  /** The platform's own number. */
  readonly transaction?: string
  readonly bank?: string
}

export const noticeReasons = {
  'unknown-payment': {
    pointer: '/reference',
    message: { vi: 'không có khoản thanh toán này', en: 'there is no such payment' },
  },
  ambiguous: {
    pointer: '/dossier',
    message: { vi: 'hồ sơ có nhiều khoản như vậy', en: 'the dossier has several such payments' },
  },
  amount: {
    pointer: '/amount',
    message: { vi: 'khác số tiền của hoá đơn', en: 'is not the amount of the bill' },
  },
  currency: { pointer: '/currency', message: { vi: 'phải là VND', en: 'must be VND' } },
  'another-transaction': {
    pointer: '/transaction',
    message: { vi: 'khoản này đã trả bằng giao dịch khác', en: 'it was paid by another transaction' },
  },
  'failed-after-paid': {
    pointer: '/result',
    message: { vi: 'khoản này đã trả rồi', en: 'it has been paid already' },
  },
  'refused-bill': {
    pointer: '/reference',
    message: { vi: 'nền tảng đã không nhận hoá đơn này', en: 'the platform had refused this bill' },
  },
} as const

export type NoticeReason = keyof typeof noticeReasons

export type NoticeVerdict =
  | {
      readonly kind: 'settled'
      readonly payment: PaymentRecord
      readonly state: 'paid' | 'failed'
    }
  | { readonly kind: 'repeated'; readonly payment: PaymentRecord }
  | { readonly kind: 'refused'; readonly reason: NoticeReason; readonly payment?: PaymentRecord }

/**
 * What a notice comes to. Pure. Only a notice that fits the bill in reference, amount and currency settles it; the
 * public clients compare none of these.
 *
 * @param candidates payments that it may be about
 */
export function judgeNotice(notice: Notice, candidates: readonly PaymentRecord[]): NoticeVerdict {
  const payment = meant(notice, candidates)
  if (typeof payment === 'string') return { kind: 'refused', reason: payment }
  const paid = notice.result === 'paid'
  const refused = (reason: NoticeReason): NoticeVerdict => ({ kind: 'refused', reason, payment })
  if (notice.currency !== undefined && notice.currency !== 'VND') return refused('currency')
  // Who says that it was paid must say how much; who says that it was not may leave it out.
  if (notice.amount === undefined ? paid : notice.amount !== payment.amount) return refused('amount')
  switch (payment.state) {
    case 'refused':
      return refused('refused-bill')
    case 'paid':
      if (!paid) return refused('failed-after-paid')
      return isSame(payment, notice) ? { kind: 'repeated', payment } : refused('another-transaction')
    case 'failed':
      if (!paid && isSame(payment, notice)) return { kind: 'repeated', payment }
      return { kind: 'settled', payment, state: paid ? 'paid' : 'failed' }
    case 'created':
    case 'open':
      return { kind: 'settled', payment, state: paid ? 'paid' : 'failed' }
  }
}

/** A platform that is asked need not say its number; one that says another means another payment. */
function isSame(payment: PaymentRecord, { transaction }: Notice): boolean {
  return transaction === undefined || payment.transaction === null || payment.transaction === transaction
}

function meant(notice: Notice, candidates: readonly PaymentRecord[]): PaymentRecord | NoticeReason {
  const exact = candidates.find(({ reference }) => reference === notice.reference)
  if (exact !== undefined) return exact
  const [only, ...more] = candidates
  if (only === undefined) return 'unknown-payment'
  if (more.length === 0) return only
  // A repeated notice first: the bill that it has paid already is the one that it means.
  const known = candidates.find(one => one.transaction !== null && one.transaction === notice.transaction)
  if (known !== undefined) return known
  const payable = candidates.filter(
    ({ state, amount }) => state !== 'paid' && state !== 'refused' && amount === notice.amount,
  )
  const [fitting, ...others] = payable
  return fitting === undefined || others.length > 0 ? 'ambiguous' : fitting
}
