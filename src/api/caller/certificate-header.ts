import { X509Certificate } from 'node:crypto'

/**
 * A certificate as proxies hand it over in a header: PEM with its line ends and signs escaped (nginx
 * `$ssl_client_escaped_cert`), DER in base64 between colons (RFC 9440 `Client-Cert`) or bare (HAProxy, Traefik, which
 * may escape that too). Undefined when it is none of them.
 */
export function certificateIn(text: string): X509Certificate | undefined {
  const plain = unescaped(text).trim()
  const bare = /^:?([0-9A-Za-z+/\s]+={0,2}):?$/.exec(plain)?.[1]
  if (bare === undefined && !/^-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----$/.test(plain)) return
  try {
    return new X509Certificate(bare === undefined ? plain : Buffer.from(bare, 'base64'))
  } catch {
    return undefined
  }
}

function unescaped(text: string): string {
  if (!text.includes('%')) return text
  try {
    return decodeURIComponent(text)
  } catch {
    return ''
  }
}

/** SHA-256 in hexadecimal digits, colons between them or not. What is shorter, nginx's SHA-1 too, counts for nothing. */
export function fingerprintIn(text: string): string | undefined {
  const digits = text.trim().replaceAll(':', '').toLowerCase()
  return /^[0-9a-f]{64}$/.test(digits) ? digits : undefined
}
