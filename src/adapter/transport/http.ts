import { AdapterFault } from '../adapter-fault.ts'
import type { RequestSpec } from '../request-spec.ts'
import type { Settings } from '../settings.ts'
import { addressOf } from './address.ts'
import { compilePlain } from './plain.ts'
import type { HttpContext, Send, StreamSpec } from './send.ts'
import { compileRawSoap } from './soap.ts'
import type { Transport } from './spec.ts'
import { compileWsdlCall } from './wsdl/call.ts'
import { compileXRoadRest } from './x-road-rest.ts'
import { compileXRoadSoap } from './x-road-soap.ts'

export type { Exchanged, HttpContext, Send, StreamSpec } from './send.ts'

/**
 * Compiles a request for the transport that it speaks.
 * @throws AdapterFault when its address is not one that the settings name, or something that it needs is missing.
 */
export function compileRequest(request: RequestSpec, context: HttpContext, streams?: StreamSpec): Send {
  const { kind } = context.transport
  if (request.service !== undefined && kind === 'x-road-rest') return compileXRoadRest(request, context)
  if (request.service !== undefined && kind === 'x-road-soap') return compileXRoadSoap(request, context)
  if (request.operation !== undefined) return compileWsdlCall(request, context)
  if (request.action !== undefined) return compileRawSoap(request, context)
  if (request.path === undefined && request.address === undefined)
    throw new AdapterFault('a request names neither path, address nor service')
  return compilePlain(request, context, streams)
}

/** Where an adapter may call: the origin of its base address. @throws AdapterFault when that is no http(s) address. */
export function originOf(transport: Transport, settings: Settings): string {
  return addressOf(transport.base, '/', settings).origin
}
