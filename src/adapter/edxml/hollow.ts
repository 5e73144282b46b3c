import { Channel } from '../channel.ts'
import { EdxmlFault } from './fault.ts'

const carrier = 'ContentTransferEncoded'
/** A tag with its attributes; nobody's is longer. */
const longestTag = 64 * 1024
const lineBreaks = /^&#(?:10|13|32|9|x0?[aAdD9]|x20);$/

/**
 * Reads edXML as it comes, hands what stands in each `ContentTransferEncoded` to `take`, in turn, and keeps the rest, in
 * which the element holds the content's number. The rest is for the strict reader: nothing is checked here but what
 * stands between the two tags.
 *
 * @param keep bytes at the most of the rest
 * @returns the rest, and how many contents there were
 * @throws EdxmlFault, and what `take` throws
 */
export async function hollowEdxml(
  bytes: AsyncIterable<Buffer>,
  take: (base64: AsyncIterable<Buffer>, number: number) => Promise<void>,
  { keep, most }: { readonly keep: number; readonly most: number },
): Promise<{ readonly rest: Buffer; readonly count: number }> {
  const reader = new Reader(keep)
  let channel: Channel | undefined
  let taking: Promise<void> | undefined
  let broken: { error: unknown } | undefined
  let count = 0
  try {
    for await (const chunk of bytes) {
      for (const step of reader.read(chunk)) {
        if (step === 'begin') {
          if (count === most) throw new EdxmlFault('too-many-files')
          const opened = new Channel()
          channel = opened
          taking = take(opened, count++)
            .catch((error: unknown) => {
              broken = { error }
            })
            .finally(() => opened.close())
        } else if (step === 'end') {
          channel?.end()
          await taking
        } else if ((await channel?.write(step)) === false) await taking
        if (broken !== undefined) throw broken.error
      }
    }
    if (reader.inside) throw new EdxmlFault('no-edxml')
  } catch (error) {
    channel?.fail(error)
    await taking
    throw broken?.error ?? error
  }
  return { rest: reader.rest(), count }
}

type Step = 'begin' | 'end' | Buffer

/** The state between two pieces. */
class Reader {
  readonly #keep: number
  readonly #kept: Buffer[] = []
  #bytes = 0
  #count = 0
  /** Of a tag, comment or entity that the end of a piece has cut. */
  #cut: Buffer = Buffer.alloc(0)
  #state: 'text' | 'content' | 'cdata' = 'text'

  constructor(keep: number) {
    this.#keep = keep
  }

  get inside(): boolean {
    return this.#state !== 'text'
  }

