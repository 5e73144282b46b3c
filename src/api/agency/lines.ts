import { StringDecoder } from 'node:string_decoder'
import { Fault } from '../../errors/fault.ts'

/**
 * The lines of a UTF-8 byte stream. A line over the limit becomes a Fault `body-too-large` in its place and is skipped
 * without being held, so memory stays constant whatever is sent.
 *
 * @param limit bytes (counted as UTF-16 units, which are never more)
 */
export async function* readLines(
  stream: AsyncIterable<Buffer | string>,
  limit: number,
): AsyncGenerator<string | Fault> {
  const decoder = new StringDecoder('utf8')
  let line = ''
  let skipping = false
  for await (const chunk of stream) {
    let rest = typeof chunk === 'string' ? chunk : decoder.write(chunk)
    for (let end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n')) {
      line += rest.slice(0, end)
      rest = rest.slice(end + 1)
      yield skipping || line.length > limit ? tooLong(limit) : line
      line = ''
      skipping = false
    }
    if (!skipping) line += rest
    if (line.length > limit) {
      skipping = true
      line = ''
    }
  }
  if (skipping) yield tooLong(limit)
  else if (line !== '') yield line
}

function tooLong(limit: number): Fault {
  return new Fault('body-too-large', { params: { limit } })
}
