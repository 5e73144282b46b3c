// A platform that asks for more than a day is broken or down for good; the retry schedule's own cap decides then.
const longestSeconds = 86_400

/** Seconds of a Retry-After header (RFC 9110 §10.2.3), a number or a date; undefined when it says nothing usable. */
export function retryAfter(header: string | string[] | undefined, now: Date): number | undefined {
  const value = Array.isArray(header) ? header[0] : header
  if (value === undefined) return undefined
  const seconds = /^\d+$/.test(value.trim()) ? Number(value) : (Date.parse(value) - now.getTime()) / 1000
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(Math.ceil(seconds), longestSeconds) : undefined
}
