import { createHmac, createSecretKey, type KeyObject } from 'node:crypto'
import type { Access } from '../../ledger/accesses.ts'
import type { Seal } from '../../ledger/seal.ts'

const mostKnown = 10_000

/**
 * Keyed hashes in a person's place. The key for subjects changes with the month, so that nobody who sees the records
 * can follow one person through the years; whoever holds the seal can find them again, month by month. The law knows no
 * pseudonyms: what these stand beside is kept like the numbers themselves.
 */
export class SubjectKeys {
  readonly #seal: Seal
  /** Made once: from bytes, every digest would make one. */
  readonly #months = new Map<string, KeyObject>()
  readonly #officers: KeyObject
  readonly #watch: KeyObject
  readonly #known = new Map<string, Buffer>()
  #now = { second: Number.NaN, month: '' }

  constructor(seal: Seal) {
    this.#seal = seal
    this.#officers = createSecretKey(seal.derive('officer'))
    this.#watch = createSecretKey(seal.derive('watch'))
  }

  subject(number: string, now: Date): NonNullable<Access['subject']> {
    const month = this.#monthOf(now)
    return { key: () => this.inMonth(number, month), month }
  }

  /** In UTC. Written anew with each new second only. */
  #monthOf(now: Date): string {
    const second = Math.floor(now.getTime() / 1000)
    if (this.#now.second !== second) this.#now = { second, month: now.toISOString().slice(0, 7) }
    return this.#now.month
  }

  inMonth(number: string, month: string): Buffer {
    let key = this.#months.get(month)
    if (key === undefined) {
      key = createSecretKey(this.#seal.derive(`subject/${month}`))
      this.#months.set(month, key)
    }
    return digest(key, number)
  }

  /** The same few officers ask all day. */
  officer(id: string): Buffer {
    let key = this.#known.get(id)
    if (key === undefined) {
      if (this.#known.size >= mostKnown) this.#known.clear()
      key = digest(this.#officers, id)
      this.#known.set(id, key)
    }
    return key
  }

  watched(number: string): Buffer {
    return digest(this.#watch, number)
  }
}

const digest = (key: KeyObject, text: string) => createHmac('sha256', key).update(text).digest()
