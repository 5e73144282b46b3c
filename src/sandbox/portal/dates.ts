const SHAPE = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})$/

/** Whether `value` is a real moment of the calendar written `yyyyMMddHHmmss` (reference 2). Years before 1900 are not. */
export function isPortalDate(value: string): boolean {
  const parts = SHAPE.exec(value)
  if (parts === null) return false
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(1).map(Number)
  if (year < 1900 || month < 1 || month > 12 || day < 1) return false
  return day <= daysIn(year, month) && hour < 24 && minute < 60 && second < 60
}

/** `20230605081500` as `05/06/2023 08:15:00`, for the pages; "" stays "". */
export function readableDate(value: string): string {
  const parts = SHAPE.exec(value)
  if (parts === null) return value
  const [year, month, day, hour, minute, second] = parts.slice(1)
  return `${day}/${month}/${year} ${hour}:${minute}:${second}`
}

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}
