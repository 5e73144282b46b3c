/** Times are epoch milliseconds here; a day is the number of days since 1970-01-01 on the Vietnamese calendar. */
export const minute = 60_000
const hour = 3_600_000
const dayLength = 86_400_000
// Vietnam has had no daylight saving time since 1975.
const zone = 7 * hour

// Bộ luật Lao động 2019, Điều 112: the holidays of the solar calendar, month-day.
const yearlyHolidays = new Set(['01-01', '04-30', '05-01', '09-02'])
// Days off that the government announced in lieu of 29 and 30 April 2023, a weekend.
const announcedHolidays = new Set(['2023-05-02', '2023-05-03'])

const morning = [7.5 * hour, 11.5 * hour] as const
const afternoon = [13.5 * hour, 17 * hour] as const
/** End of the office day: due times stand there. */
const closing = afternoon[1]

const names = new Map<number, string>()
const closed = new Map<number, boolean>()

export function dayOf(time: number): number {
  return Math.floor((time + zone) / dayLength)
}

export function startOf(day: number): number {
  return day * dayLength - zone
}

/** `2023-04-20`. */
export function dayName(day: number): string {
  let name = names.get(day)
  if (name === undefined) {
    name = new Date(day * dayLength).toISOString().slice(0, 10)
    names.set(day, name)
  }
  return name
}

/** RFC 3339 with the Vietnamese offset, to the second. */
export function instant(time: number): string {
  const day = dayOf(time)
  const seconds = Math.floor((time - startOf(day)) / 1000)
  const part = (value: number) => (value < 10 ? `0${value}` : `${value}`)
  const clock = `${part(Math.floor(seconds / 3600))}:${part(Math.floor(seconds / 60) % 60)}:${part(seconds % 60)}`
  return `${dayName(day)}T${clock}+07:00`
}

/** Sunday is 0. */
export function weekday(day: number): number {
  return (day + 4) % 7
}

export function isClosed(day: number): boolean {
  let answer = closed.get(day)
  if (answer === undefined) {
    const name = dayName(day)
    answer = [0, 6].includes(weekday(day)) || yearlyHolidays.has(name.slice(5)) || announcedHolidays.has(name)
    closed.set(day, answer)
  }
  return answer
}

/** That time if offices are open then, otherwise the next opening. */
export function officeTime(time: number): number {
  let day = dayOf(time)
  const clock = time - startOf(day)
  if (!isClosed(day) && clock < closing) {
    if (clock < morning[0]) return startOf(day) + morning[0]
    return clock >= morning[1] && clock < afternoon[0] ? startOf(day) + afternoon[0] : time
  }
  day = workday(day, 1)
  return startOf(day) + morning[0]
}

/** The office day that is `count` office days after a day. */
export function workday(day: number, count: number): number {
  let current = day
  for (let left = count; left > 0; ) {
    current += 1
    if (!isClosed(current)) left -= 1
  }
  return current
}

/** End of the office day that is `days` office days after a time. */
export function dueAfter(time: number, days: number): number {
  return startOf(workday(dayOf(time), days)) + closing
}

/** Some office time that is `days` office days, possibly a fraction of one, and at least a minute later. */
export function later(time: number, days: number): number {
  const whole = Math.floor(days)
  const day = dayOf(time)
  const moved = whole === 0 ? time : time + (workday(day, whole) - day) * dayLength
  // An office day has seven and a half hours; whole seconds, because that is what the texts hold.
  const part = Math.floor(((days - whole) * 7.5 * hour) / 1000) * 1000
  return officeTime(moved + Math.max(minute, part))
}
