import type { Outcome } from '../adapter/index.ts'
import type { Finish } from '../ledger/deliveries.ts'

export interface RetryPolicy {
  readonly firstMs: number
  readonly factor: number
  readonly capMs: number
  readonly giveUpAfterMs: number
}

/** Waits vary by ±20 %, so that what failed together does not come back together. */
const jitter = 0.2

export type Next = Pick<Finish, 'state'> & { readonly dueAt?: Date }

/**
 * Where a delivery goes after an outcome: platforms that are away are tried again, ever more slowly, until the
 * adapter's patience ends; what may have arrived becomes `unknown`, and is asked about before it is sent again.
 *
 * @param attempts made so far, this one included
 * @param random 0..1
 */
export function nextState(
  outcome: Pick<Outcome, 'kind' | 'retryAfterSeconds'>,
  attempts: number,
  patientSince: Date,
  policy: RetryPolicy,
  now: Date,
  random: number,
): Next {
  switch (outcome.kind) {
    case 'delivered':
    case 'duplicate':
      return { state: 'delivered' }
    case 'refused':
      return { state: 'refused' }
    case 'retry':
    case 'unknown': {
      if (now.getTime() - patientSince.getTime() >= policy.giveUpAfterMs) return { state: 'dead' }
      const wait = Math.min(policy.firstMs * policy.factor ** (attempts - 1), policy.capMs)
      const jittered = wait * (1 + jitter * (2 * random - 1))
      const asked = (outcome.retryAfterSeconds ?? 0) * 1000
      const dueAt = new Date(now.getTime() + Math.max(jittered, asked))
      return { state: outcome.kind === 'retry' ? 'retrying' : 'unknown', dueAt }
    }
  }
}
