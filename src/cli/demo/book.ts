import { compareDossier, type Difference, type HeldDossier, sumOf } from './comparison.ts'
import type { Owed } from './expectation.ts'

/** Dossiers named in a report of what is missing. */
const mostNamed = 1_000

export interface Findings extends Difference {
  /** Dossiers with a difference, as many as are worth looking at. */
  readonly differing: readonly string[]
}

/** What the portal owes to the dossiers of one run: a few words for each, never a body. */
export class Book {
  readonly #owed = new Map<string, string>()
  #rows = 0

  /** Writes down what is owed to a dossier by now; a later entry takes the place of an earlier one. */
  enter(code: string, owed: Owed): void {
    this.#rows += owed.rows.length - this.of(code).rows.length
    this.#owed.set(code, [owed.final ?? '', ...owed.rows].join(' '))
  }

  get dossiers(): number {
    return this.#owed.size
  }

  /** Rows owed in all. */
  get rows(): number {
    return this.#rows
  }

  of(code: string): Owed {
    const [final = '', ...rows] = this.#owed.get(code)?.split(' ') ?? []
    return { rows, final: final === '' ? undefined : final }
  }

  /** Compares with all that the portal holds, in any order; what is not of this run is passed over. */
  async compare(held: AsyncIterable<HeldDossier>): Promise<Findings> {
    const missing = new Set(this.#owed.keys())
    const differing: string[] = []
    let sum = sumOf([])
    const add = (code: string, difference: Difference) => {
      sum = sumOf([sum, difference])
      const { lost, outOfOrder, portalDuplicates, unexpected } = difference
      if (lost + outOfOrder + portalDuplicates + unexpected > 0 && differing.length < mostNamed)
        differing.push(code)
    }
    for await (const dossier of held) {
      if (missing.delete(dossier.code)) add(dossier.code, compareDossier(this.of(dossier.code), dossier))
    }
    for (const code of missing) add(code, compareDossier(this.of(code), undefined))
    return { ...sum, differing }
  }
}
