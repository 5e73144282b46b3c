import { readXml, XmlFault, type XmlObject, type XmlReason } from '../../adapter/xml/index.ts'
import { Fault } from '../../errors/fault.ts'
import { type SoapVersion, soapNamespace, versions, wsse } from './names.ts'

/** Names as `readEnvelope` gives them: ours are bare, unqualified ones too (many old toolkits forget to qualify). */
const namespaces = { '': soapNamespace, s11: versions['1.1'].uri, s12: versions['1.2'].uri, wsse }

export interface Envelope {
  readonly version: SoapVersion
  readonly headers: XmlObject
  /** The one element in the body: which operation, and what it holds. */
  readonly operation: string
  readonly content: unknown
}

/**
 * Reads an envelope of either version.
 *
 * @throws Fault `soap-malformed`, `soap-version-unknown`, `soap-header-unknown`, `body-too-large`, `not-ready` (the reading threads are busy)
 */
export async function readEnvelope(bytes: Uint8Array): Promise<Envelope> {
  const document = await readXml(bytes, { namespaces }).catch((error: unknown) => {
    throw error instanceof XmlFault ? refused(error.reason) : error
  })
  const version = document['s11:Envelope'] === undefined ? '1.2' : '1.1'
  const prefix = version === '1.1' ? 's11' : 's12'
  const envelope = document[`${prefix}:Envelope`]
  if (envelope === undefined) throw stranger(document)
  const headers = recordOf(recordOf(envelope)[`${prefix}:Header`])
  const members = Object.entries(recordOf(recordOf(envelope)[`${prefix}:Body`])).filter(
    ([name]) => !name.startsWith('@'),
  )
  const [first] = members
  if (first === undefined || members.length > 1 || Array.isArray(first[1]))
    throw malformed('the Body does not hold exactly one element')
  checkUnderstood(headers, prefix)
  return { version, headers, operation: first[0], content: first[1] }
}

const understood = new Set(['wsse:Security', 'IdempotencyKey', 'CorrelationId'])

/** SOAP 1.1 §4.2.3, SOAP 1.2 part 1 §5.2.3: better no answer than one that ignored what must not be ignored. */
function checkUnderstood(headers: XmlObject, prefix: string): void {
  for (const [name, blocks] of Object.entries(headers)) {
    if (understood.has(name)) continue
    for (const block of [blocks].flat()) {
      const { [`@${prefix}:mustUnderstand`]: must, ...rest } = recordOf(block)
      const whom = String(rest[`@${prefix}:actor`] ?? rest[`@${prefix}:role`] ?? '')
      const forUs = whom === '' || /\/(next|ultimateReceiver)$/.test(whom)
      if (forUs && /^(1|true)$/.test(String(must).trim())) throw new Fault('soap-header-unknown')
    }
  }
}

/** SOAP 1.1 §4.4.1 tells an envelope of another version from what is none. */
function stranger(document: XmlObject): Fault {
  const isEnvelope = Object.keys(document).some(name => /(^|\})Envelope$/.test(name))
  if (!isEnvelope) return malformed('the root is not an Envelope')
  return new Fault('soap-version-unknown', {
    params: { soap11: versions['1.1'].uri, soap12: versions['1.2'].uri },
  })
}

function refused(reason: XmlReason): Fault {
  if (reason === 'busy') return new Fault('not-ready', { params: { reason }, retryAfterSeconds: 1 })
  return malformed(`XML ${reason}`)
}

function malformed(reason: string): Fault {
  return new Fault('soap-malformed', { params: { reason } })
}

export function recordOf(value: unknown): XmlObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as XmlObject) : {}
}

/** The text of a header block, or undefined when it is not there or empty. */
export function headerText(block: unknown): string | undefined {
  const text = typeof block === 'string' ? block : recordOf(block)['#text']
  return typeof text === 'string' && text.trim() !== '' ? text.trim() : undefined
}
