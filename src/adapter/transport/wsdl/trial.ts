import { startThread } from '../../../thread.ts'
import { AdapterFault } from '../../adapter-fault.ts'
import type { Documents } from './documents.ts'

const program = new URL('./trial-worker', import.meta.url)

// The start of the thread included, which on a busy small machine is most of it.
const deadlineMs = 15_000
const heapMb = 256

/** What the first reading has found. */
export interface Tried {
  /** The documents that the WSDL needs. */
  readonly documents: Documents
  /** Namespaces that its bindings give to rpc calls. */
  readonly bodyUris: readonly string[]
}

type Found = { readonly needed: string[]; readonly bodyUris: string[] } | { readonly reason: string }

/**
 * Reads a WSDL in a thread of its own first: one that needs too long or too much memory costs that thread and is
 * refused, while the gateway goes on serving.
 * @throws AdapterFault
 */
export async function tryWsdl(entry: string, documents: Documents): Promise<Tried> {
  const thread = startThread(program, { resourceLimits: { maxOldGenerationSizeMb: heapMb } })
  let timer: NodeJS.Timeout | undefined
  try {
    const result = await new Promise<Found>(resolve => {
      timer = setTimeout(() => resolve({ reason: 'the WSDL takes too long to read' }), deadlineMs)
      thread.once('message', resolve)
      thread.once('error', error => resolve({ reason: failure(error) }))
      thread.postMessage({ entry, documents })
    })
    if ('reason' in result) throw new AdapterFault(result.reason)
    const needed = new Map(result.needed.map(name => [name, documents.get(name) ?? '']))
    return { documents: needed, bodyUris: result.bodyUris }
  } finally {
    clearTimeout(timer)
    await thread.terminate()
  }
}

function failure(error: Error): string {
  return 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
    ? `the WSDL needs more than ${heapMb} MB to be read`
    : `the WSDL is not understood: ${error.name}`
}
