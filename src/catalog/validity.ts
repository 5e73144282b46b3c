/** First and last day of a catalogue entry, as in the decision that published or withdrew it. */
export interface Validity {
  /** First day, `2023-04-20`; absent: has always been valid. */
  readonly validFrom?: string
  /** Last day, itself still valid; absent: valid until further notice. */
  readonly validTo?: string
}

/** The same as half-open epoch milliseconds, compared on every look-up. */
export interface Span {
  readonly from: number
  readonly until: number
}

const dayLength = 86_400_000

/** Days are days in Vietnam, wherever the server stands. */
export function spanOf({ validFrom, validTo }: Validity): Span {
  return {
    from: validFrom === undefined ? Number.NEGATIVE_INFINITY : startOfDay(validFrom),
    until: validTo === undefined ? Number.POSITIVE_INFINITY : startOfDay(validTo) + dayLength,
  }
}

/** Whether text is a real calendar day in the form `yyyy-mm-dd`. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const date = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
}

function startOfDay(day: string): number {
  return Date.parse(`${day}T00:00:00+07:00`)
}
