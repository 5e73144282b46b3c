import { setTimeout as sleep } from 'node:timers/promises'

/** Calls tried so often, then given up: a gateway that is being restarted is back by then. */
const tries = 120
const pauseMs = 500
const patienceMs = 10_000

/**
 * Calls the gateway as a platform does: one call after another of one dossier, again and again until it is taken. Holds
 * what is still to be said, and nothing of what was said.
 */
export class Caller {
  readonly #gateway: () => string | undefined
  readonly #ends = new AbortController()
  readonly #lines = new Map<string, Promise<void>>()
  said = 0
  refused = 0
  lost = 0

  constructor(gateway: () => string | undefined) {
    this.#gateway = gateway
  }

  /**
   * @param path below `…/platforms`
   * @param taken whether the answer says that the message was taken, or will never be
   */
  call(
    dossier: string,
    path: string,
    body: unknown,
    taken: (answer: unknown) => 'yes' | 'no' | 'again',
  ): void {
    this.after(dossier, 0, async () => {
      const came = await this.#until(path, body, taken)
      if (came === 'yes') this.said++
      else if (came === 'no') this.refused++
      else this.lost++
    })
  }

  /** Something that happens when all that was planned for the dossier before has happened. */
  after(dossier: string, delayMs: number, work: () => Promise<void> | void): void {
    const before = this.#lines.get(dossier) ?? Promise.resolve()
    const next = before
      .then(() => sleep(delayMs, undefined, { signal: this.#ends.signal }))
      .then(work)
      // Only the end of the sandbox comes here.
      .catch(() => undefined)
    this.#lines.set(dossier, next)
  }

  async close(): Promise<void> {
    this.#ends.abort()
    await Promise.all(this.#lines.values())
  }

  async #until(path: string, body: unknown, taken: (answer: unknown) => 'yes' | 'no' | 'again') {
    for (let round = 0; round < tries; round++) {
      const came = await this.#once(path, body, taken).catch(() => 'again' as const)
      if (came !== 'again') return came
      await sleep(pauseMs, undefined, { signal: this.#ends.signal })
    }
    return 'again'
  }

  async #once(path: string, body: unknown, taken: (answer: unknown) => 'yes' | 'no' | 'again') {
    const gateway = this.#gateway()
    if (gateway === undefined) return 'again'
    const response = await fetch(`${gateway}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.any([this.#ends.signal, AbortSignal.timeout(patienceMs)]),
    })
    const answer: unknown = await response.json()
    return response.status >= 500 ? 'again' : taken(answer)
  }
}
