import type { Payment } from '../../contract/types.generated.ts'
import type { Violation } from '../../errors/fault.ts'

/** A bill as payment platforms are handed it: the caller's words, and what the ledger knows of the dossier. */
export interface Bill extends Omit<Payment, 'adapter'> {
  readonly reference: string
  readonly stamp: string
  readonly procedure: { readonly code: string; readonly name?: string }
  readonly agency: { readonly code: string; readonly name: string }
}

/** The parts must come to the whole: no platform checks it, and a citizen who pays too little or too much has to be told. */
export function sumViolations({ kind, amount, lines = [], fine }: Payment): Violation[] {
  const items = kind === 'fee' ? lines : (fine?.items ?? [])
  const sum = items.reduce((total, item) => total + item.amount, 0)
  if (sum === amount) return []
  return [
    {
      pointer: '/amount',
      message: { vi: `phải bằng tổng các khoản (${sum})`, en: `must be the sum of its parts (${sum})` },
    },
  ]
}
