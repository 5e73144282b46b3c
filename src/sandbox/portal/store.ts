import { type Entry, type Received, readEntry, textOf, writeEntry } from './entry.ts'
import { Journal, type Span } from './journal.ts'

/** Where one accepted thing is in the journal. */
export interface Place extends Span {
  readonly arrival: number
}

/** What the store knows of a dossier without reading the journal. */
export interface Kept {
  readonly versions: Place[]
  readonly progress: Place[]
}

const RECENT = 20

/**
 * Everything accepted, in order of arrival. The journal holds the contents; memory holds only where each lies, so that
 * 64,000 dossiers with a dozen rows each need some tens of megabytes. Nothing is merged or left out: an identical
 * progress row that comes twice is there twice, because showing that is what the sandbox is for.
 */
export class Store {
  readonly #journal: Journal
  readonly #now: () => number
  readonly #dossiers = new Map<string, Kept>()
  /** The codes touched last, latest at the end. */
  readonly #recent = new Set<string>()
  #sorted: string[] | undefined
  #arrival = 0
  #versions = 0
  #progress = 0

  /** @throws {JournalError} when the journal in `folder` is not one of ours. */
  constructor(folder: string, now: () => number) {
    this.#journal = new Journal(folder)
    this.#now = now
    this.#replay()
  }

  get counts(): { dossiers: number; versions: number; progress: number } {
    return { dossiers: this.#dossiers.size, versions: this.#versions, progress: this.#progress }
  }

  has(code: string): boolean {
    return this.#dossiers.has(code)
  }

  kept(code: string): Kept | undefined {
    return this.#dossiers.get(code)
  }

  /** Keeps a whole batch; when this returns, `kill -9` cannot take it away. */
  accept(batch: readonly Received[]): void {
    const at = this.#now()
    const entries = batch.map((received, place): Entry => {
      return { ...received, arrival: this.#arrival + place + 1, at, left: batch.length - place - 1 }
    })
    const spans = this.#journal.append(entries.map(writeEntry))
    for (const [place, entry] of entries.entries()) {
      const span = spans[place]
      if (span !== undefined) this.#index(entry, span)
    }
  }

  entry(place: Place): Entry {
    return readEntry(this.line(place))
  }

  /** The journal's own line, without its end. */
  line(place: Place): string {
    return this.#journal.read(place)
  }

  /** Up to `limit` codes that sort after `after`. */
  codesAfter(after: string, limit: number): string[] {
    this.#sorted ??= [...this.#dossiers.keys()].sort()
    const from = firstAfter(this.#sorted, after)
    return this.#sorted.slice(from, from + limit)
  }

  /** The codes touched last, latest first. */
  recentCodes(): string[] {
    return [...this.#recent].reverse()
  }

  wipe(): void {
    this.#journal.cut(0)
    this.#dossiers.clear()
    this.#recent.clear()
    this.#sorted = undefined
    this.#arrival = 0
    this.#versions = 0
    this.#progress = 0
  }

  close(): void {
    this.#journal.close()
  }

  #index(entry: Entry, span: Span): void {
    const code = textOf(entry.body, 'MaHoSo')
    const place: Place = { arrival: entry.arrival, offset: span.offset, length: span.length }
    let kept = this.#dossiers.get(code)
    if (kept === undefined) {
      kept = { versions: [], progress: [] }
      this.#dossiers.set(code, kept)
      this.#sorted = undefined
    }
    if (entry.kind === 'dossier') {
      kept.versions.push(place)
      this.#versions += 1
    } else {
      kept.progress.push(place)
      this.#progress += 1
    }
    this.#arrival = entry.arrival
    this.#touch(code)
  }

  #touch(code: string): void {
    this.#recent.delete(code)
    this.#recent.add(code)
    if (this.#recent.size <= RECENT) return
    for (const oldest of this.#recent) {
      this.#recent.delete(oldest)
      return
    }
  }

  /** Rebuilds the index. A last line without its end, or a batch without its last line, was never answered: cut off. */
  #replay(): void {
    let whole = 0
    let batch: { entry: Entry; span: Span }[] = []
    for (const line of this.#journal.lines()) {
      const entry = readEntry(line.text)
      batch.push({ entry, span: line })
      if (entry.left > 0) continue
      for (const item of batch) this.#index(item.entry, item.span)
      batch = []
      whole = line.offset + line.length + 1
    }
    if (whole < this.#journal.size) this.#journal.cut(whole)
  }
}

function firstAfter(sorted: readonly string[], after: string): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sorted[middle] ?? '') <= after) low = middle + 1
    else high = middle
  }
  return low
}
