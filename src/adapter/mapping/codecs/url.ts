import { domainToASCII } from 'node:url'
import type { CodecFactory } from '../codec.ts'

const parts = /^(https?:\/\/)([^/?#]+)(.*)$/is
// What RFC 3986 does not allow in path, query or fragment; a "%" only where no escape follows.
const foreign = /[^\x21-\x7e]|["<>\\^`{|}]|%(?![0-9A-Fa-f]{2})/gu

/**
 * `url`: percent-encodes path and query, so that a file name with accents or spaces can be downloaded. Escapes that
 * are already there stay, so encoding twice changes nothing. Decoding leaves the encoded form, which means the same.
 */
export const url: CodecFactory = () => ({
  encode: (value, run) => {
    if (value === undefined) return undefined
    const match = typeof value === 'string' ? parts.exec(value) : null
    const host =
      match === null ? '' : /^[\x21-\x7e]+$/.test(match[2] ?? '') ? match[2] : domainToASCII(match[2] ?? '')
    const wrong = { vi: 'phải là địa chỉ http(s)', en: 'must be an http(s) address' }
    if (match === null || host === '') return run.fail(wrong)
    try {
      return `${match[1]}${host}${(match[3] ?? '').replace(foreign, encodeURIComponent)}`
    } catch {
      // encodeURIComponent throws on half a surrogate pair: no valid text, so no address.
      return run.fail(wrong)
    }
  },
  decode: value => value,
  lossless: true,
})
