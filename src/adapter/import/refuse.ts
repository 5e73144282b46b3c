import { Fault } from '../../errors/fault.ts'
import type { Skipped } from './draft.ts'

/** A document that cannot become an adapter, with the reason for whoever chose it. */
export function refuse(source: string, reason: string): Fault {
  return new Fault('import-refused', {
    params: { source: source.replace(/(?<=^\S*:\/\/[^?#]*)[?#].*$/s, '').slice(0, 200), reason },
  })
}

/** One of whose operations none can be spoken to, with what is in the way of each. */
export function refuseAll(source: string, skipped: readonly Skipped[]): Fault {
  const reasons = skipped.map(({ what, why }) => `${what}: ${why.en}`).join('; ')
  return refuse(source, reasons.slice(0, 500) || 'it has no operations')
}