  rest(): Buffer {
    return Buffer.concat([...this.#kept, this.#cut])
  }

  *read(piece: Buffer): Generator<Step> {
    const chunk = this.#cut.length === 0 ? piece : Buffer.concat([this.#cut, piece])
    this.#cut = Buffer.alloc(0)
    for (let at = 0; at < chunk.length; ) {
      const next =
        this.#state === 'text'
          ? yield* this.#text(chunk, at)
          : this.#state === 'cdata'
            ? yield* this.#cdata(chunk, at)
            : yield* this.#content(chunk, at)
      if (next !== undefined) {
        at = next
        continue
      }
      this.#cut = Buffer.from(chunk.subarray(at))
      if (this.#cut.length > longestTag) throw new EdxmlFault('too-large')
      return
    }
  }

  /** Outside of contents. @returns where to go on; undefined: more is needed from here on */
  *#text(chunk: Buffer, from: number): Generator<Step, number | undefined> {
    const tag = chunk.indexOf('<', from)
    if (tag !== from) {
      const end = tag === -1 ? chunk.length : tag
      this.#save(chunk.subarray(from, end))
      return end
    }
    const end = endOfMarkup(chunk, from)
    if (end === undefined) return undefined
    const markup = chunk.subarray(from, end)
    this.#save(markup)
    if (isCarrier(markup)) {
      this.#save(Buffer.from(String(this.#count++)))
      this.#state = 'content'
      yield 'begin'
    }
    return end
  }

  *#content(chunk: Buffer, from: number): Generator<Step, number | undefined> {
    const tag = chunk.indexOf('<', from)
    const text = chunk.subarray(from, tag === -1 ? chunk.length : tag)
    const entity = text.indexOf('&')
    if (entity !== -1) return yield* this.#withEntities(text, from)
    if (text.length > 0) {
      yield text
      return from + text.length
    }
    // `]]>` is not waited for here: what stands inside may be all there is.
    const start = '<![CDATA['
    const begun = chunk.toString('latin1', from, from + start.length)
    if (begun === start) {
      this.#state = 'cdata'
      return from + start.length
    }
    if (start.startsWith(begun)) return undefined
    const end = endOfMarkup(chunk, from)
    if (end === undefined) return undefined
    if (begun.startsWith('<!--')) return end
    if (!begun.startsWith('</')) throw new EdxmlFault('base64')
    this.#save(chunk.subarray(from, end))
    this.#state = 'text'
    yield 'end'
    return end
  }

  /** Writers in Java put `&#13;` at the end of each line; one in a piece may be cut. */
  *#withEntities(text: Buffer, from: number): Generator<Step, number | undefined> {
    const lastOne = text.lastIndexOf('&')
    const whole = text.indexOf(';', lastOne) !== -1
    const part = whole ? text : text.subarray(0, lastOne)
    if (part.length === 0) {
      if (text.length > 10) throw new EdxmlFault('base64')
      return undefined
    }
    const plain = part.toString('latin1').replace(/&[^;]{0,10};?/g, entity => {
      if (!lineBreaks.test(entity)) throw new EdxmlFault('base64')
      return ''
    })
    if (plain !== '') yield Buffer.from(plain, 'latin1')
    return from + part.length
  }

  *#cdata(chunk: Buffer, from: number): Generator<Step, number | undefined> {
    const bracket = chunk.indexOf(']', from)
    if (bracket !== from) {
      const end = bracket === -1 ? chunk.length : bracket
      yield chunk.subarray(from, end)
      return end
    }
    const end = chunk.toString('latin1', from, from + 3)
    if (end === ']]>') {
      this.#state = 'content'
      return from + 3
    }
    if (']]>'.startsWith(end)) return undefined
    throw new EdxmlFault('base64')
  }

  #save(bytes: Buffer): void {
    this.#bytes += bytes.length
    if (this.#bytes > this.#keep) throw new EdxmlFault('too-large')
    // A piece of a piece would keep the whole of it.
    this.#kept.push(Buffer.from(bytes))
  }
}

/** Behind the tag, comment, section or instruction that begins here; undefined: it is not all here. */
function endOfMarkup(chunk: Buffer, from: number): number | undefined {
  for (const [open, close] of sections) {
    const begun = chunk.toString('latin1', from, from + open.length)
    if (begun === open) {
      const end = chunk.indexOf(close, from + open.length)
      return end === -1 ? undefined : end + close.length
    }
    if (begun.length < open.length && open.startsWith(begun)) return undefined
  }
  // In attributes a ">" may stand as it is.
  let quote = 0
  for (let at = from + 1; at < chunk.length; at++) {
    const letter = chunk[at] ?? 0
    if (quote !== 0) quote = letter === quote ? 0 : quote
    else if (letter === 0x22 || letter === 0x27) quote = letter
    else if (letter === 0x3e) return at + 1
  }
  return undefined
}

const sections = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<?', '?>'],
] as const

const carrierTag = new RegExp(`^<(?:[^\\s<>/:]{1,100}:)?${carrier}(?:\\s[^]*)?>$`)

function isCarrier(markup: Buffer): boolean {
  const tag = markup.toString('latin1')
  return carrierTag.test(tag) && !tag.endsWith('/>')
}
