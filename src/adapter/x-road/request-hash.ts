import { createHash } from 'node:crypto'

/** Never part of the message that X-Road hashes (RestMessage.java). */
const hop = new Set(
  (
    'transfer-encoding keep-alive proxy-authenticate proxy-authorization te trailer upgrade connection user-agent host ' +
    'content-length server expect'
  ).split(' '),
)

const sha512 = (...pieces: Uint8Array[]) =>
  pieces.reduce((hash, piece) => hash.update(piece), createHash('sha512')).digest()

/**
 * X-Road-Request-Hash (pr-rest §4.6): base64 of SHA-512 over the message head, or over the two hashes of head and body.
 * @param head `[name, value]` in the order on the wire, those included that security servers add.
 */
export function restRequestHash(
  method: string,
  target: string,
  head: readonly (readonly [string, string])[],
  body: Uint8Array | undefined,
): string {
  const kept = head.filter(([name]) => !hop.has(name.toLowerCase()))
  const message = [method, target, ...kept.map(([name, value]) => `${name}:${value}`)]
  const bytes = Buffer.from(message.map(line => `${line}\r\n`).join(''))
  if (body === undefined || body.length === 0) return sha512(bytes).toString('base64')
  return sha512(sha512(bytes), sha512(body)).toString('base64')
}

const algorithms: Readonly<Record<string, string>> = {
  'http://www.w3.org/2001/04/xmlenc#sha512': 'sha512',
  'http://www.w3.org/2001/04/xmldsig-more#sha384': 'sha384',
  'http://www.w3.org/2001/04/xmlenc#sha256': 'sha256',
}

/**
 * `requestHash` of the SOAP protocol: over the raw bytes of the envelope (pr-mess §2.2). Undefined for an algorithm that
 * is not known, or not to be trusted.
 */
export function soapRequestHash(algorithmId: string, envelope: Uint8Array): string | undefined {
  const algorithm = Object.hasOwn(algorithms, algorithmId) ? algorithms[algorithmId] : undefined
  return algorithm === undefined ? undefined : createHash(algorithm).update(envelope).digest('base64')
}
