import { AdapterFault } from '../../adapter-fault.ts'
import { startThread } from '../../thread.ts'
import type { Documents } from './documents.ts'

const program = new URL('./trial-worker', import.meta.url)

// The start of the thread included, which on a busy small machine is most of it.
const deadlineMs = 15_000
const heapMb = 256

/**
 * Reads a WSDL in a thread of its own first: one that needs too long or too much memory costs that thread and is
 * refused, while the gateway goes on serving.
 * @returns the documents that the WSDL needs.
 * @throws AdapterFault
 */
export async function tryWsdl(entry: string, documents: Documents): Promise<Documents> {
  const thread = startThread(program, { resourceLimits: { maxOldGenerationSizeMb: heapMb } })
  let timer: NodeJS.Timeout | undefined
  try {
    const result = await new Promise<{ needed: string[] } | { reason: string }>(resolve => {
      timer = setTimeout(() => resolve({ reason: 'the WSDL takes too long to read' }), deadlineMs)
      thread.once('message', resolve)
      thread.once('error', error => resolve({ reason: failure(error) }))
      thread.postMessage({ entry, documents })
    })
    if ('reason' in result) throw new AdapterFault(result.reason)
    return new Map(result.needed.map(name => [name, documents.get(name) ?? '']))
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
