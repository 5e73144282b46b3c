import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
  randomFillSync,
} from 'node:crypto'
import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Fault } from '../errors/fault.ts'

/**
 * Seals message bodies at rest: AES-256-GCM (NIST SP 800-38D), bound to the message id, so that one sealed body
 * cannot be put in another's place. Layout: format (1 byte, 0x01), nonce (12), tag (16), ciphertext.
 */
export class Seal {
  /** Made once: from bytes, every sealing would make one. */
  readonly #key: KeyObject
  readonly #digestKey: KeyObject

  constructor(key: Buffer) {
    this.#key = createSecretKey(key)
    this.#digestKey = createSecretKey(this.derive('digest'))
  }

  close(id: string, text: string | Uint8Array): Buffer {
    const nonce = freshNonce()
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce)
    cipher.setAAD(Buffer.from(id))
    const body = typeof text === 'string' ? cipher.update(text, 'utf8') : cipher.update(text)
    cipher.final()
    return Buffer.concat([format, nonce, cipher.getAuthTag(), body])
  }

  /** A key of its own for one purpose (HKDF, RFC 5869): what it protects says nothing about the seal. */
  derive(purpose: string): Buffer {
    return Buffer.from(hkdfSync('sha256', this.#key, '', `lienthong/${purpose}`, 32))
  }

  /**
   * By which a value is known again without being kept, e.g. a telephone number: keyed, because there are so few of them
   * that anybody could try them all.
   */
  digest(text: string): Buffer {
    return createHmac('sha256', this.#digestKey).update(text).digest()
  }

  /** @throws Fault `seal-broken` when the body was changed, moved, or sealed with another key. */
  open(id: string, sealed: Buffer): string {
    return this.openBytes(id, sealed).toString('utf8')
  }

  /** @throws Fault as `open` */
  openBytes(id: string, sealed: Buffer): Buffer {
    try {
      if (sealed[0] !== format[0]) throw new RangeError('unknown seal format')
      const decipher = createDecipheriv('aes-256-gcm', this.#key, sealed.subarray(1, 13))
      decipher.setAAD(Buffer.from(id))
      decipher.setAuthTag(sealed.subarray(13, 29))
      const bytes = decipher.update(sealed.subarray(29))
      // Nothing more comes of it; it throws where the tag does not hold.
      decipher.final()
      return bytes
    } catch (cause) {
      throw new Fault('seal-broken', { params: { message: id }, cause })
    }
  }
}

const format = Buffer.from([1])
const nonceBytes = 12
const pool = Buffer.alloc(nonceBytes * 512)
let drawn = pool.length

/** Random nonces, drawn from the system hundreds at a time: a call for each would cost as much as the sealing. */
function freshNonce(): Buffer {
  if (drawn === pool.length) {
    randomFillSync(pool)
    drawn = 0
  }
  drawn += nonceBytes
  return pool.subarray(drawn - nonceBytes, drawn)
}

/** The key from the settings, else the one kept in the data folder, made on the first start. */
export function openSeal(settings: { sealKey?: string; data: string }): Seal {
  if (settings.sealKey !== undefined) return new Seal(Buffer.from(settings.sealKey, 'base64'))
  const path = join(settings.data, 'seal.key')
  if (!existsSync(path)) {
    // Two processes may start at once: whoever links first wins, and both then read the same key.
    const temporary = `${path}.${process.pid}`
    writeFileSync(temporary, randomBytes(32).toString('base64'), { mode: 0o600, flush: true })
    try {
      linkSync(temporary, path)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    } finally {
      rmSync(temporary, { force: true })
    }
  }
  return new Seal(Buffer.from(readFileSync(path, 'utf8'), 'base64'))
}
