import { parentPort } from 'node:worker_threads'
import { XmlFault } from './fault.ts'
import { parseXml, type XmlReading } from './parse.ts'

/** The thread that reads big documents: one at a time, answered with the object or the reason. */
export interface XmlJob {
  readonly document: Uint8Array | string
  readonly reading: XmlReading
}

parentPort?.on('message', ({ document, reading }: XmlJob) => {
  parentPort?.postMessage(read(document, reading))
})

function read(document: Uint8Array | string, reading: XmlReading): object {
  try {
    return { object: parseXml(document, reading) }
  } catch (error) {
    return { reason: error instanceof XmlFault ? error.reason : 'malformed' }
  }
}
