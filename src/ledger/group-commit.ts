interface Entry<Item, Result> {
  readonly item: Item
  readonly key: string
  readonly settle: (result: PromiseSettledResult<Result>) => void
}

export interface GroupCommitOptions<Item, Result> {
  /** Settles every item, in order; a rejection fails them all. */
  readonly flush: (items: Item[]) => Promise<Array<PromiseSettledResult<Result>>>
  readonly keyOf: (item: Item) => string
  /** Items in one flush at the most. */
  readonly most: number
  /** Flushes under way at once; default 1. */
  readonly flights?: number
  /** While a flush is under way another begins only for so many items; default 1. */
  readonly worthwhile?: number
  /** Least time between the beginnings of two flushes, in ms, unless one is full: fewer and larger ones; default 0. */
  readonly paceMs?: number
}

/**
 * Gathers what arrives together into one transaction: while flushes are at the database, all that comes in waits and
 * goes with the next. Items of one key never share a flush, never overlap, and keep their order.
 */
export class GroupCommit<Item, Result> {
  readonly #options: Required<GroupCommitOptions<Item, Result>>
  #waiting: Entry<Item, Result>[] = []
  readonly #inFlight = new Set<string>()
  #flights = 0
  /** On the clock that is never set: one that is set back would hold everything up for as long. */
  #lastFlush = Number.NEGATIVE_INFINITY
  #scheduled: { readonly paced?: NodeJS.Timeout } | undefined
  #idle: Array<() => void> = []

  constructor(options: GroupCommitOptions<Item, Result>) {
    this.#options = { flights: 1, worthwhile: 1, paceMs: 0, ...options }
  }

  submit(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      const settle = (result: PromiseSettledResult<Result>) =>
        result.status === 'fulfilled' ? resolve(result.value) : reject(result.reason)
      this.#take({ item, key: this.#options.keyOf(item), settle })
    })
  }

  /** Like submit, for whom the outcome is nothing. */
  leave(item: Item): void {
    this.#take({ item, key: this.#options.keyOf(item), settle: forgotten })
  }

  /** Resolves when nothing waits and nothing is under way. */
  async idle(): Promise<void> {
    if (this.#waiting.length === 0 && this.#flights === 0) return
    await new Promise<void>(resolve => this.#idle.push(resolve))
  }

  #take(entry: Entry<Item, Result>): void {
    this.#waiting.push(entry)
    this.#schedule()
  }

  #schedule(): void {
    const least = this.#flights > 0 ? this.#options.worthwhile : 1
    if (this.#flights >= this.#options.flights || this.#waiting.length < least) return
    const full = this.#waiting.length >= this.#options.most
    if (this.#scheduled !== undefined && !(full && this.#scheduled.paced)) return
    clearTimeout(this.#scheduled?.paced)
    const wait = full ? 0 : this.#lastFlush + this.#options.paceMs - performance.now()
    const begin = () => {
      this.#scheduled = undefined
      this.#begin()
    }
    if (wait > 0) {
      this.#scheduled = { paced: setTimeout(begin, wait) }
      return
    }
    // One turn of the event loop at least, so that requests already read from their sockets go along.
    this.#scheduled = {}
    setImmediate(begin)
  }

  #begin(): void {
    const batch = this.#next()
    if (batch.length === 0) return
    this.#flights++
    this.#lastFlush = performance.now()
    this.#fly(batch).finally(() => {
      this.#flights--
      for (const { key } of batch) this.#inFlight.delete(key)
      this.#schedule()
      if (this.#waiting.length > 0 || this.#flights > 0) return
      for (const resolve of this.#idle.splice(0)) resolve()
    })
    this.#schedule()
  }

  async #fly(batch: readonly Entry<Item, Result>[]): Promise<void> {
    try {
      const results = await this.#options.flush(batch.map(entry => entry.item))
      batch.forEach((entry, index) => {
        entry.settle(results[index] ?? unsettled())
      })
    } catch (reason) {
      for (const entry of batch) entry.settle({ status: 'rejected', reason })
    }
  }

  #next(): Entry<Item, Result>[] {
    const putOff = new Set<string>()
    const batch: Entry<Item, Result>[] = []
    const later: Entry<Item, Result>[] = []
    for (const entry of this.#waiting) {
      const { key } = entry
      // Behind an item of its key that is under way, in this batch, or put off, an item waits too.
      if (batch.length < this.#options.most && !this.#inFlight.has(key) && !putOff.has(key)) {
        batch.push(entry)
        this.#inFlight.add(key)
      } else {
        later.push(entry)
        putOff.add(key)
      }
    }
    this.#waiting = later
    return batch
  }
}

const forgotten = () => undefined

function unsettled(): PromiseRejectedResult {
  return { status: 'rejected', reason: new RangeError('flush left an item unsettled') }
}
