import { writeXml } from '../../adapter/xml/index.ts'
import type { Shape } from '../../contract/xml/shape.ts'
import { writeValue } from '../../contract/xml/write.ts'
import { catalog, type Language } from '../../errors/catalog.ts'
import type { Fault } from '../../errors/fault.ts'
import { type SoapVersion, soapNamespace, versions } from './names.ts'

/** Prefix of the facade's own elements in answers: the members of a SOAP 1.1 fault must be in no namespace at all. */
const prefix = 'lt:'

/** The envelope of an operation's answer. */
export function answerEnvelope(
  version: SoapVersion,
  { name, shape, value }: { name: string; shape: Shape; value: object },
  correlationId: string,
): string {
  return envelope(version, { [prefix + name]: writeValue(value, shape, prefix) }, correlationId)
}

/**
 * The envelope of a fault, and the HTTP status that it goes with. Whose fault it is decides the code: the client's or
 * the server's (which every other owner is to the client).
 */
export function faultEnvelope(
  version: SoapVersion,
  fault: Fault,
  { problem, language, correlationId }: { problem: Shape; language: Language; correlationId: string },
): { status: number; body: string } {
  const detail = { [`${prefix}Problem`]: writeValue(problemOf(fault, correlationId), problem, prefix) }
  const code = codeOf(version, fault)
  const body =
    version === '1.1'
      ? { 'soap:Fault': { faultcode: `soap:${code}`, faultstring: sentence(fault, language), detail } }
      : {
          'soap:Fault': {
            'soap:Code': { 'soap:Value': `soap:${code}` },
            'soap:Reason': {
              'soap:Text': (['vi', 'en'] as const).map(its => ({
                '@xml:lang': its,
                '#text': sentence(fault, its),
              })),
            },
            'soap:Detail': detail,
          },
        }
  return { status: statusOf(version, fault), body: envelope(version, body, correlationId) }
}

function envelope(version: SoapVersion, body: object, correlationId: string): string {
  return writeXml(
    {
      'soap:Envelope': {
        'soap:Header': { [`${prefix}CorrelationId`]: correlationId },
        'soap:Body': body,
      },
    },
    { namespaces: { soap: versions[version].uri, lt: soapNamespace } },
  )
}

function codeOf(version: SoapVersion, { code, owner }: Fault): string {
  if (code === 'soap-header-unknown') return 'MustUnderstand'
  if (code === 'soap-version-unknown') return 'VersionMismatch'
  if (version === '1.1') return owner === 'client' ? 'Client' : 'Server'
  return owner === 'client' ? 'Sender' : 'Receiver'
}

/**
 * SOAP 1.1 §6.2: every fault is a 500; SOAP 1.2 part 2 §7.5.2.2: the sender's a 400. Only 401 stands out: some toolkits
 * send a Basic password not before they are asked for it.
 */
function statusOf(version: SoapVersion, { status, owner }: Fault): number {
  if (status === 401) return status
  return version === '1.2' && owner === 'client' ? 400 : 500
}

function sentence(fault: Fault, language: Language): string {
  return `${catalog[fault.code].title[language]}: ${fault.detail(language)}`
}

function problemOf(fault: Fault, correlationId: string): object {
  const { status, owner, retryable, title } = catalog[fault.code]
  return {
    ...{ code: fault.code, status, owner, retryable, correlationId },
    ...(fault.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: fault.retryAfterSeconds }),
    ...{ titleVi: title.vi, titleEn: title.en },
    ...{ detailVi: fault.detail('vi'), detailEn: fault.detail('en') },
    ...{ fixVi: fault.fix('vi'), fixEn: fault.fix('en') },
    violations: fault.violations.map(({ pointer, message }) => ({
      pointer,
      messageVi: message.vi,
      messageEn: message.en,
    })),
  }
}
