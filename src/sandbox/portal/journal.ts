import { closeSync, fstatSync, ftruncateSync, mkdirSync, openSync, readSync, writeSync } from 'node:fs'
import { join } from 'node:path'

/** Where one line is in the file: first byte, and length without the line feed. */
export interface Span {
  readonly offset: number
  readonly length: number
}

export interface Line extends Span {
  readonly text: string
}

/** The data folder holds something that the sandbox did not write, or the disk refused. */
export class JournalError extends Error {
  override readonly name = 'JournalError'
}

const CHUNK = 1024 * 1024
const LINE_FEED = 10

/**
 * An append-only NDJSON file. `append` returns when the bytes are with the operating system: that survives `kill -9`
 * of this program, which is all that is promised; a power cut is not, because an fsync per call would make the sandbox
 * the slowest part of every measurement.
 */
export class Journal {
  readonly path: string
  readonly #file: number
  #size: number

  constructor(folder: string) {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    this.path = join(folder, 'journal.ndjson')
    this.#file = openSync(this.path, 'a+', 0o600)
    this.#size = fstatSync(this.#file).size
  }

  get size(): number {
    return this.#size
  }

  /** Writes all lines with one call, or none of them: what was half written is cut off again. Lines end with "\n". */
  append(lines: readonly string[]): Span[] {
    const start = this.#size
    const bytes = Buffer.from(lines.length === 1 ? (lines[0] ?? '') : lines.join(''))
    try {
      for (let written = 0; written < bytes.length; ) written += writeSync(this.#file, bytes, written)
    } catch (cause) {
      this.cut(start)
      throw new JournalError(`cannot write ${this.path}`, { cause })
    }
    this.#size += bytes.length
    return spansOf(lines, bytes.length, start)
  }

  read(span: Span): string {
    const bytes = Buffer.allocUnsafe(span.length)
    let got = 0
    while (got < span.length) {
      const n = readSync(this.#file, bytes, got, span.length - got, span.offset + got)
      if (n === 0) throw new JournalError(`${this.path} is shorter than it was`)
      got += n
    }
    return bytes.toString('utf8')
  }

  /** All complete lines from the start. In pieces, because a journal may be longer than a string can be. */
  *lines(): Generator<Line> {
    const chunk = Buffer.allocUnsafe(CHUNK)
    let rest: Buffer = Buffer.alloc(0)
    let offset = 0
    for (let position = 0; ; ) {
      const n = readSync(this.#file, chunk, 0, CHUNK, position)
      if (n === 0) return
      position += n
      const piece = Buffer.concat([rest, chunk.subarray(0, n)])
      let from = 0
      for (let end = piece.indexOf(LINE_FEED); end !== -1; end = piece.indexOf(LINE_FEED, from)) {
        yield { offset, length: end - from, text: piece.toString('utf8', from, end) }
        offset += end - from + 1
        from = end + 1
      }
      rest = piece.subarray(from)
    }
  }

  /** Forgets everything from byte `size` on. */
  cut(size: number): void {
    ftruncateSync(this.#file, size)
    this.#size = size
  }

  close(): void {
    closeSync(this.#file)
  }
}

function spansOf(lines: readonly string[], total: number, start: number): Span[] {
  if (lines.length === 1) return [{ offset: start, length: total - 1 }]
  let offset = start
  return lines.map(line => {
    const length = Buffer.byteLength(line)
    const span = { offset, length: length - 1 }
    offset += length
    return span
  })
}
