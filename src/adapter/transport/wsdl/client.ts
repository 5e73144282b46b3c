import { createRequire } from 'node:module'
import type { IHttpClient } from 'soap'
import { AdapterFault } from '../../adapter-fault.ts'
import type { Exchanged } from '../send.ts'
import type { SoapVersion } from '../soap.ts'
import type { Contract, WsdlOperation } from './contract.ts'

/** Takes a finished envelope to the egress. */
export type Leave = (envelope: string, headers: Readonly<Record<string, string>>) => Promise<Exchanged>

export interface SoapClient {
  call(content: string, leave: Leave): Promise<Exchanged>
}

/** How a method of node-soap's client is called: arguments, callback, and options that reach the HTTP client. */
type Method = (args: object, callback: (error: unknown) => void, options: { readonly leave: Leave }) => void

const require = createRequire(import.meta.url)

/**
 * node-soap's client of one operation. Its HTTP client is ours: what it has written leaves by the egress, and the answer
 * is read by our own reader, never by node-soap's.
 * @throws AdapterFault when the operation cannot be called.
 */
export function openClient(
  contract: Contract,
  { service, port, name, style }: WsdlOperation,
  version: SoapVersion,
  address: URL,
): SoapClient {
  // Already loaded by whoever has read the WSDL.
  const { Client } = require('soap') as typeof import('soap')
  const client = new Client(contract.wsdl, address.href, {
    httpClient: egressClient,
    forceSoap12Headers: version === '1.2',
  })
  const ports = (client as unknown as Readonly<Record<string, unknown>>)[service]
  const method = (ports as Readonly<Record<string, Readonly<Record<string, Method>>>>)?.[port]?.[name]
  if (typeof method !== 'function') throw new AdapterFault(`${service}/${port}/${name} cannot be called`)
  return {
    call: (content, leave) =>
      new Promise((resolve, reject) => {
        const args = style === 'rpc' ? { $xml: content } : { _xml: content }
        const settle: Leave = async (envelope, headers) => {
          const exchanged = await leave(envelope, headers)
          resolve(exchanged)
          return exchanged
        }
        try {
          method(args, error => reject(error), { leave: settle })
        } catch (error) {
          reject(error)
        }
        // It keeps what it wrote for debugging: a message must not stay in memory until the next one comes.
        for (const kept of ['lastMessage', 'lastRequest', 'lastResponse'])
          Reflect.deleteProperty(client, kept)
      }),
  }
}

const egressClient: IHttpClient = {
  request(_url, data, callback, exheaders, exoptions) {
    const { leave } = exoptions as unknown as { readonly leave: Leave }
    const headers = Object.fromEntries(
      Object.entries(exheaders ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)]),
    )
    // Only a failure of ours goes back: with an answer node-soap would parse it.
    const left = leave(String(data), headers)
    left.catch(callback)
    return left as never
  },
}
