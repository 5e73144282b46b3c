import { createHmac, timingSafeEqual } from 'node:crypto'

/** What a token says. Nothing of it is anybody's data. */
export interface Token {
  /** UUID of the link. */
  readonly id: string
  /** Seconds since 1970. */
  readonly expires: number
  /** Of the key that signed it. */
  readonly generation: number
}

const sizes = { id: 16, expires: 4, generation: 2, signature: 32 } as const
const signedBytes = sizes.id + sizes.expires + sizes.generation
const tokenBytes = signedBytes + sizes.signature

/** One word for an address: id, expiry and generation, and HMAC-SHA256 over them. @param key of that generation */
export function writeToken({ id, expires, generation }: Token, key: Buffer): string {
  const signed = Buffer.alloc(signedBytes)
  Buffer.from(id.replaceAll('-', ''), 'hex').copy(signed)
  signed.writeUInt32BE(expires, sizes.id)
  signed.writeUInt16BE(generation, sizes.id + sizes.expires)
  return Buffer.concat([signed, sign(signed, key)]).toString('base64url')
}

/**
 * @param keyOf undefined for a generation that counts no more
 * @returns undefined for what nobody here has signed; whether it has expired is the caller's to see
 */
export function readToken(
  text: string,
  keyOf: (generation: number) => Buffer | undefined,
): Token | undefined {
  const bytes = Buffer.from(text, 'base64url')
  // One spelling only: what decodes to the same is not the same address.
  if (bytes.length !== tokenBytes || bytes.toString('base64url') !== text) return undefined
  const signed = bytes.subarray(0, signedBytes)
  const generation = signed.readUInt16BE(sizes.id + sizes.expires)
  const key = keyOf(generation)
  if (key === undefined || !timingSafeEqual(sign(signed, key), bytes.subarray(signedBytes))) return undefined
  const hex = signed.toString('hex', 0, sizes.id)
  const id = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join(
    '-',
  )
  return { id, expires: signed.readUInt32BE(sizes.id), generation }
}

const sign = (bytes: Buffer, key: Buffer) => createHmac('sha256', key).update(bytes).digest()
