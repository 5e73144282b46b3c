interface Entry<Item, Result> {
  readonly item: Item
  readonly key: string
  readonly settle: (result: PromiseSettledResult<Result>) => void
}

/** How much of a crowd is still remembered at the next flush. */
const remembered = 0.97

export interface GroupCommitOptions<Item, Result> {
  /** Settles every item, in order; a rejection fails them all. */
  readonly flush: (items: Item[]) => Promise<Array<PromiseSettledResult<Result>>>
  readonly keyOf: (item: Item) => string
  /** Items in one flush at the most. */
  readonly most: number
  /** Flushes under way at once; default 1. */
  readonly flights?: number
  /**
   * So many items at the least go at once where a flush may begin; while another is under way, fewer wait. In a crowd it
   * takes more: see `#enough`. Default: whatever a turn of the event loop brings.
   */
  readonly worthwhile?: number
  /**
   * Least time between the beginnings of two flushes, in ms: fewer and larger ones. Not before one that is full, nor where
   * less than `worthwhile` was on its way of late. Default 0.
   */
  readonly paceMs?: number
  /** The pace as a share of the time that a flush takes of late, where that is less than `paceMs`. */
  readonly paceShare?: number
}

/**
 * Gathers what arrives together into one transaction: while flushes are at the database, all that comes in waits and
 * goes with the next. Items of one key never share a flush, never overlap, and keep their order.
 */
export class GroupCommit<Item, Result> {
  readonly #options: GroupCommitOptions<Item, Result>
  readonly #flightsAtMost: number
  /** Of each key at the most one. */
  #waiting: Entry<Item, Result>[] = []
  /** Of every key with an item that waits or is under way, and so of each such item: the items behind it, if any. */
  readonly #behind = new Map<string, Entry<Item, Result>[] | undefined>()
  #flights = 0
  /** Items that waited or were under way when a flush began: the most of late. */
  #crowd = 0
  /** How long a flush takes of late, in ms. */
  #flushMs = 0
  /** On the clock that is never set: one that is set back would hold everything up for as long. */
  #lastFlush = Number.NEGATIVE_INFINITY
  #scheduled: { readonly paced?: NodeJS.Timeout; readonly turn?: NodeJS.Immediate } | undefined
  #idle: Array<() => void> = []

  constructor(options: GroupCommitOptions<Item, Result>) {
    this.#options = options
    this.#flightsAtMost = options.flights ?? 1
  }

  /** Items that no flush has taken yet, but for those behind another of their key. */
  get waiting(): number {
    return this.#waiting.length
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
    const { key } = entry
    if (this.#behind.has(key)) {
      const behind = this.#behind.get(key)
      if (behind === undefined) this.#behind.set(key, [entry])
      else behind.push(entry)
      return
    }
    this.#behind.set(key, undefined)
    this.#waiting.push(entry)
    this.#schedule()
  }

  /** Half of all that is on its way: two flushes that share it keep the database as busy as three, at less cost. */
  get #enough(): number | undefined {
    const { worthwhile, most } = this.#options
    return worthwhile && Math.max(worthwhile, Math.min(this.#crowd, most) / 2)
  }

  get #paceMs(): number {
    const { paceMs = 0, paceShare } = this.#options
    return paceShare === undefined ? paceMs : Math.min(paceMs, paceShare * this.#flushMs)
  }

  /**
   * What is enough goes at once: a turn of the event loop may bring as many requests as there are connections, and
   * would the flush wait for the last of them, the database would stand still meanwhile, and then this thread with it.
   */
  #schedule(): void {
    const { most, worthwhile = 0 } = this.#options
    const enough = this.#enough
    const waiting = this.#waiting.length
    if (waiting === 0 || this.#flights >= this.#flightsAtMost) return
    if (this.#flights > 0 && waiting < (enough ?? 1)) return
    const full = waiting >= most
    const paced = !full && this.#crowd >= worthwhile
    const wait = paced ? this.#lastFlush + this.#paceMs - performance.now() : 0
    if (wait <= 0 && enough !== undefined && waiting >= enough) {
      this.#begin()
      return
    }
    if (this.#scheduled !== undefined && !(full && this.#scheduled.paced)) return
    this.#unschedule()
    // One turn of the event loop at least, so that requests already read from their sockets go along.
    const begin = () => this.#begin()
    this.#scheduled = wait > 0 ? { paced: setTimeout(begin, wait) } : { turn: setImmediate(begin) }
  }

  #unschedule(): void {
    clearTimeout(this.#scheduled?.paced)
    clearImmediate(this.#scheduled?.turn)
    this.#scheduled = undefined
  }

  #begin(): void {
    this.#unschedule()
    this.#crowd = Math.max(remembered * this.#crowd, this.#behind.size)
    const batch = this.#waiting.splice(0, this.#options.most)
    this.#flights++
    const began = performance.now()
    this.#lastFlush = began
    this.#fly(batch).finally(() => {
      this.#flights--
      this.#flushMs += (performance.now() - began - this.#flushMs) / 8
      for (const { key } of batch) this.#advance(key)
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

  /** The next item of a key whose last one is done. */
  #advance(key: string): void {
    const next = this.#behind.get(key)?.shift()
    if (next === undefined) this.#behind.delete(key)
    else this.#waiting.push(next)
  }
}

const forgotten = () => undefined

function unsettled(): PromiseRejectedResult {
  return { status: 'rejected', reason: new RangeError('flush left an item unsettled') }
}
