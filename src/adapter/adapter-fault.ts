import { Fault } from '../errors/fault.ts'

/**
 * Something wrong in an adapter's folder, thrown deep inside where neither the adapter's id nor the file is known.
 * `inFile` adds both on the way out. Operator's fault, code `adapter-invalid`.
 */
export class AdapterFault extends Fault {
  readonly reason: string

  constructor(reason: string, at: { adapter?: string; file?: string } = {}) {
    super('adapter-invalid', { params: { adapter: at.adapter ?? '?', file: at.file ?? '?', reason } })
    this.reason = reason
  }
}

/** Runs `work`; an AdapterFault from inside leaves it knowing the adapter and the file. */
export function inFile<T>(adapter: string, file: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof AdapterFault && error.params.file === '?') {
      throw new AdapterFault(error.reason, { adapter, file })
    }
    throw error
  }
}
