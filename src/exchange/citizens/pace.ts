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
  readonly #officers = new Map<string, Recent>()
  readonly #units = new Map<string, Recent>()
  readonly #all = new Recent()
  readonly #runs = new Map<string, { last: bigint; length: number }>()

  constructor(limits: PaceLimits) {
    this.#limits = limits
  }

  /** @throws Fault `citizen-limit` */
  take(officer: string, unit: string, number: string, now: Date): void {
    if (this.#sequence(officer, number) >= this.#limits.sequence) refuse('sequence', 3600)
    const { officerPerMinute, unitPerMinute, perMinute } = this.#limits
    const time = now.getTime()
    const ofOfficer = recentOf(this.#officers, officer)
    const ofUnit = recentOf(this.#units, unit)
    // All are looked at before any is counted: what one refuses must not use up another.
    ofOfficer.admit('officer', officerPerMinute, time)
    ofUnit.admit('unit', unitPerMinute, time)
    this.#all.admit('gateway', perMinute, time)
    ofOfficer.count(time)
    ofUnit.count(time)
    this.#all.count(time)
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
}

/** When questions came in the last minute. */
class Recent {
  #times: number[] = []
  /** What stands before it is older: taking it off one by one would cost more than the question. */
  #from = 0

  /** @throws Fault `citizen-limit` when as many as `limit` have come in the minute before `now`. */
  admit(scope: string, limit: number, now: number): void {
    const times = this.#times
    while ((times[this.#from] ?? now) <= now - windowMs) this.#from++
    if (this.#from > 1_000 && this.#from > times.length / 2) {
      this.#times = times.slice(this.#from)
      this.#from = 0
    }
    if (this.#times.length - this.#from < limit) return
    const oldest = this.#times[this.#times.length - limit] ?? now
    refuse(scope, Math.max(1, Math.ceil((oldest + windowMs - now) / 1000)))
  }

  count(now: number): void {
    this.#times.push(now)
  }
}

function refuse(scope: string, retryAfterSeconds: number): never {
  throw new Fault('citizen-limit', { params: { scope }, retryAfterSeconds })
}

function recentOf(map: Map<string, Recent>, name: string): Recent {
  let recent = map.get(name)
  if (recent === undefined) {
    forgetEldest(map)
    recent = new Recent()
    map.set(name, recent)
  }
  return recent
}

function forgetEldest(map: Map<string, unknown>): void {
  if (map.size < mostKept) return
  const [eldest] = map.keys()
  if (eldest !== undefined) map.delete(eldest)
}
