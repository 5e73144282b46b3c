import type { WSDL } from 'soap'
import { AdapterFault } from '../../adapter-fault.ts'
import type { SoapTransport } from '../spec.ts'
import type { Documents } from './documents.ts'
import { loadWsdl } from './load.ts'
import { tryWsdl } from './trial.ts'

/** A WSDL that has been read. */
export interface Contract {
  readonly wsdl: WSDL
  /** @throws AdapterFault when there is no such operation, more than one, or one that is not spoken here. */
  operation(name: string, transport: SoapTransport): WsdlOperation
}

export interface WsdlOperation {
  readonly service: string
  readonly port: string
  readonly name: string
  readonly style: 'document' | 'rpc'
  /** Of a document style operation: the element in the envelope's body. */
  readonly element?: { readonly uri: string; readonly local: string }
}

/** What node-soap keeps of an operation; its own types do not say. */
interface Method {
  readonly style: string
  readonly inputSoap?: { readonly use?: string }
  readonly input?: { readonly $name?: string; readonly targetNamespace?: string; readonly parts?: object }
}

/**
 * Reads the WSDL that a manifest names, from the adapter's own `wsdl/` and nowhere else.
 * @throws AdapterFault saying why it is refused.
 */
export async function openContract(entry: string, documents: Documents): Promise<Contract> {
  const tried = await tryWsdl(entry, documents)
  const wsdl = await loadWsdl(entry, tried.documents)
  return { wsdl, operation: (name, transport) => find(wsdl, name, transport, tried.bodyUris) }
}

function find(wsdl: WSDL, name: string, transport: SoapTransport, uris: readonly string[]): WsdlOperation {
  const places = placesOf(wsdl, name).filter(
    ({ service, port }) =>
      (transport.service === undefined || transport.service === service) &&
      (transport.port === undefined || transport.port === port),
  )
  const [place] = places
  if (place === undefined) {
    const known = [...new Set(allMethods(wsdl).map(({ operation }) => operation))].slice(0, 20).join(', ')
    throw new AdapterFault(`the WSDL has no operation ${name} there; it has ${known || 'none'}`)
  }
  if (places.length > 1) {
    const ports = places.map(({ service, port }) => `${service}/${port}`).join(', ')
    throw new AdapterFault(`several ports of the WSDL have ${name}; name service and port: ${ports}`)
  }
  const { service, port, method } = place
  return {
    service,
    port,
    name,
    ...spoken(name, method, String(wsdl.definitions.$targetNamespace ?? ''), uris),
  }
}

function spoken(
  name: string,
  { style, inputSoap, input }: Method,
  target: string,
  uris: readonly string[],
): Pick<WsdlOperation, 'style' | 'element'> {
  if (inputSoap?.use === 'encoded')
    throw new AdapterFault(
      `${name} is rpc/encoded, which is not spoken: ask for a literal binding, or write its envelope without WSDL`,
    )
  if (style === 'rpc') {
    const other = uris.find(uri => uri !== target)
    if (other !== undefined)
      throw new AdapterFault(
        `${name} is rpc with the namespace ${other}; only that of the WSDL itself is spoken`,
      )
    return { style }
  }
  const { $name: local, targetNamespace: uri } = input ?? {}
  if (local === undefined || uri === undefined || input?.parts !== undefined)
    throw new AdapterFault(
      `${name} is document style, but its input message has not one part with an element`,
    )
  return { style: 'document', element: { uri, local } }
}

interface Place {
  readonly service: string
  readonly port: string
  readonly operation: string
  readonly method: Method
}

function placesOf(wsdl: WSDL, name: string): Place[] {
  return allMethods(wsdl).filter(({ operation }) => operation === name)
}

function allMethods({ definitions }: WSDL): Place[] {
  return Object.entries(definitions.services ?? {}).flatMap(([service, { ports }]) =>
    Object.entries(ports ?? {}).flatMap(([port, { binding }]) =>
      Object.entries((binding?.methods ?? {}) as unknown as Readonly<Record<string, Method>>).map(
        ([operation, method]) => ({ service, port, operation, method }),
      ),
    ),
  )
}
