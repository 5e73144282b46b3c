import { hash, randomBytes } from 'node:crypto'

/** API keys and admin tokens carry 256 bits of chance, so a plain SHA-256 of them is safe to store and fast to look up. */
export interface NewKey {
  /** Shown once, never stored. */
  readonly key: string
  readonly hash: Buffer
  /** Enough of it to recognise it by. */
  readonly hint: string
}

export function newKey(prefix: 'lt' | 'lta'): NewKey {
  const key = `${prefix}_${randomBytes(32).toString('base64url')}`
  return { key, hash: hashKey(key), hint: key.slice(0, prefix.length + 7) }
}

export function hashKey(key: string): Buffer {
  return hash('sha256', key, 'buffer')
}

/** The token of an `Authorization: Bearer` header (RFC 6750 §2.1), or undefined. */
export function bearerToken(header: string | undefined): string | undefined {
  return header === undefined ? undefined : /^bearer +([\w~+/.=-]+) *$/i.exec(header)?.[1]
}
