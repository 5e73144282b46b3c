import { maskName, maskNumber, maskNumbersIn } from '../page/mask.ts'

export type Provider = 'viettel' | 'vnpt' | 'zalo' | 'esms'

/** A message on somebody's telephone. */
export interface Arrived {
  readonly provider: Provider
  readonly at: Date
  readonly phone: string
  readonly text: string
}

/** More than anybody scrolls through. */
const kept = 2_000

/** The telephones of the sandbox, and which requests the providers have seen. */
export class Inbox {
  readonly #seen = new Set<string>()
  #messages: Arrived[] = []
  #count = 0

  /** @returns false when this provider has had the request before: nothing arrives a second time. */
  take(provider: Provider, request: string): boolean {
    const key = `${provider} ${request}`
    if (this.#seen.has(key)) return false
    this.#seen.add(key)
    return true
  }

  arrive(message: Arrived): void {
    this.#count++
    this.#messages.push(message)
    if (this.#messages.length > kept) this.#messages = this.#messages.slice(-kept)
  }

  get count(): number {
    return this.#count
  }

  /** Newest first, numbers and names masked. */
  view() {
    return this.#messages.toReversed().map(({ provider, at, phone, text }) => ({
      provider,
      at: at.toISOString(),
      phone: maskNumber(phone),
      text: maskNumbersIn(text),
    }))
  }

  reset(): void {
    this.#messages = []
    this.#seen.clear()
    this.#count = 0
  }
}

/** Values of a template as they are shown: a member that names a person is masked. */
export function shownValues(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}: ${name.startsWith('ten_') ? maskName(value) : value}`)
    .join('; ')
}
