import { X509Certificate } from 'node:crypto'
import { createSecureContext, type SecureContext } from 'node:tls'
import { AdapterFault } from '../adapter-fault.ts'

/** PEM texts. Empty counts as absent. */
export interface TlsMaterial {
  /** Who may have issued the platform's certificate; replaces the public authorities. */
  readonly ca?: string | undefined
  readonly certificate?: string | undefined
  readonly key?: string | undefined
  readonly passphrase?: string | undefined
}

/**
 * TLS 1.2 or newer. Whether certificates are verified is not asked here or anywhere.
 * @throws AdapterFault when a certificate or key cannot be read, without quoting it.
 */
export function secureContextOf({ ca, certificate, key, passphrase }: TlsMaterial): SecureContext {
  if (Boolean(certificate) !== Boolean(key)) {
    throw new AdapterFault('a client certificate and its key go together')
  }
  try {
    for (const pem of [ca, certificate]) if (pem) readAll(pem)
    return createSecureContext({
      minVersion: 'TLSv1.2',
      ...(ca ? { ca } : {}),
      ...(certificate ? { cert: certificate } : {}),
      ...(key ? { key } : {}),
      ...(passphrase ? { passphrase } : {}),
    })
  } catch {
    throw new AdapterFault('a certificate or key of the settings is not PEM, or they do not belong together')
  }
}

const block = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g

/** OpenSSL passes over an authority that it cannot read, and every connection fails later without a reason. */
function readAll(pem: string): void {
  const blocks = pem.match(block) ?? []
  if (blocks.length === 0) throw new RangeError('no certificate')
  for (const text of blocks) new X509Certificate(text)
}
