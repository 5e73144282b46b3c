import { Fault } from '../../errors/fault.ts'

const lineFeed = 10
const nothing: Buffer = Buffer.alloc(0)

/**
 * The lines of a byte stream, without their line feeds. A line over the limit becomes a Fault `body-too-large` in its
 * place and is skipped without being held, so memory stays constant whatever is sent.
 *
 * @param limit bytes
 */
export async function* readLines(
  stream: AsyncIterable<Buffer>,
  limit: number,
): AsyncGenerator<Buffer | Fault> {
  // Grows by doubling: however small the pieces are, the line costs twice its bytes at most.
  let held = nothing
  let length = 0
  const take = (piece: Buffer) => {
    const before = length
    length += piece.length
    if (length > limit) held = nothing
    else {
      if (length > held.length) held = grown(held, before, Math.min(limit, Math.max(length, 2 * held.length)))
      piece.copy(held, before)
    }
  }
  const finish = (): Buffer | Fault => {
    const line =
      length > limit ? new Fault('body-too-large', { params: { limit } }) : held.subarray(0, length)
    held = nothing
    length = 0
    return line
  }
  for await (const chunk of stream) {
    let from = 0
    for (let end = chunk.indexOf(lineFeed); end >= 0; end = chunk.indexOf(lineFeed, from)) {
      take(chunk.subarray(from, end))
      yield finish()
      from = end + 1
    }
    take(chunk.subarray(from))
  }
  if (length > 0) yield finish()
}

function grown(held: Buffer, used: number, size: number): Buffer {
  const larger = Buffer.allocUnsafe(size)
  held.copy(larger, 0, 0, used)
  return larger
}
