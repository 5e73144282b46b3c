/** What comes is no base64. */
export class Base64Fault extends Error {
  readonly code = 'NO_BASE64'
}

/** Base64 of bytes as they come; four letters for every three bytes, whatever the pieces. */
export async function* toBase64(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let rest = Buffer.alloc(0)
  for await (const piece of bytes) {
    const all = rest.length === 0 ? piece : Buffer.concat([rest, piece])
    const whole = all.length - (all.length % 3)
    if (whole > 0) yield Buffer.from(all.toString('base64', 0, whole), 'latin1')
    rest = Buffer.from(all.subarray(whole))
  }
  if (rest.length > 0) yield Buffer.from(rest.toString('base64'), 'latin1')
}

export const base64Length = (bytes: number) => 4 * Math.ceil(bytes / 3)

const letters = /^[A-Za-z0-9+/]*$/
const last = /^[A-Za-z0-9+/]*={0,2}$/
const space = /[ \t\r\n]+/g

/** Bytes of base64 as it comes, with whatever breaks of lines. @throws Base64Fault for anything else */
export async function* fromBase64(text: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let rest = ''
  for await (const piece of text) {
    const all = rest + piece.toString('latin1').replace(space, '')
    // Up to the last four letters: only those may be padding, and nobody knows yet whether they are the last.
    const whole = Math.max(0, all.length - 1 - ((all.length - 1) % 4))
    const part = all.slice(0, whole)
    if (!letters.test(part)) throw new Base64Fault()
    if (whole > 0) yield Buffer.from(part, 'base64')
    rest = all.slice(whole)
  }
  if (rest.length % 4 !== 0 || !last.test(rest)) throw new Base64Fault()
  if (rest.length > 0) yield Buffer.from(rest, 'base64')
}
