import type { Readable } from 'node:stream'
import { Fault } from '../../errors/fault.ts'

/**
 * A body as it came, for platforms whose checksums count every byte of it.
 *
 * @throws Fault `body-too-large`, as soon as that is known; and whatever `limit` throws
 */
export async function readBody(
  payload: Readable,
  declared: string | undefined,
  limit: () => number,
): Promise<Buffer> {
  const most = limit()
  const tooLarge = () => new Fault('body-too-large', { params: { limit: most } })
  if (Number(declared ?? 0) > most) throw tooLarge()
  const chunks: Buffer[] = []
  let bytes = 0
  return new Promise((resolve, reject) => {
    payload.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes > most) {
        payload.removeAllListeners('data')
        payload.resume()
        reject(tooLarge())
      } else chunks.push(chunk)
    })
    payload.once('end', () => resolve(Buffer.concat(chunks)))
    payload.once('error', reject)
  })
}
