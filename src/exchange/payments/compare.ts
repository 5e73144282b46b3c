import type { PaymentState } from '../../ledger/payment-state.ts'
import type { Standing } from './query-platform.ts'

/** What a comparison of ledger, platform and portal comes to. */
export const reconciliationVerdicts = [
  'matched',
  /** The platform speaks of a payment that the ledger does not have. */
  'missing-here',
  /** The ledger has a payment that the platform does not know. */
  'missing-there',
  'amount-diff',
  'status-diff',
  /** The platform could not be asked, or did not say. */
  'unanswered',
] as const
export type ReconciliationVerdict = (typeof reconciliationVerdicts)[number]

export interface Sides {
  readonly here: { readonly state: PaymentState; readonly amount: number; readonly kind: 'fee' | 'fine' }
  readonly there: Standing
  /** What the portal last got as onlinePayment; absent: it has not been told of the dossier. */
  readonly told?: string
}

export interface Compared {
  readonly verdict: ReconciliationVerdict
  readonly note?: 'portal' | string
}

/** Told as paid online: on the portal, or through a gateway of ministry or province. */
const toldPaid = new Set(['national-portal', 'local-gateway'])

/** Pure. The portal counts only where both sides agree that it was paid: what it is told is the agency's to say. */
export function compare({ here, there, told }: Sides): Compared {
  switch (there.kind) {
    case 'unanswered':
      return { verdict: 'unanswered', note: there.rule }
    case 'absent':
      return { verdict: here.state === 'created' || here.state === 'refused' ? 'matched' : 'missing-there' }
    case 'known': {
      const { amount } = there.notice
      if (amount !== undefined && amount !== here.amount) return { verdict: 'amount-diff' }
      if ((there.state === 'paid') !== (here.state === 'paid')) return { verdict: 'status-diff' }
      if (here.state !== 'paid' || here.kind !== 'fee' || told === undefined || toldPaid.has(told))
        return { verdict: 'matched' }
      return { verdict: 'status-diff', note: 'portal' }
    }
  }
}
