import { Fault } from '../../errors/fault.ts'
import { AdapterFault } from '../adapter-fault.ts'

/**
 * What is wrong with an adapter, as the report says it. A fault of ours speaks for itself; what a library throws at odd
 * data (a schema that is none, a pattern that does not compile) is the adapter's fault too, and is told by its message.
 */
export function faultTexts(error: unknown): string[] {
  // Of a piece that nobody has read from a file there is no place to name.
  if (error instanceof AdapterFault && error.params.file === '?') return error.reason.split('; ')
  if (error instanceof Fault) return error.detail('en').split('; ')
  return [error instanceof Error ? error.message : String(error)]
}
