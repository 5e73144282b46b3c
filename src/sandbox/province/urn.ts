import type { Random } from './random.ts'

/**
 * Balls of several colours, drawn without putting back: after as many draws as there are balls each colour has come up
 * exactly as often as it was put in. That is how a stream which nobody holds in memory meets its totals to the last one.
 */
export class Urn {
  // Fenwick tree over the counts: draw and removal in O(log colours), with 1,705 colours and 64,103 draws.
  readonly #tree: Float64Array
  readonly #top: number
  #left: number

  constructor(counts: readonly number[]) {
    this.#tree = new Float64Array(counts.length + 1)
    this.#top = 2 ** Math.floor(Math.log2(Math.max(1, counts.length)))
    this.#left = 0
    counts.forEach((count, colour) => {
      this.#left += count
      this.#add(colour, count)
    })
  }

  get left(): number {
    return this.#left
  }

  /** The colour of the ball drawn, -1 when the urn is empty. */
  draw(random: Random): number {
    if (this.#left === 0) return -1
    let rest = random.below(this.#left)
    let position = 0
    for (let stride = this.#top; stride > 0; stride >>= 1) {
      const sum = this.#tree[position + stride]
      if (sum === undefined || sum > rest) continue
      position += stride
      rest -= sum
    }
    this.#left -= 1
    this.#add(position, -1)
    return position
  }

  #add(colour: number, amount: number): void {
    for (let index = colour + 1; index < this.#tree.length; index += index & -index) {
      this.#tree[index] = (this.#tree[index] ?? 0) + amount
    }
  }
}
