import { fromCatalog } from './from-catalog.ts'
import type { Observed } from './observed.ts'
import type { Outcome } from './outcome.ts'

/** What holds where the manifest has no rule: only what surely never left is retried, the rest is unknown. */
export function builtIn(observed: Observed): Outcome {
  switch (observed.event) {
    case 'unsent':
      return unsent(observed.cause ?? '?')
    case 'timeout':
      return fromCatalog('unknown', 'timeout', 'platform-timeout')
    case 'lost':
      return fromCatalog('unknown', 'connection-lost', 'platform-connection-lost', {
        reason: observed.cause ?? '?',
      })
    case 'too-large':
      return fromCatalog('unknown', 'too-large', 'platform-answer-too-large', { bytes: observed.bytes })
    case 'answer':
      return fromCatalog('unknown', 'no-rule', 'platform-answer-unknown')
  }
}

/**
 * What keeps calls from leaving is mostly the platform or the line to it; some of it only the operator can mend.
 * @param about what could not leave, where that is not the message itself, e.g. `login: `
 */
export function unsent(cause: string, rule = 'unsent', about = ''): Outcome {
  const reason = `${about}${cause}`
  if (cause === 'ADDRESS_REFUSED') return fromCatalog('retry', rule, 'platform-address-refused')
  if (certificateFaults.test(cause)) return fromCatalog('retry', rule, 'platform-not-trusted', { reason })
  const spared = cause === 'CIRCUIT_OPEN' || cause === 'PAUSED' || cause === 'RATE_LIMITED'
  return fromCatalog('retry', rule, spared ? 'platform-spared' : 'platform-unreachable', { reason })
}

// OpenSSL's verification errors as Node names them, and Node's own for a wrong name.
const certificateFaults = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER|ERR_TLS_CERT/
