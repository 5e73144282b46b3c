import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { WSDL } from 'soap'
import { AdapterFault } from '../../adapter-fault.ts'
import type { Documents } from './documents.ts'
import { noNetwork } from './no-network.ts'

/**
 * node-soap's reading of a WSDL. It wants files, and gets exactly the documents that were checked, in a folder of their
 * own that is gone afterwards; its HTTP client refuses, so that an import that slipped through cannot leave the process.
 * @throws AdapterFault
 */
export async function loadWsdl(entry: string, documents: Documents): Promise<WSDL> {
  const folder = await mkdtemp(join(tmpdir(), 'lienthong-wsdl-'))
  try {
    for (const [name, text] of documents) {
      await mkdir(dirname(join(folder, name)), { recursive: true })
      await writeFile(join(folder, name), text)
    }
    return await read(documents.get(entry) ?? '', join(folder, entry))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function read(text: string, path: string): Promise<WSDL> {
  // Loaded only where an adapter has a WSDL: it brings an HTTP client that is never used.
  const soap = await import('soap')
  return new Promise((resolve, reject) => {
    const refuse = (error: unknown) =>
      reject(new AdapterFault(`the WSDL is not understood: ${reasonOf(error)}`))
    try {
      const wsdl = new soap.WSDL(text, path, { httpClient: noNetwork, disableCache: true })
      wsdl.onReady((error: unknown) => (error ? refuse(error) : resolve(wsdl)))
    } catch (error) {
      refuse(error)
    }
  })
}

/** One line, without the folder's name. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return message
    .replace(/\S*lienthong-wsdl-\S*?\//g, '')
    .replace(/\s+/g, ' ')
    .slice(0, 200)
}
