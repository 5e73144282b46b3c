import { TLSSocket } from 'node:tls'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { among, type ClientCertificate, clientCertificate } from '../../adapter/index.ts'
import { certificateIn, fingerprintIn } from './certificate-header.ts'
import { type AddressHeader, addressBehind } from './forwarded.ts'

/** What stands before the gateway. */
export interface Proxies {
  /** Addresses or networks; only what connects from there is believed when it speaks of others. */
  readonly trusted: readonly string[]
  readonly addressHeader: AddressHeader
  /** In which they hand over their client's certificate, or its SHA-256. They must overwrite both. */
  readonly certificateHeader?: string
  readonly fingerprintHeader?: string
}

/** Who calls, before it has said who it is. */
export interface Caller {
  readonly address?: string
  readonly certificate?: ClientCertificate
}

export interface CallerSettings {
  readonly proxies: Proxies
  /** The gateway's own TLS has an authority for clients: certificates that are not of it do not count. */
  readonly verifiedOnly: boolean
}

const nobody: CallerSettings = {
  proxies: { trusted: [], addressHeader: 'x-forwarded-for' },
  verifiedOnly: false,
}

declare module 'fastify' {
  interface FastifyRequest {
    readonly caller: Caller
  }
}

/**
 * Makes `request.caller` known: the address and the certificate of whoever calls, also behind proxies.
 * @throws RangeError or TypeError for a network that is none
 */
export function knowCallers(app: FastifyInstance, settings: CallerSettings = nobody): void {
  const callerOf = openCallers(settings)
  app.decorateRequest('caller', {
    getter(this: FastifyRequest) {
      return callerOf(this)
    },
  })
}

function openCallers({ proxies, verifiedOnly }: CallerSettings): (request: FastifyRequest) => Caller {
  const { addressHeader, certificateHeader, fingerprintHeader } = proxies
  const trusted = among(proxies.trusted)
  return request => {
    const { socket, headers } = request
    const text = (name: string | undefined) => {
      const value = name === undefined ? undefined : headers[name.toLowerCase()]
      return typeof value === 'string' && value !== '' ? value : undefined
    }
    const proxied = trusted(socket.remoteAddress ?? '')
    const given = [certificateHeader, fingerprintHeader].some(name => text(name) !== undefined)
    if (given && !proxied)
      request.log.warn(
        { correlationId: request.id },
        'security event: a header that only a trusted proxy writes came from elsewhere; it counts for nothing',
      )
    const address = addressBehind(socket.remoteAddress, text(addressHeader), addressHeader, trusted)
    const handed = proxied
      ? handedOver(text(certificateHeader), text(fingerprintHeader))
      : // What a proxy proves of itself proves nothing of those that it speaks for.
        ofSocket(socket, verifiedOnly)
    return { ...(address && { address }), ...(handed && { certificate: handed }) }
  }
}

function handedOver(
  certificate: string | undefined,
  fingerprint: string | undefined,
): ClientCertificate | undefined {
  if (certificate !== undefined) {
    const x509 = certificateIn(certificate)
    return x509 === undefined ? undefined : clientCertificate(x509)
  }
  const digest = fingerprint === undefined ? undefined : fingerprintIn(fingerprint)
  return digest === undefined ? undefined : { fingerprint: digest }
}

/** Of a connection whose TLS ends here. */
function ofSocket(socket: FastifyRequest['socket'], verifiedOnly: boolean): ClientCertificate | undefined {
  if (!(socket instanceof TLSSocket) || (verifiedOnly && !socket.authorized)) return
  const x509 = socket.getPeerX509Certificate()
  return x509 === undefined ? undefined : clientCertificate(x509)
}
