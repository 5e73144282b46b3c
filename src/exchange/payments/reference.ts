import { randomBytes } from 'node:crypto'

/** Crockford's base 32: no letter is mistaken for a digit when somebody reads it out on the telephone. */
const letters = '0123456789abcdefghjkmnpqrstvwxyz'
const vietnamMs = 7 * 3_600_000

/**
 * A new reference: `lt`, the day, 60 bits of chance; 20 letters and digits, which every platform takes whole. Others cut
 * longer ones, and lose what made them unique. It tells nothing of dossier or citizen.
 */
export function newReference(now: Date): string {
  const chance = [...randomBytes(12)].map(byte => letters[byte & 31]).join('')
  return `lt${stampOf(now).slice(2, 8)}${chance}`
}

/** `yyyyMMddHHmmss` on Vietnam's clock, of 24 hours: one client in the field writes 12, and its afternoons become mornings. */
export function stampOf(now: Date): string {
  return new Date(now.getTime() + vietnamMs).toISOString().replace(/\D/g, '').slice(0, 14)
}

/** First instant of a day (`2026-11-22`) in Vietnam, and that of the next. */
export function dayOf(day: string): { readonly from: Date; readonly to: Date } {
  const from = new Date(`${day}T00:00:00+07:00`)
  return { from, to: new Date(from.getTime() + 86_400_000) }
}

export function dayAfter(day: string): string {
  return new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10)
}

/** The day in Vietnam that an instant belongs to. */
export function dayAt(instant: Date): string {
  return new Date(instant.getTime() + vietnamMs).toISOString().slice(0, 10)
}
