import { catalog, type ErrorCode } from '../errors/catalog.ts'
import { Fault, type FaultOptions } from '../errors/fault.ts'
import type { Outcome } from './outcome.ts'

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
