import { setTimeout as sleep } from 'node:timers/promises'
import type { Admin } from './admin.ts'
import type { Book, Findings } from './book.ts'
import type { Portal } from './portal.ts'

/** Between two looks at the portal's counts. */
const lookMs = 250
/** Nothing at all has happened for so long: what is missing will not come. */
const stallMs = 120_000
/** Without an admin's view the run is over when everything is there and nothing has come for so long. */
const quietMs = 5_000

/** Watches rows come in at the portal; knows when the last one came. */
export class Arrivals {
  readonly #portal: Portal
  #baseline = 0
  #count = 0
  #lastAt = performance.now()

  constructor(portal: Portal) {
    this.#portal = portal
  }

  /** What is there before the run does not count. */
  async begin(): Promise<void> {
    this.#baseline = await this.#total()
    this.#lastAt = performance.now()
  }

  /** Rows that came since the beginning, repetitions and other senders' included. */
  get count(): number {
    return this.#count
  }

  /** By performance.now(). */
  get lastAt(): number {
    return this.#lastAt
  }

  async look(): Promise<number> {
    const count = (await this.#total()) - this.#baseline
    if (count !== this.#count) this.#lastAt = performance.now()
    this.#count = count
    return count
  }

  async #total(): Promise<number> {
    const { versions, progress } = await this.#portal.counts()
    return versions + progress
  }
}

export interface ArrivalOptions {
  readonly portal: Portal
  readonly arrivals: Arrivals
  readonly book: Book
  /** Absent for a gateway that is not ours: then the end is judged by what comes in. */
  readonly admin?: Admin
  readonly onLook?: () => void
  readonly signal?: AbortSignal
}

export interface Arrived extends Findings {
  /** Nothing happened for two minutes though something was missing. */
  readonly stalled: boolean
}

/** Waits until everything owed is there and nothing more is coming, or nothing has happened for two minutes; compares. */
export async function awaitArrival(options: ArrivalOptions): Promise<Arrived> {
  const { portal, book, arrivals } = options
  for (;;) {
    const stalled = await untilQuiet(options)
    const findings = await book.compare(portal.dossiers())
    // With an admin's view, quiet means that nothing more will come by itself.
    if (findings.lost === 0 || stalled || options.admin !== undefined) return { ...findings, stalled }
    // Others send as well, so the count was reached too early: wait for the next row, or in vain.
    const before = arrivals.count
    while (arrivals.count === before && performance.now() - arrivals.lastAt < stallMs) {
      await sleep(lookMs, undefined, options.signal && { signal: options.signal })
      await arrivals.look()
    }
  }
}

/** @returns whether it was given up */
async function untilQuiet({ arrivals, book, admin, onLook, signal }: ArrivalOptions): Promise<boolean> {
  for (;;) {
    const count = await arrivals.look()
    onLook?.()
    const silence = performance.now() - arrivals.lastAt
    if (silence > stallMs) return true
    // Counting deliveries costs the gateway more than counting rows costs the portal.
    if (admin !== undefined && (count >= book.rows || silence > 2_000)) {
      if ((await admin.status()).open === 0) return false
    } else if (admin === undefined && count >= book.rows && silence > quietMs) return false
    await sleep(lookMs, undefined, signal && { signal })
  }
}
