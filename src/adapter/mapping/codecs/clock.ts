/** Asia/Ho_Chi_Minh has been UTC+7 without daylight saving since 1975, older than any dossier. */
export const vietnamMinutes = 7 * 60

const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

export function isDate(year: number, month: number, day: number): boolean {
  const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  const days = monthDays[month - 1]
  return days !== undefined && day >= 1 && day <= (leap ? 29 : days)
}

/** Digits from `start` to before `end` as a number; NaN when one of them is none. Faster than a regular expression. */
export function digits(text: string, start: number, end: number): number {
  let number = 0
  for (let index = start; index < end; index++) {
    const digit = text.charCodeAt(index) - 48
    if (!(digit >= 0 && digit <= 9)) return Number.NaN
    number = number * 10 + digit
  }
  return number
}

/** `2023-06-05T08:15:00` or with milliseconds, of the wall clock that an instant shows at an offset. */
export type WallClock = string

const zone = /^(?:[Zz]|[+-]\d\d:?\d\d|[+-]\d\d)$/

/**
 * An RFC 3339 instant as the wall clock shows it `offset` minutes east of UTC. Milliseconds stay if there are any;
 * a leap second shows as the second before it. `exact` is false when something finer was dropped.
 * @returns undefined when the text is no instant, or one that four digits of year cannot hold.
 */
export function wallClock(text: string, offset: number): { clock: WallClock; exact: boolean } | undefined {
  if (!isClock(text)) return undefined
  // Nearly all instants are to the second, in Vietnam time or in UTC: little or nothing to compute.
  if (text.charCodeAt(10) === 84 && text.charCodeAt(17) < 54) {
    if (text.length === 25 && text.endsWith('+07:00')) return sameDay(text, offset - vietnamMinutes)
    if (text.length === 20 && text.charCodeAt(19) === 90) return sameDay(text, offset)
  }
  return anyClock(text, offset)
}

/** The clock put forward, where that leads into no other day. */
function sameDay(text: string, minutes: number) {
  if (minutes === 0) return { clock: text.slice(0, 19), exact: true }
  const minute = digits(text, 11, 13) * 60 + digits(text, 14, 16) + minutes
  if (minute < 0 || minute >= 1440) return anyClock(text, minutes + (text.length === 20 ? 0 : vietnamMinutes))
  const clock = `${text.slice(0, 11)}${two(Math.floor(minute / 60))}:${two(minute % 60)}${text.slice(16, 19)}`
  return { clock, exact: true }
}

const two = (number: number) => (number < 10 ? `0${number}` : String(number))

function anyClock(text: string, offset: number): { clock: WallClock; exact: boolean } | undefined {
  const rest = /^(\.\d+)?(.*)$/s.exec(text.slice(19))
  const fraction = rest?.[1] ?? ''
  const east = minutesEast(rest?.[2] ?? '')
  if (east === undefined) return undefined
  const leap = digits(text, 17, 19) === 60
  const ms = Number(fraction.slice(1, 4).padEnd(3, '0'))
  const exact = !leap && !/[1-9]/.test(fraction.slice(4))
  const date = new Date(0)
  // setUTCFullYear, because Date.UTC takes the years 0 to 99 for 1900 to 1999.
  date.setUTCFullYear(digits(text, 0, 4), digits(text, 5, 7) - 1, digits(text, 8, 10))
  const second = leap ? 59 : digits(text, 17, 19)
  date.setUTCHours(digits(text, 11, 13), digits(text, 14, 16) - east + offset, second, ms)
  const iso = date.toISOString()
  // Past year 9999 ISO text grows a sign: no wire format has room for it.
  if (iso.length !== 24) return undefined
  return { clock: ms === 0 ? iso.slice(0, 19) : iso.slice(0, 23), exact }
}

/** Whether the first 19 characters are a date and a time of day. */
function isClock(text: string): boolean {
  const separator = text.charCodeAt(10) | 32
  return (
    text.length >= 19 &&
    text.charCodeAt(4) === 45 &&
    text.charCodeAt(7) === 45 &&
    (separator === 116 || separator === 32) &&
    text.charCodeAt(13) === 58 &&
    text.charCodeAt(16) === 58 &&
    isDate(digits(text, 0, 4), digits(text, 5, 7), digits(text, 8, 10)) &&
    digits(text, 11, 13) <= 23 &&
    digits(text, 14, 16) <= 59 &&
    digits(text, 17, 19) <= 60
  )
}

/** Minutes east of UTC of `Z`, `+07:00`, `+0700` or `+07`. */
export function minutesEast(text: string): number | undefined {
  if (!zone.test(text)) return undefined
  if (text.length === 1) return 0
  const hours = digits(text, 1, 3)
  const minutes = text.length === 3 ? 0 : digits(text, text.length - 2, text.length)
  if (hours > 23 || minutes > 59) return undefined
  return (text.startsWith('-') ? -1 : 1) * (hours * 60 + minutes)
}

/** The instant of a wall clock, in the spelling of the canonical model: Vietnam time, milliseconds only if there are any. */
export function instantOf(clock: WallClock, offset: number): string | undefined {
  if (offset === vietnamMinutes) return `${clock}+07:00`
  const sign = offset < 0 ? '-' : '+'
  const hours = String(Math.floor(Math.abs(offset) / 60)).padStart(2, '0')
  const local = wallClock(
    `${clock}${sign}${hours}:${String(Math.abs(offset) % 60).padStart(2, '0')}`,
    vietnamMinutes,
  )
  return local === undefined ? undefined : `${local.clock}+07:00`
}
