import { parentPort } from 'node:worker_threads'
import { AdapterFault } from '../../adapter-fault.ts'
import { type Documents, reachable } from './documents.ts'
import { loadWsdl } from './load.ts'

/** The thread that reads a WSDL for the first time; it answers with the documents needed, or why it is refused. */
parentPort?.on('message', async ({ entry, documents }: { entry: string; documents: Documents }) => {
  parentPort?.postMessage(await attempt(entry, documents))
})

async function attempt(entry: string, documents: Documents): Promise<object> {
  try {
    const needed = reachable(entry, documents)
    await loadWsdl(entry, needed)
    return { needed: [...needed.keys()] }
  } catch (error) {
    if (error instanceof AdapterFault) return { reason: error.reason }
    return { reason: `the WSDL is not understood: ${error instanceof Error ? error.name : 'unknown error'}` }
  }
}
