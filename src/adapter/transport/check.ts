import type { Manifest } from '../manifest.ts'
import type { RequestSpec } from '../request-spec.ts'
import type { Transport } from './spec.ts'

/** Requests that do not fit the manifest's transport, as far as the JSON Schema cannot say it. */
export function transportFaults({ transport, operations }: Manifest): string[] {
  return Object.entries(operations).flatMap(([name, { request }]) =>
    requestFaults(transport, request).map(fault => `${name}: its request ${fault}`),
  )
}

function requestFaults(transport: Transport, request: RequestSpec): string[] {
  const faults: string[] = []
  const xRoad = transport.kind === 'x-road-rest' || transport.kind === 'x-road-soap'
  const wsdl = transport.kind === 'soap' && transport.wsdl !== undefined
  const raw = transport.kind === 'soap' && transport.wsdl === undefined
  if (request.service !== undefined && !xRoad) faults.push(`needs an X-Road transport for service`)
  if (request.operation !== undefined && !wsdl) faults.push('needs a SOAP transport with wsdl for operation')
  if (request.action !== undefined && !raw) faults.push('needs a SOAP transport without wsdl for action')
  const spoken = [request.service, request.operation, request.action].filter(word => word !== undefined)
  if (spoken.length === 0 && (request.path ?? request.address) === undefined)
    faults.push('needs a path, an address, a service, an operation or an action')
  if (transport.kind === 'x-road-soap' && request.service !== undefined && request.encoding !== undefined)
    faults.push('has an encoding, which SOAP decides by itself')
  if (request.attachments !== undefined && transport.kind !== 'x-road-soap')
    faults.push('has attachments, which only x-road-soap carries')
  for (const header of Object.keys({ ...transport.headers, ...request.headers })) {
    if (xRoad && /^x-road-/i.test(header)) faults.push(`sets ${header}, which the gateway writes`)
  }
  return faults
}
