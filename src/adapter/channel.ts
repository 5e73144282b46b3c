/** One writer, one reader, one piece between them: neither runs ahead of the other. */
export class Channel implements AsyncIterable<Buffer> {
  #piece: Buffer | undefined
  #ended = false
  #error: unknown
  #closed = false
  #wakeReader: (() => void) | undefined
  #wakeWriter: (() => void) | undefined

  /** Resolves when the reader is ready for more. @returns false when it wants no more */
  async write(piece: Buffer): Promise<boolean> {
    if (piece.length === 0) return !this.#closed
    while (this.#piece !== undefined && !this.#closed) await this.#writerWaits()
    if (this.#closed) return false
    this.#piece = piece
    this.#wakeReader?.()
    while (this.#piece !== undefined && !this.#closed) await this.#writerWaits()
    return !this.#closed
  }

  end(): void {
    this.#ended = true
    this.#wakeReader?.()
  }

  /** The reader wants no more, or has never begun: nobody waits for it. */
  close(): void {
    this.#closed = true
    this.#wakeWriter?.()
  }

  /** The reader hears of it in place of the end. */
  fail(error: unknown): void {
    this.#error ??= error
    this.end()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    try {
      for (;;) {
        const piece = this.#piece
        if (piece !== undefined) {
          yield piece
          this.#piece = undefined
          this.#wakeWriter?.()
        } else if (this.#ended) {
          if (this.#error !== undefined) throw this.#error
          return
        } else await this.#readerWaits()
      }
    } finally {
      this.close()
    }
  }

  #writerWaits(): Promise<void> {
    return new Promise(resolve => {
      this.#wakeWriter = resolve
    })
  }

  #readerWaits(): Promise<void> {
    return new Promise(resolve => {
      this.#wakeReader = resolve
    })
  }
}
