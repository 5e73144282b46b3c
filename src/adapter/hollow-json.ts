import { Channel } from './channel.ts'

/** What stands in the answer where the member was that went past. */
export const streamedMark = 'streamed'

/** Of an answer that is not read as it should be; short codes, never a piece of it. */
export class HollowFault extends Error {
  readonly code: 'TOO_LARGE' | 'TWICE' | 'BAD_ESCAPE'

  constructor(code: HollowFault['code']) {
    super(code)
    this.code = code
  }
}

const byte = { quote: 0x22, backslash: 0x5c, open: 0x7b, close: 0x7d, list: 0x5b, end: 0x5d, comma: 0x2c }

interface Frame {
  /** Undefined: a list. */
  key: string | undefined
  wantsKey: boolean
  index: number
}

/**
 * Reads JSON as it comes, hands the text of one member to `sink` and keeps the rest, in which the member says
 * `streamed`. Syntax is not checked here: whoever parses the rest does that. A member that is no text stays where it is,
 * and the sink is not called.
 *
 * @param path names from the outermost object inwards
 * @param keep bytes at the most of the rest
 * @throws HollowFault, and what the sink throws
 */
export async function hollowJson(
  body: AsyncIterable<Buffer>,
  path: readonly string[],
  sink: (text: AsyncIterable<Buffer>) => Promise<void>,
  keep: number,
): Promise<Buffer> {
  const reader = new Reader(path, keep)
  let channel: Channel | undefined
  let sinking: Promise<void> | undefined
  let broken: unknown
  try {
    for await (const chunk of body) {
      for (const step of reader.read(chunk)) {
        if (step === 'begin') {
          if (sinking !== undefined) throw new HollowFault('TWICE')
          const opened = new Channel()
          channel = opened
          // Whatever it throws is told when all is read; until then it must not count as unheard.
          sinking = sink(opened)
            .catch((error: unknown) => {
              broken = error
            })
            .finally(() => opened.close())
        } else if (step === 'end') {
          channel?.end()
          await sinking
        } else if ((await channel?.write(step)) === false) await sinking
        if (broken !== undefined) throw broken
      }
    }
  } catch (error) {
    channel?.fail(error)
    await sinking
    throw broken ?? error
  }
  // Cut off in the middle of the member.
  channel?.fail(new HollowFault('BAD_ESCAPE'))
  await sinking
  if (broken !== undefined) throw broken
  return reader.rest()
}

type Step = 'begin' | 'end' | Buffer

/** The state between two pieces: where in the document, and whether inside a text. */
class Reader {
  readonly #path: readonly string[]
  readonly #keep: number
  readonly #kept: Buffer[] = []
  #bytes = 0
  readonly #stack: Frame[] = []
  /** Of the text that is being read: a member's name, any other, or the member itself. */
  #text: 'name' | 'other' | 'member' | undefined
  #name: Buffer[] = []
  /** An escape that the end of a piece has cut. */
  #cut: Buffer = Buffer.alloc(0)

  constructor(path: readonly string[], keep: number) {
    this.#path = path
    this.#keep = keep
  }

