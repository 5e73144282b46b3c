import type { Random } from './random.ts'

type Shape = readonly [number, ...number[]]

// Multiples of the average, averaging 1, so that the rest stays near its average to the end.
export const feeShape: Shape = [0.25, 0.4, 0.5, 0.75, 1, 1, 1.25, 1.25, 1.5, 2.1]
export const taxShape: Shape = [0.1, 0.2, 0.3, 0.5, 0.7, 0.9, 1.2, 1.6, 2, 2.5]

/** Smallest sum that anybody is charged, and the step in which fees are set. */
const unit = 1000

/**
 * Splits a sum of đồng into a known number of payments of realistic size, one after the other: multiples of 1,000, the
 * last one being whatever is left.
 */
export class Purse {
  readonly #shape: Shape
  /** What must be left on average for each of the others. */
  readonly #low: number
  readonly #high: number
  #rest: number
  #payments: number

  constructor(total: number, payments: number, shape: Shape) {
    this.#rest = total
    this.#payments = payments
    this.#shape = shape
    const average = payments === 0 ? 0 : total / payments
    this.#low = Math.max(unit, average * 0.4)
    this.#high = average * 2
  }

  next(random: Random): number {
    const amount = this.#payments > 1 ? this.#share(random) : this.#rest
    this.#rest -= amount
    this.#payments -= 1
    return amount
  }

  #share(random: Random): number {
    const others = this.#payments - 1
    const average = this.#rest / this.#payments
    const wanted = Math.round((average * random.pick(this.#shape)) / unit) * unit
    // Chance must not leave the last ones with next to nothing or with far too much.
    const least = Math.ceil((this.#rest - others * this.#high) / unit) * unit
    const most = Math.floor((this.#rest - others * this.#low) / unit) * unit
    return Math.max(unit, Math.min(most, Math.max(least, wanted)))
  }
}
