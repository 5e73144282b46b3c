/** When a routine comes again: after so long, or every day at a time of Vietnam's clock. */
export type Rhythm = number | { readonly dailyAt: string }

/** What begins together does not stay together. */
const jitter = 0.1
const dailySpreadMs = 60_000
/** Vietnam has had no other offset since 1975. */
const offsetMs = 7 * 3_600_000
const dayMs = 86_400_000
const firstBackoffMs = 5_000
const longestBackoffMs = 3_600_000

/** @param random 0..1 @throws RangeError for a time of day that is none */
export function nextDue(rhythm: Rhythm, now: Date, random: number): Date {
  if (typeof rhythm === 'number') return new Date(now.getTime() + rhythm * (1 + jitter * (2 * random - 1)))
  const [, hours, minutes] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(rhythm.dailyAt) ?? []
  if (hours === undefined) throw new RangeError(`${rhythm.dailyAt} is no time of day`)
  const local = now.getTime() + offsetMs
  const today = Math.floor(local / dayMs) * dayMs + (Number(hours) * 60 + Number(minutes)) * 60_000
  const next = today > local ? today : today + dayMs
  return new Date(next - offsetMs + dailySpreadMs * random)
}

/** The first time ever: soon for what comes after so long, at its time for what comes daily. */
export function firstDue(rhythm: Rhythm, now: Date, random: number): Date {
  return typeof rhythm === 'number'
    ? new Date(now.getTime() + Math.min(rhythm, firstBackoffMs) * random)
    : nextDue(rhythm, now, random)
}

/** After failures in a row: ever later, but a routine that comes often is not put off for longer than ten of its turns. */
export function retryDue(rhythm: Rhythm, failures: number, now: Date, random: number): Date {
  const longest = typeof rhythm === 'number' ? Math.min(rhythm * 10, longestBackoffMs) : longestBackoffMs
  const wait = Math.min(firstBackoffMs * 2 ** (failures - 1), longest)
  return new Date(now.getTime() + wait * (1 + jitter * (2 * random - 1)))
}
