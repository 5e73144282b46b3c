/** A time of the day in minutes, on Vietnam's clock. */
type Minutes = number

export interface QuietHours {
  readonly from: Minutes
  readonly to: Minutes
}

// The country has one time zone and no summer time.
const offsetMs = 7 * 3_600_000
const dayMs = 86_400_000
const minuteMs = 60_000

/** `21:00-07:00`; `none`, or both ends the same: no hours are quiet. Undefined when it is written otherwise. */
export function readQuietHours(text: string): QuietHours | undefined {
  if (text === 'none') return { from: 0, to: 0 }
  const match = /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)$/.exec(text)
  if (match === null) return undefined
  const [fromHour = 0, fromMinute = 0, toHour = 0, toMinute = 0] = match.slice(1).map(Number)
  return { from: fromHour * 60 + fromMinute, to: toHour * 60 + toMinute }
}

/** The first moment from `at` on at which nobody is woken: `at` itself, or the end of the quiet hours. */
export function afterQuiet(at: Date, { from, to }: QuietHours): Date {
  const midnight = dayStart(at).getTime()
  const minute = (at.getTime() - midnight) / minuteMs
  if (from < to) return minute >= from && minute < to ? new Date(midnight + to * minuteMs) : at
  if (from === to || (minute >= to && minute < from)) return at
  return new Date(midnight + (minute >= from ? dayMs : 0) + to * minuteMs)
}

/** Midnight in Vietnam before an instant. */
export function dayStart(at: Date): Date {
  return new Date(Math.floor((at.getTime() + offsetMs) / dayMs) * dayMs - offsetMs)
}
