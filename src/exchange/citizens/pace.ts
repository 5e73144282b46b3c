import { Fault } from '../../errors/fault.ts'

export interface PaceLimits {
  readonly officerPerMinute: number
  readonly unitPerMinute: number
  readonly perMinute: number
  /** So many numbers in a row, each next to the one before, are no work on dossiers. */
  readonly sequence: number
}

const windowMs = 60_000
/** Two numbers are neighbours that lie no further apart than this. */
const neighbours = 3n
/** Officers remembered at once; the eldest are forgotten, which only loosens their limit. */
const mostKept = 50_000

/**
 * How fast questions about people may come, of one gateway process: per officer, per unit and altogether, below the
 * database's own quota; and whether an officer is going through numbers one after the other.
 */
export class Pace {
  readonly #limits: PaceLimits
  readonly #times = new Map<string, number[]>()
  readonly #runs = new Map<string, { last: bigint; length: number }>()

  constructor(limits: PaceLimits) {
    this.#limits = limits
  }

  /** @throws Fault `citizen-limit` */
  take(officer: string, unit: string, number: string, now: Date): void {
    if (this.#sequence(officer, number) >= this.#limits.sequence) this.#refuse('sequence', 3600)
    const { officerPerMinute, unitPerMinute, perMinute } = this.#limits
    const scopes = [
      ['officer', `officer ${officer}`, officerPerMinute],
      ['unit', `unit ${unit}`, unitPerMinute],
      ['gateway', 'gateway', perMinute],
    ] as const
    const time = now.getTime()
    // All are looked at before any is counted: what one refuses must not use up another.
    for (const [scope, key, limit] of scopes) {
      const times = this.#recent(key, time)
      const oldest = times[times.length - limit]
      if (oldest !== undefined) this.#refuse(scope, Math.max(1, Math.ceil((oldest + windowMs - time) / 1000)))
    }
    for (const [, key] of scopes) this.#times.get(key)?.push(time)
  }

  #recent(key: string, now: number): number[] {
    const times = this.#times.get(key)
    if (times === undefined) {
      forgetEldest(this.#times)
      const fresh: number[] = []
      this.#times.set(key, fresh)
      return fresh
    }
    const [first] = times
    // In pieces: taking one off the front of a long list for each question would cost as much as the question.
    if (first !== undefined && first <= now - windowMs) {
      const kept = times.findIndex(time => time > now - windowMs)
      times.splice(0, kept === -1 ? times.length : kept)
    }
    return times
  }

  /** How many numbers in a row this one continues. */
  #sequence(officer: string, number: string): number {
    const value = BigInt(number)
    const run = this.#runs.get(officer)
    if (run === undefined) {
      forgetEldest(this.#runs)
      this.#runs.set(officer, { last: value, length: 1 })
      return 1
    }
    const distance = value > run.last ? value - run.last : run.last - value
    // The same person again, of whom several things are asked, neither continues a row nor ends it.
    if (distance > 0n) {
      run.length = distance <= neighbours ? run.length + 1 : 1
      run.last = value
    }
    return run.length
  }

  #refuse(scope: string, retryAfterSeconds: number): never {
    throw new Fault('citizen-limit', { params: { scope }, retryAfterSeconds })
  }
}

function forgetEldest(map: Map<string, unknown>): void {
  if (map.size < mostKept) return
  const [eldest] = map.keys()
  if (eldest !== undefined) map.delete(eldest)
}
