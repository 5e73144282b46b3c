import { AdapterFault } from '../adapter-fault.ts'
import type { Egress } from '../egress/egress.ts'
import type { RequestSpec, Transport } from '../manifest.ts'
import { type Observed, observe } from '../observed.ts'
import type { Settings } from '../settings.ts'
import { compileTemplate, type Filling, fillSettings } from '../template.ts'

export interface Exchanged {
  readonly observed: Observed
  readonly requestBytes: number
}

/** One request of the manifest, ready to be filled and sent. Never rejects for what the network does. */
export type Send = (filling: Filling, signal?: AbortSignal) => Promise<Exchanged>

export interface HttpContext {
  readonly transport: Transport
  readonly settings: Settings
  readonly egress: Egress
  readonly clock: () => Date
}

/**
 * Compiles a request: JSON over HTTP.
 * @throws AdapterFault when its address is not one that the settings name.
 */
export function compileRequest(
  request: RequestSpec,
  { transport, settings, egress, clock }: HttpContext,
): Send {
  const url = addressOf(transport, request.path, settings)
  egress.admit(url)
  const headers = headersOf({ ...transport.headers, ...request.headers }, settings)
  const body = request.body === undefined ? undefined : compileTemplate(request.body, settings)
  const method = request.method ?? 'POST'
  const unwrap = transport.unwrap ?? []
  return async (filling, signal) => {
    const bytes = body === undefined ? undefined : Buffer.from(JSON.stringify(body(filling)))
    const reply = await egress.send({
      method,
      url,
      headers,
      ...(bytes === undefined ? {} : { body: bytes }),
      ...(signal === undefined ? {} : { signal }),
    })
    return { observed: observe(reply, unwrap, clock()), requestBytes: bytes?.length ?? 0 }
  }
}

/** Where an adapter may call: the origin of its base address. @throws AdapterFault when that is no http(s) address. */
export function originOf(transport: Transport, settings: Settings): string {
  return addressOf(transport, '/', settings).origin
}

/** Base and path are joined as text, as the guides do (`adapter_url + auth_endpoint`), not resolved as a link. */
function addressOf({ base }: Transport, path: string, settings: Settings): URL {
  const text = `${String(fillSettings(base, settings)).replace(/\/+$/, '')}/${String(fillSettings(path, settings)).replace(/^\/+/, '')}`
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw new AdapterFault('the base address is no http(s) address')
  return url
}

/** A header whose setting is empty is left out. */
function headersOf(headers: Readonly<Record<string, string>>, settings: Settings): Record<string, string> {
  const filled = Object.entries(headers).map(
    ([name, value]) => [name, String(fillSettings(value, settings) ?? '')] as const,
  )
  return Object.fromEntries(filled.filter(([, value]) => value !== ''))
}
