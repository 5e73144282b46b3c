import { createHmac } from 'node:crypto'
import type { Signable } from '../egress/outgoing.ts'
import type { Step } from './auth.ts'

export interface VxpSignature {
  readonly systemId: string
  readonly secret: string
  /** Headers of the manifest's requests that are parameters of the call: signed, and sent under their prefixed name. */
  readonly parameters: readonly string[]
  readonly clock: () => Date
}

const prefix = 'XroadVnpt-'
const constant = {
  'User-Agent': 'JAVASDKAgent/1.0.0 XRoad/VPCP',
  [`${prefix}version`]: '3.0.201608',
}

/**
 * Signed headers of the national document axis (VXP), as its Java client makes them. The body is not covered, and the
 * verifier goes by the order that is sent.
 */
export function vxpSignature(options: VxpSignature): Step {
  return {
    async grant() {
      return { values: {}, sign: request => signed(request, options) }
    },
  }
}

function signed({ headers }: Signable, { systemId, secret, parameters, clock }: VxpSignature) {
  const wanted = new Set(parameters.map(name => name.toLowerCase()))
  const own = Object.entries(headers)
  const contentType = own.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? 'application/json'
  const call = own.filter(([name]) => wanted.has(name.toLowerCase()))
  const rest = own.filter(
    ([name]) => !wanted.has(name.toLowerCase()) && name.toLowerCase() !== 'content-type',
  )
  const logical = [
    ['timestamp', vxpTimestamp(clock())],
    ['systemid', systemId],
    ['Content-Type', contentType],
    ...call,
  ].map(([name, value]) => [`${prefix}${name}`, value ?? ''] as const)
  const text = signedText(logical)
  return {
    ...Object.fromEntries(rest),
    ...constant,
    'Content-Type': contentType,
    ...Object.fromEntries(logical),
    [`${prefix}sign-header-key`]: logical.map(([name]) => name).join(';'),
    [`${prefix}sign-header`]: text,
    [`${prefix}hash-header`]: vxpHash(text, secret),
  }
}

/** JSON as it can stand in a header: letters beyond ASCII are escaped before anything is hashed. */
export function signedText(logical: readonly (readonly [string, string])[]): string {
  return JSON.stringify(Object.fromEntries(logical)).replace(
    /[\u007f-\uffff]/g,
    letter => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

export function vxpHash(text: string, secret: string): string {
  return createHmac('sha256', secret).update(text).digest('hex')
}

const vietnamMs = 7 * 3_600_000

/** `ddMMyyyy'T'HHmmss+SSSS` in Vietnamese time; what looks like a zone are milliseconds, four digits of them. */
export function vxpTimestamp(at: Date): string {
  const local = new Date(at.getTime() + vietnamMs).toISOString()
  const [, year, month, day, hour, minute, second, millisecond] =
    /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)\.(\d{3})Z$/.exec(local) ?? []
  return `${day}${month}${year}T${hour}${minute}${second}+0${millisecond}`
}
