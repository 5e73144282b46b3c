import { parentPort } from 'node:worker_threads'
import { AdapterFault } from '../../adapter-fault.ts'
import { bodyNamespaces, type Documents, reachable, readDocument } from './documents.ts'
import { loadWsdl } from './load.ts'

/** The thread that reads a WSDL for the first time; it answers with the documents needed, or why it is refused. */
parentPort?.on('message', async ({ entry, documents }: { entry: string; documents: Documents }) => {
  parentPort?.postMessage(await attempt(entry, documents))
})

async function attempt(entry: string, documents: Documents): Promise<object> {
  try {
    const needed = reachable(entry, documents)
    await loadWsdl(entry, needed)
    const uris = [...needed].flatMap(([name, text]) => bodyNamespaces(readDocument(name, text)))
    return { needed: [...needed.keys()], bodyUris: [...new Set(uris)] }
  } catch (error) {
    if (error instanceof AdapterFault) return { reason: error.reason }
    return { reason: `the WSDL is not understood: ${error instanceof Error ? error.name : 'unknown error'}` }
  }
}
