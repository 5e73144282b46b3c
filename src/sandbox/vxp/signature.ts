import { createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { isMembers } from '../members.ts'

export const system = { id: '000.00.00.H99', secret: 'demo-vxp-secret' } as const

const prefix = 'XroadVnpt-'
/** How far the clocks may be apart. Nobody tells how far the real one lets them. */
const skewMs = 15 * 60_000

/** What is wrong with a call's signature, or undefined. The text is verified as it was sent. */
export function signatureFault(headers: IncomingHttpHeaders, now: Date): string | undefined {
  const header = (name: string) => String(headers[`${prefix}${name}`.toLowerCase()] ?? '')
  const text = header('sign-header')
  const expected = createHmac('sha256', system.secret).update(text).digest('hex')
  if (!same(header('hash-header'), expected)) return 'hash-header'
  const signed = parse(text)
  if (signed === undefined || header('sign-header-key') !== Object.keys(signed).join(';'))
    return 'sign-header-key'
  const untold = Object.entries(signed).find(([name, value]) => headers[name.toLowerCase()] !== value)
  if (untold !== undefined) return untold[0]
  if (signed[`${prefix}systemid`] !== system.id) return 'systemid'
  if (header('version') === '') return 'version'
  const at = timeOf(String(signed[`${prefix}timestamp`]))
  return at === undefined || Math.abs(at - now.getTime()) > skewMs ? 'timestamp' : undefined
}

/** A parameter of a call, whose header has been verified. */
export function parameter(headers: IncomingHttpHeaders, name: string): string {
  return String(headers[`${prefix}${name}`.toLowerCase()] ?? '')
}

/** `ddMMyyyyTHHmmss+SSSS` on Vietnam's clock; what looks like a zone are milliseconds. */
function timeOf(stamp: string): number | undefined {
  const [, day, month, year, hour, minute, second] =
    /^(\d\d)(\d\d)(\d{4})T(\d\d)(\d\d)(\d\d)\+\d{4}$/.exec(stamp) ?? []
  const at = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}+07:00`)
  return Number.isNaN(at) ? undefined : at
}

function parse(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isMembers(value) ? value : undefined
  } catch {
    return undefined
  }
}

function same(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)]
  return one.length === other.length && timingSafeEqual(one, other)
}
