import { type LookupAddress, lookup as systemLookup } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import type { SecureContext } from 'node:tls'
import { buildConnector } from 'undici'
import type { Guard } from './guard.ts'

/** Every address of a host name. Rejects when there is none. */
export type Resolve = (hostname: string) => Promise<readonly LookupAddress[]>

export interface ConnectorOptions {
  readonly guard: Guard
  readonly port: number
  readonly secureContext: SecureContext
  /** For name, TCP and TLS together. */
  readonly connectMs: number
  readonly resolve?: Resolve | undefined
}

/** The operator has not allowed the address that a name leads to. */
class AddressRefused extends Error {
  readonly code = 'ADDRESS_REFUSED'
}

/**
 * Opens connections to addresses that the guard lets pass. It stands where the name has just been resolved, and the
 * socket goes to the very addresses that it has seen: a name that resolves differently a moment later (DNS rebinding)
 * gains nothing.
 */
export function guardedConnector(options: ConnectorOptions): buildConnector.connector {
  const { guard, port, secureContext, connectMs, resolve = bySystem } = options
  const connect = buildConnector({
    timeout: connectMs,
    allowH2: false,
    lookup: guardedLookup(resolve, address => guard(address, port)),
    secureContext,
    // Said here because the default follows NODE_TLS_REJECT_UNAUTHORIZED.
    rejectUnauthorized: true,
  })
  return (target, callback) => {
    // An address in place of a name is connected to without any look-up.
    const literal = target.hostname.replace(/^\[|\]$/g, '')
    if (isIP(literal) === 0 || guard(literal, port)) connect(target, callback)
    else queueMicrotask(() => callback(new AddressRefused(), null))
  }
}

/** In the form that `net.connect` asks for. Addresses that are refused are left out; if none remains, the look-up fails. */
function guardedLookup(resolve: Resolve, admits: (address: string) => boolean): LookupFunction {
  return (hostname, { all }, callback) => {
    resolve(hostname).then(
      found => {
        const admitted = found.filter(({ address }) => admits(address))
        const [first] = admitted
        if (first === undefined) callback(new AddressRefused(), '', 0)
        else if (all === true) callback(null, admitted)
        else callback(null, first.address, first.family)
      },
      (error: NodeJS.ErrnoException) => callback(error, '', 0),
    )
  }
}

function bySystem(hostname: string): Promise<LookupAddress[]> {
  return new Promise((resolve, reject) => {
    systemLookup(hostname, { all: true }, (error, addresses) => {
      if (error === null) resolve(addresses)
      else reject(error)
    })
  })
}
