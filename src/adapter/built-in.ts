import { catalog, type ErrorCode } from '../errors/catalog.ts'
import { Fault, type FaultOptions } from '../errors/fault.ts'
import type { Observed } from './observed.ts'
import type { Outcome } from './outcome.ts'

/** What holds where the manifest has no rule: only what surely never left is retried, the rest is unknown. */
export function builtIn(observed: Observed): Outcome {
  switch (observed.event) {
    case 'unsent':
      return fromCatalog('retry', 'unsent', 'platform-unreachable', { reason: observed.cause ?? '?' })
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

/** An outcome whose owner and text come from the error catalogue. */
export function fromCatalog(
  kind: Outcome['kind'],
  rule: string,
  code: ErrorCode,
  params: NonNullable<FaultOptions['params']> = {},
): Outcome {
  const fault = new Fault(code, { params })
  const { owner, title, fix } = catalog[code]
  return {
    kind,
    rule,
    code,
    owner,
    message: {
      vi: `${title.vi}. ${fault.detail('vi')} ${fix.vi}`,
      en: `${title.en}. ${fault.detail('en')} ${fix.en}`,
    },
  }
}
