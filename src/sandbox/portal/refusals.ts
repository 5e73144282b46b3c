import type { Refusal } from './codes.ts'

export interface RefusalRecord {
  readonly at: string
  /** "login", a service's name, or "" when the call did not get as far as naming one. */
  readonly service: string
  readonly code: number | string
  readonly message: string
}

const KEPT = 200

/** The last refusals and how many there were of each code, since the start. Messages hold no person's values. */
export class Refusals {
  #records: RefusalRecord[] = []
  #counts = new Map<string, number>()

  add(service: string, refusal: Refusal, at: number): void {
    const { error_code: code, message } = refusal.answer
    this.#counts.set(String(code), (this.#counts.get(String(code)) ?? 0) + 1)
    this.#records.push({ at: new Date(at).toISOString(), service, code, message })
    if (this.#records.length > KEPT) this.#records.shift()
  }

  /** Oldest first. */
  get records(): readonly RefusalRecord[] {
    return this.#records
  }

  get counts(): Record<string, number> {
    return Object.fromEntries(this.#counts)
  }

  clear(): void {
    this.#records = []
    this.#counts = new Map()
  }
}
