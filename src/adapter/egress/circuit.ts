export interface CircuitPolicy {
  /** Calls that are looked back upon. */
  readonly calls: number
  /** Older results count no more. */
  readonly windowMs: number
  /** So many results there must be before any judgement. */
  readonly minimum: number
  /** Share of failures that opens. */
  readonly share: number
  /** First rest; each that follows without a success between is twice as long. */
  readonly restMs: number
  readonly longestRestMs: number
  /** A trial call that has not come back after so long is given up, and the next call tries. */
  readonly trialMs: number
}

/** May a call go? If so it hands the ticket back with its result. */
export type Admission = { readonly ticket: number } | { readonly waitMs: number }

/** `neither`: the call says nothing about the platform. */
export type Result = 'success' | 'failure' | 'neither'

interface Open {
  readonly until: number
  readonly restMs: number
  trialUntil: number
}

/**
 * The state of one origin: closed while it works; open, after too large a share of failures, for a rest; then half
 * open, when one call at a time tries. Pure but for what it remembers; times in milliseconds.
 */
export class Circuit {
  readonly #policy: CircuitPolicy
  #recent: { readonly at: number; readonly failed: boolean }[] = []
  /** Of the recent ones. */
  #failures = 0
  #open: Open | undefined
  #era = 0

  constructor(policy: CircuitPolicy) {
    this.#policy = policy
  }

  get state(): 'closed' | 'open' {
    return this.#open === undefined ? 'closed' : 'open'
  }

  admit(now: number): Admission {
    const open = this.#open
    if (open === undefined) return { ticket: this.#era }
    const waitMs = Math.max(open.until, open.trialUntil) - now
    if (waitMs > 0) return { waitMs }
    open.trialUntil = now + this.#policy.trialMs
    // A trial that comes back after it was given up has an old ticket.
    this.#era += 1
    return { ticket: this.#era }
  }

  /** Results of calls that went out before the last change of state are late news and count no more. */
  record(ticket: number, result: Result, now: number): void {
    if (ticket !== this.#era) return
    if (this.#open !== undefined) this.#conclude(this.#open, result, now)
    else if (result !== 'neither') this.#remember(result === 'failure', now)
  }

  #conclude(open: Open, result: Result, now: number): void {
    if (result === 'success') this.#become(undefined)
    else if (result === 'failure') this.#rest(Math.min(open.restMs * 2, this.#policy.longestRestMs), now)
    else open.trialUntil = 0
  }

  #remember(failed: boolean, now: number): void {
    const { calls, windowMs, minimum, share, restMs } = this.#policy
    const recent = this.#recent
    recent.push({ at: now, failed })
    if (failed) this.#failures++
    // In the order of time, so that what is too old, or one too many, stands in front.
    while (recent.length > calls || (recent[0]?.at ?? now) <= now - windowMs) {
      if (recent.shift()?.failed === true) this.#failures--
    }
    if (recent.length >= minimum && this.#failures >= share * recent.length) this.#rest(restMs, now)
  }

  #rest(restMs: number, now: number): void {
    this.#become({ until: now + restMs, restMs, trialUntil: 0 })
  }

  #become(open: Open | undefined): void {
    this.#open = open
    this.#recent = []
    this.#failures = 0
    this.#era += 1
  }
}
