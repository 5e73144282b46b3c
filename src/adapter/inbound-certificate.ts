import { createHash, type KeyObject, X509Certificate } from 'node:crypto'
import { AdapterFault } from './adapter-fault.ts'
import type { InboundAuthSpec } from './inbound-spec.ts'
import type { Settings } from './settings.ts'
import { fillSettings, fillText } from './template.ts'

/** What a caller has proven to hold the key of: in its handshake with the gateway, or with a proxy that is trusted. */
export interface ClientCertificate {
  /** SHA-256 of the certificate, in lower-case hexadecimal digits. */
  readonly fingerprint: string
  /** Absent: the proxy told the fingerprint alone. */
  readonly x509?: X509Certificate
}

/** Of a certificate as it is. */
export function clientCertificate(x509: X509Certificate): ClientCertificate {
  return { fingerprint: sha256(x509.raw), x509 }
}

type Spec = Extract<InboundAuthSpec, { kind: 'client-certificate' }>

/**
 * Whether a certificate is the one that the settings pin, or comes from the authority that they name, with that subject.
 * Neither pinned nor an authority: nobody's is. A pin is the SHA-256 of the certificate or of its public key, so that a
 * certificate renewed with the same key stays known.
 *
 * @throws AdapterFault for a pin that is none, or an authority that cannot be read
 */
export function certificateCheck(
  spec: Spec,
  settings: Settings,
  now: () => number = Date.now,
): (certificate: ClientCertificate | undefined) => boolean {
  const pins = new Set(list(fillSettings(spec.fingerprints ?? '', settings), /[\s,]+/).map(pinOf))
  const authorities = authoritiesIn(fillText(spec.authorities ?? '', settings))
  const subject = list(fillSettings(spec.subject ?? '', settings), /[;\n]/)
  if (pins.size === 0 && authorities.length === 0) return () => false
  return certificate => {
    if (certificate === undefined) return false
    const { fingerprint, x509 } = certificate
    if (x509 !== undefined && !inForce(x509, now())) return false
    const key = x509 === undefined ? '' : sha256(spki(x509.publicKey))
    if (pins.size > 0 && !pins.has(fingerprint) && !pins.has(key)) return false
    if (authorities.length > 0 && !authorities.some(authority => issued(authority, x509))) return false
    return subject.length === 0 || (x509 !== undefined && bears(x509, subject))
  }
}

function inForce({ validFrom, validTo }: X509Certificate, now: number): boolean {
  return Date.parse(validFrom) <= now && now < Date.parse(validTo)
}

/** Extended key usage id-kp-clientAuth, RFC 5280 §4.2.1.12; a certificate without the extension is for anything. */
const clientAuth = '1.3.6.1.5.5.7.3.2'

/** The authority that signed it, itself: with an intermediate authority the settings name that one. */
function issued(authority: X509Certificate, x509: X509Certificate | undefined): boolean {
  if (x509 === undefined || !x509.checkIssued(authority) || !x509.verify(authority.publicKey)) return false
  // Of Node 20's types it is a string list that may be missing.
  const uses = x509.keyUsage as string[] | undefined
  return uses === undefined || uses.includes(clientAuth)
}

/** Each attribute as its own line (`CN=…`), in which OpenSSL escapes line ends of its value. */
function bears({ subject }: X509Certificate, wanted: readonly string[]): boolean {
  const lines = new Set(subject.split('\n'))
  return wanted.every(one => lines.has(one))
}

function pinOf(text: string): string {
  const hexadecimal = text.replaceAll(':', '').toLowerCase()
  if (/^[0-9a-f]{64}$/.test(hexadecimal)) return hexadecimal
  const base64 = text.replace(/^sha256\/\/?/i, '')
  if (/^[0-9A-Za-z+/]{43}=$/.test(base64)) return Buffer.from(base64, 'base64').toString('hex')
  throw new AdapterFault(`${text}: no SHA-256 of a certificate or of a public key`)
}

const block = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g

function authoritiesIn(pem: string): X509Certificate[] {
  if (pem.trim() === '') return []
  try {
    const found = (pem.match(block) ?? []).map(text => new X509Certificate(text))
    if (found.length > 0 && found.every(({ ca }) => ca)) return found
  } catch {
    // Said below, without the text.
  }
  throw new AdapterFault('the authorities of client certificates are no PEM texts of authorities')
}

function list(value: unknown, parting: RegExp): string[] {
  const texts = Array.isArray(value) ? value.map(String) : String(value ?? '').split(parting)
  return texts.map(text => text.trim()).filter(text => text !== '')
}

const spki = (key: KeyObject) => key.export({ type: 'spki', format: 'der' })
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
