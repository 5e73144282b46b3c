/** A seeded source of numbers: the same seed gives the same province on every machine. Not for secrets. */
export class Random {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  /** From 0 up to, but never, 1. Mulberry32 (Tommy Ettinger, public domain): 32 bits of state are enough for a demo. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }

  /** A whole number from 0 up to, but never, `limit`. */
  below(limit: number): number {
    return Math.floor(this.next() * limit)
  }

  /** A number from `low` up to `high`. */
  between(low: number, high: number): number {
    return low + this.next() * (high - low)
  }

  chance(probability: number): boolean {
    return this.next() < probability
  }

  /** One of a list that is never empty: its type says so. */
  pick<Item>(list: readonly [Item, ...Item[]]): Item {
    return list[this.below(list.length)] ?? list[0]
  }

  /** `length` decimal digits. */
  digits(length: number): string {
    return String(this.below(10 ** length)).padStart(length, '0')
  }

  /** Eight hexadecimal digits. */
  hex(): string {
    return this.below(4294967296).toString(16).padStart(8, '0')
  }
}
