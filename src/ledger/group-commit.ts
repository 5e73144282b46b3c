interface Entry<Item, Result> {
  readonly item: Item
  readonly settle: (result: PromiseSettledResult<Result>) => void
}

/**
 * Gathers what arrives together into one transaction: while one flush is at the database, all that comes in waits and
 * goes with the next. Items of one key never share a flush and keep their order.
 */
export class GroupCommit<Item, Result> {
  readonly #flush: (items: Item[]) => Promise<Array<PromiseSettledResult<Result>>>
  readonly #keyOf: (item: Item) => string
  readonly #most: number
  #waiting: Entry<Item, Result>[] = []
  #running: Promise<void> | undefined

  constructor(options: {
    /** Settles every item, in order; a rejection fails them all. */
    flush: (items: Item[]) => Promise<Array<PromiseSettledResult<Result>>>
    keyOf: (item: Item) => string
    /** Items in one flush at the most. */
    most: number
  }) {
    this.#flush = options.flush
    this.#keyOf = options.keyOf
    this.#most = options.most
  }

  submit(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      const settle = (result: PromiseSettledResult<Result>) =>
        result.status === 'fulfilled' ? resolve(result.value) : reject(result.reason)
      this.#waiting.push({ item, settle })
      this.#running ??= this.#drain()
    })
  }

  /** Resolves when nothing waits and nothing is under way. */
  async idle(): Promise<void> {
    while (this.#running !== undefined) await this.#running
  }

  async #drain(): Promise<void> {
    // One turn of the event loop, so that requests already read from their sockets go along.
    await new Promise(resolve => setImmediate(resolve))
    while (this.#waiting.length > 0) {
      const batch = this.#take()
      try {
        const results = await this.#flush(batch.map(entry => entry.item))
        batch.forEach((entry, index) => {
          entry.settle(
            results[index] ?? { status: 'rejected', reason: new RangeError('flush left an item unsettled') },
          )
        })
      } catch (reason) {
        for (const entry of batch) entry.settle({ status: 'rejected', reason })
      }
    }
    this.#running = undefined
  }

  #take(): Entry<Item, Result>[] {
    const keys = new Set<string>()
    const batch: Entry<Item, Result>[] = []
    const later: Entry<Item, Result>[] = []
    for (const entry of this.#waiting) {
      const key = this.#keyOf(entry.item)
      // A key already seen stays seen when its item is put off, so its later items are put off behind it.
      if (batch.length < this.#most && !keys.has(key)) batch.push(entry)
      else later.push(entry)
      keys.add(key)
    }
    this.#waiting = later
    return batch
  }
}
