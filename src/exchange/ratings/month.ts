/** `2026-11`, in Vietnam. */
export function monthOf(at: Date): string {
  return new Date(at.getTime() + 7 * 3_600_000).toISOString().slice(0, 7)
}

export function monthBefore(month: string): string {
  const [year = 0, number = 0] = month.split('-').map(Number)
  return number === 1 ? `${year - 1}-12` : `${year}-${String(number - 1).padStart(2, '0')}`
}

/** All months from the first to the last; none when the first is later. Newest two years at the most. */
export function monthsFrom(first: string, last: string): string[] {
  const months: string[] = []
  for (let month = last; month >= first && months.length < 24; month = monthBefore(month))
    months.unshift(month)
  return months
}
