/** What reports need of an access; times are instants, days are days in Vietnam. */
export interface AccessSample {
  readonly at: Date
  readonly officer: string | null
  readonly unit: string | null
  readonly procedure: string | null
  readonly operation: string
  readonly verdict: string
  readonly subject: string | null
  readonly flags: readonly string[]
}

export interface AccessCount {
  readonly day: string
  readonly unit: string
  readonly officer: string
  readonly procedure: string
  readonly operation: string
  readonly asked: number
  readonly refused: number
}

export interface AccessAlert {
  readonly kind: 'volume' | 'out-of-hours' | 'many-officers' | 'watched' | 'refusals'
  /** Officer, or for many-officers the subject's hash of the month. */
  readonly about: string
  readonly day: string
  readonly count: number
}

export interface AlertLimits {
  /** Different people asked about by one officer in a day. */
  readonly peopleADay: number
  /** Officers who ask about one person in a day. */
  readonly officersADay: number
  /** Attempts of one officer that were refused in a day. */
  readonly refusalsADay: number
}

export const alertLimits: AlertLimits = { peopleADay: 80, officersADay: 3, refusalsADay: 20 }

const vietnamMs = 7 * 3600_000
const dayOf = (at: Date) => new Date(at.getTime() + vietnamMs).toISOString().slice(0, 10)

/** Accesses per day, unit, officer, procedure and operation. Pure. */
export function countAccesses(samples: readonly AccessSample[]): AccessCount[] {
  const counts = new Map<string, AccessCount>()
  for (const { at, unit, officer, procedure, operation, verdict } of samples) {
    const names = { day: dayOf(at), unit: unit ?? '?', officer: officer ?? '?', procedure: procedure ?? '?' }
    const key = JSON.stringify([names, operation])
    const { asked = 0, refused = 0 } = counts.get(key) ?? {}
    counts.set(key, {
      ...names,
      operation,
      asked: asked + (verdict === 'asked' ? 1 : 0),
      refused: refused + (verdict === 'asked' ? 0 : 1),
    })
  }
  return [...counts.values()]
}

/** What somebody should look into. Pure. */
export function accessAlerts(
  samples: readonly AccessSample[],
  limits: AlertLimits = alertLimits,
): AccessAlert[] {
  const people = new Groups()
  const officers = new Groups()
  const nightly = new Groups()
  const watched = new Groups()
  const refused = new Groups()
  samples.forEach(({ at, officer, subject, flags, verdict }, index) => {
    const day = dayOf(at)
    const who = officer ?? '?'
    if (subject !== null) {
      people.add(day, who, subject)
      officers.add(day, subject, who)
    }
    if (flags.includes('out-of-hours')) nightly.add(day, who, index)
    if (flags.includes('watched')) watched.add(day, who, index)
    if (verdict !== 'asked') refused.add(day, who, index)
  })
  return [
    ...people.alerts('volume', limits.peopleADay),
    ...officers.alerts('many-officers', limits.officersADay),
    ...nightly.alerts('out-of-hours', 1),
    ...watched.alerts('watched', 1),
    ...refused.alerts('refusals', limits.refusalsADay),
  ]
}

/** Different things by day and name. */
class Groups {
  readonly #sets = new Map<string, { day: string; about: string; things: Set<unknown> }>()

  add(day: string, about: string, thing: unknown): void {
    const key = `${day} ${about}`
    const group = this.#sets.get(key) ?? { day, about, things: new Set() }
    group.things.add(thing)
    this.#sets.set(key, group)
  }

  alerts(kind: AccessAlert['kind'], least: number): AccessAlert[] {
    return [...this.#sets.values()]
      .filter(({ things }) => things.size >= least)
      .map(({ day, about, things }) => ({ kind, about, day, count: things.size }))
  }
}
