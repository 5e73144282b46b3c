/** Between two lines where nobody watches a bar. */
const plainMs = 5_000
const drawMs = 100
const barWidth = 24

/** Says how far a run has come: one line that is drawn over on a terminal, a plain line now and then elsewhere. */
export class Progress {
  readonly #stream: NodeJS.WriteStream
  #lastAt = 0
  #drawn = false

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream
  }

  /** A line that stays. */
  say(line: string): void {
    this.#clear()
    this.#stream.write(`${line}\n`)
    this.#lastAt = performance.now()
  }

  /** @param share 0..1 of the work done, for the bar */
  show(share: number, text: string): void {
    const shown = Number.isFinite(share) ? Math.min(1, Math.max(0, share)) : 0
    const now = performance.now()
    if (now - this.#lastAt < (this.#stream.isTTY ? drawMs : plainMs)) return
    this.#lastAt = now
    if (!this.#stream.isTTY) {
      this.#stream.write(`  ${Math.floor(shown * 100)} %  ${text}\n`)
      return
    }
    const full = Math.round(shown * barWidth)
    const line = `  ${'█'.repeat(full)}${'░'.repeat(barWidth - full)} ${text}`
    this.#clear()
    this.#stream.write(line.slice(0, Math.max(10, this.#stream.columns - 1)))
    this.#drawn = true
  }

  #clear(): void {
    if (this.#drawn) this.#stream.write('\r\u001b[K')
    this.#drawn = false
  }
}

/** `1.234.567`, as both readers of the table write it. */
export function figure(value: number): string {
  return Math.round(value).toLocaleString('vi-VN')
}

export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '…'
  if (seconds < 100) return `${Math.ceil(seconds)} s`
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`
}