  rest(): Buffer {
    return Buffer.concat(this.#kept)
  }

  *read(piece: Buffer): Generator<Step> {
    const chunk = this.#cut.length === 0 ? piece : Buffer.concat([this.#cut, piece])
    this.#cut = Buffer.alloc(0)
    for (let at = 0; at < chunk.length; ) {
      if (this.#text === undefined) at = yield* this.#outside(chunk, at)
      else if (this.#text === 'member') at = yield* this.#member(chunk, at)
      else at = this.#inside(chunk, at)
    }
  }

  *#outside(chunk: Buffer, from: number): Generator<Step, number> {
    let at = from
    for (; at < chunk.length && chunk[at] !== byte.quote; at++) this.#structure(chunk[at] ?? 0)
    this.#save(chunk.subarray(from, at))
    if (at === chunk.length) return at
    const frame = this.#stack.at(-1)
    if (frame?.wantsKey === true) this.#text = 'name'
    else if (this.#isMember()) {
      this.#text = 'member'
      this.#save(Buffer.from(`"${streamedMark}"`))
      yield 'begin'
      return at + 1
    } else this.#text = 'other'
    this.#name = []
    this.#save(chunk.subarray(at, at + 1))
    return at + 1
  }

  #structure(letter: number): void {
    const frame = this.#stack.at(-1)
    if (letter === byte.open) this.#stack.push({ key: undefined, wantsKey: true, index: 0 })
    else if (letter === byte.list) this.#stack.push({ key: undefined, wantsKey: false, index: 0 })
    else if (letter === byte.close || letter === byte.end) this.#stack.pop()
    else if (letter === byte.comma && frame?.key !== undefined) frame.wantsKey = true
    if (this.#stack.length > 64) throw new HollowFault('TOO_LARGE')
  }

  /** A text that stays: up to its closing quote, or the end of the piece. */
  #inside(chunk: Buffer, from: number): number {
    const at = nextOf(chunk, from)
    this.#name.push(chunk.subarray(from, at))
    this.#save(chunk.subarray(from, at))
    if (at === chunk.length) return at
    if (chunk[at] === byte.backslash) {
      if (at + 1 === chunk.length) {
        this.#cut = chunk.subarray(at)
        return chunk.length
      }
      this.#name.push(chunk.subarray(at, at + 2))
      this.#save(chunk.subarray(at, at + 2))
      return at + 2
    }
    this.#save(chunk.subarray(at, at + 1))
    if (this.#text === 'name') this.#named()
    this.#text = undefined
    return at + 1
  }

  #named(): void {
    const frame = this.#stack.at(-1)
    if (frame === undefined) return
    frame.key = nameOf(Buffer.concat(this.#name))
    frame.wantsKey = false
  }

  /** As much of the member as this piece has, in one: with an escape every few letters it would be thousands. */
  *#member(chunk: Buffer, from: number): Generator<Step, number> {
    const parts: Buffer[] = []
    let at = from
    let quote = -1
    let closed = false
    while (at < chunk.length && !closed) {
      if (quote < at) {
        const found = chunk.indexOf(byte.quote, at)
        quote = found === -1 ? chunk.length : found
      }
      const plain = chunk.subarray(at, quote)
      const backslash = plain.indexOf(byte.backslash)
      const run = backslash === -1 ? plain : plain.subarray(0, backslash)
      if (run.length > 0) parts.push(run)
      at += run.length
      if (backslash === -1) {
        closed = quote < chunk.length
        at += closed ? 1 : 0
        continue
      }
      // PHP escapes "/", .NET "+", Gson "=".
      const length = chunk[at + 1] === 0x75 ? 6 : 2
      if (at + length > chunk.length) {
        this.#cut = chunk.subarray(at)
        at = chunk.length
      } else {
        parts.push(unescaped(chunk.toString('latin1', at, at + length)))
        at += length
      }
    }
    if (parts.length > 0) yield parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts)
    if (closed) {
      this.#text = undefined
      yield 'end'
    }
    return at
  }

  #isMember(): boolean {
    return (
      this.#stack.length === this.#path.length &&
      this.#path.every((name, depth) => this.#stack[depth]?.key === name)
    )
  }

  #save(bytes: Buffer): void {
    if (bytes.length === 0) return
    this.#bytes += bytes.length
    if (this.#bytes > this.#keep) throw new HollowFault('TOO_LARGE')
    // A piece of a piece would keep the whole of it.
    this.#kept.push(Buffer.from(bytes))
  }
}

/** The next quote or backslash, or the end. */
function nextOf(chunk: Buffer, from: number): number {
  const quote = chunk.indexOf(byte.quote, from)
  const end = quote === -1 ? chunk.length : quote
  const backslash = chunk.subarray(from, end).indexOf(byte.backslash)
  return backslash === -1 ? end : from + backslash
}

function nameOf(raw: Buffer): string {
  try {
    return String(JSON.parse(`"${raw.toString()}"`))
  } catch {
    return raw.toString()
  }
}

function unescaped(text: string): Buffer {
  try {
    return Buffer.from(String(JSON.parse(`"${text}"`)))
  } catch {
    throw new HollowFault('BAD_ESCAPE')
  }
}
