import { randomUUID } from 'node:crypto'

/**
 * The open sessions (reference 1.1). A session lives a fixed time from its login, is not prolonged by use and is not
 * ended by another login. True lifetime and concurrency rule are UNKNOWN; 10 minutes is what OpenCPS assumes. They are
 * not kept over a restart: every client then has to log in again, as after any real outage.
 */
export class Sessions {
  readonly #lifeMs: number
  readonly #now: () => number
  readonly #ends = new Map<string, number>()

  constructor(lifeMs: number, now: () => number) {
    this.#lifeMs = lifeMs
    this.#now = now
  }

  open(): string {
    this.#forgetEnded()
    const token = randomUUID()
    this.#ends.set(token, this.#now() + this.#lifeMs)
    return token
  }

  isOpen(token: string): boolean {
    const end = this.#ends.get(token)
    return end !== undefined && this.#now() < end
  }

  drop(token: string): void {
    this.#ends.delete(token)
  }

  /** All live equally long and a Map keeps order, so the ended ones are at the front. */
  #forgetEnded(): void {
    const now = this.#now()
    for (const [token, end] of this.#ends) {
      if (end > now) return
      this.#ends.delete(token)
    }
  }
}
