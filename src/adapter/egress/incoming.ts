/** So much may wait for its reader before the sender is held up. */
const mostWaiting = 256 * 1024

/** Of undici's controller what is needed here. */
interface Flow {
  pause(): void
  resume(): void
}

/** An answer's body as it comes. The sender waits for its reader: what waits here is bounded. */
export class Incoming implements AsyncIterable<Buffer> {
  readonly #controller: Flow
  #waiting: Buffer[] = []
  #bytes = 0
  #ended = false
  #error: unknown
  #wake: (() => void) | undefined

  constructor(controller: Flow) {
    this.#controller = controller
  }

  get ended(): boolean {
    return this.#ended
  }

  add(chunk: Buffer): void {
    this.#waiting.push(chunk)
    this.#bytes += chunk.length
    if (this.#bytes > mostWaiting) this.#controller.pause()
    this.#wake?.()
  }

  end(): void {
    this.#ended = true
    this.#wake?.()
  }

  /** The reader hears of it at once; what waits is not read any more. */
  fail(error: unknown): void {
    if (this.#ended) return
    this.#waiting = []
    this.#error = error
    this.end()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    for (;;) {
      const chunk = this.#waiting.shift()
      if (chunk !== undefined) {
        this.#bytes -= chunk.length
        if (this.#bytes <= mostWaiting / 2) this.#controller.resume()
        yield chunk
      } else if (this.#error !== undefined) throw this.#error
      else if (this.#ended) return
      else {
        await new Promise<void>(resolve => {
          this.#wake = resolve
        })
      }
    }
  }
}
