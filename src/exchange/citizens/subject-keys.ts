import { createHmac } from 'node:crypto'
import type { Seal } from '../../ledger/seal.ts'

/**
 * Keyed hashes in a person's place. The key for subjects changes with the month, so that nobody who sees the records
 * can follow one person through the years; whoever holds the seal can find them again, month by month. The law knows no
 * pseudonyms: what these stand beside is kept like the numbers themselves.
 */
export class SubjectKeys {
  readonly #seal: Seal
  readonly #months = new Map<string, Buffer>()
  readonly #officers: Buffer
  readonly #watch: Buffer

  constructor(seal: Seal) {
    this.#seal = seal
    this.#officers = seal.derive('officer')
    this.#watch = seal.derive('watch')
  }

  subject(number: string, now: Date): { readonly key: Buffer; readonly month: string } {
    const month = now.toISOString().slice(0, 7)
    return { key: this.inMonth(number, month), month }
  }

  inMonth(number: string, month: string): Buffer {
    let key = this.#months.get(month)
    if (key === undefined) {
      key = this.#seal.derive(`subject/${month}`)
      this.#months.set(month, key)
    }
    return digest(key, number)
  }

  officer(id: string): Buffer {
    return digest(this.#officers, id)
  }

  watched(number: string): Buffer {
    return digest(this.#watch, number)
  }
}

const digest = (key: Buffer, text: string) => createHmac('sha256', key).update(text).digest()
