/**
 * - `created`: kept here; whether the platform has it is not known yet
 * - `open`: the platform has it and waits for the citizen
 * - `paid`: the money has gone
 * - `failed`: the citizen tried and did not succeed; the same page takes another try
 * - `refused`: the platform does not take the bill
 */
export const paymentStates = ['created', 'open', 'paid', 'failed', 'refused'] as const
export type PaymentState = (typeof paymentStates)[number]

/** Where a payment may go. Money that has gone stays gone: nothing that a platform says later makes it unpaid. */
export const paymentTransitions: Readonly<Record<PaymentState, readonly PaymentState[]>> = {
  created: ['open', 'paid', 'failed', 'refused'],
  open: ['paid', 'failed'],
  failed: ['paid', 'failed'],
  paid: [],
  refused: [],
}
