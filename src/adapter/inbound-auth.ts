import { createHash, timingSafeEqual } from 'node:crypto'
import { AdapterFault } from './adapter-fault.ts'
import { among } from './egress/address.ts'
import { type ClientCertificate, certificateCheck } from './inbound-certificate.ts'
import type { InboundAuthSpec } from './inbound-spec.ts'
import { type Observed, valueAt } from './observed.ts'
import type { Settings } from './settings.ts'
import { compileTemplate, fillSettings, fillText } from './template.ts'

/** A platform's call, as it came. */
export interface IncomingCall {
  /** Default POST. */
  readonly method?: string
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>
  /** What stood behind the name of the way in. */
  readonly secret?: string
  readonly query?: Readonly<Record<string, string>>
  /** Of the socket, or as a proxy that is trusted says; never what anybody's header says. */
  readonly address?: string
  readonly certificate?: ClientCertificate
  readonly body: Buffer
}

/** A call with what could be read of it. */
export interface ReadCall {
  readonly call: IncomingCall
  readonly observed: Observed
  /** The message in the platform's words, as far as it is there. */
  readonly native: unknown
}

export interface Admission {
  /** What can be told before the body is read. */
  mayCall(call: IncomingCall): boolean
  admits(read: ReadCall): boolean
}

/** @throws AdapterFault when a setting or a template makes no sense. */
export function compileInboundAuth(
  spec: InboundAuthSpec | readonly InboundAuthSpec[] | undefined,
  settings: Settings,
): Admission {
  if (spec === undefined) return { mayCall: () => false, admits: () => false }
  const steps = ('kind' in spec ? [spec] : spec).map(one => compile(one, settings))
  return {
    mayCall: call => steps.every(({ mayCall }) => mayCall?.(call) ?? true),
    admits: read =>
      steps.every(({ mayCall, admits }) => (mayCall?.(read.call) ?? true) && (admits?.(read) ?? true)),
  }
}

function compile(spec: InboundAuthSpec, settings: Settings): Partial<Admission> {
  switch (spec.kind) {
    case 'none':
      return {}
    case 'secret':
      return secretIn(spec, fillText(spec.value, settings))
    case 'bearer': {
      const token = fillText(spec.token, settings)
      return { mayCall: ({ headers }) => same(credential(headers, 'bearer'), token) }
    }
    case 'basic': {
      const pair = [spec.username, spec.password].map(part => fillText(part, settings))
      // An account without a password is none.
      const wanted = pair.includes('') ? '' : Buffer.from(pair.join(':')).toString('base64')
      return { mayCall: ({ headers }) => same(credential(headers, 'basic'), wanted) }
    }
    case 'checksum':
      return checksum(spec, settings)
    case 'client-certificate': {
      const known = certificateCheck(spec, settings)
      return { mayCall: ({ certificate }) => known(certificate) }
    }
    case 'addresses': {
      const known = networksOf(fillSettings(spec.networks, settings))
      return { mayCall: ({ address = '' }) => known(address) }
    }
  }
}

function secretIn(spec: Extract<InboundAuthSpec, { kind: 'secret' }>, wanted: string): Partial<Admission> {
  const { name = '' } = spec
  switch (spec.in) {
    case 'path':
      return { mayCall: ({ secret }) => same(secret, wanted) }
    case 'query':
      return {
        mayCall: ({ query = {} }) => same(Object.hasOwn(query, name) ? query[name] : undefined, wanted),
      }
    case 'header': {
      const header = name.toLowerCase()
      return { mayCall: ({ headers }) => same(headers[header], wanted) }
    }
    case 'body':
      return { admits: ({ observed }) => same(valueAt(observed, name), wanted) }
  }
}

function checksum(
  { of, at: pointer, header, prefix = '' }: Extract<InboundAuthSpec, { kind: 'checksum' }>,
  settings: Settings,
): Partial<Admission> {
  const template = compileTemplate(of, settings)
  return {
    admits({ call, observed, native }) {
      const carried =
        header === undefined ? valueAt(observed, pointer ?? '/-') : call.headers[header.toLowerCase()]
      const given = prefix === '' ? carried : after(prefix, carried)
      const body = observed.layers[0]
      const wanted = template({
        standing: 'unsure',
        canonical: {},
        encoded: objectOf(native),
        body: objectOf(body),
        raw: call.body.toString('utf8'),
      })
      // Platforms differ in the case of hexadecimal digits, and mean nothing by it.
      return hexadecimal.test(String(wanted))
        ? same(String(given ?? '').toLowerCase(), String(wanted).toLowerCase())
        : same(given, String(wanted ?? ''))
    },
  }
}

function after(prefix: string, value: unknown): string | undefined {
  return typeof value === 'string' && value.startsWith(prefix) ? value.slice(prefix.length) : undefined
}

const hexadecimal = /^[0-9a-f]+$/i

function objectOf(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {}
}

function credential(headers: IncomingCall['headers'], scheme: string): string | undefined {
  const [, kind, value] = /^(\S+) +(\S+) *$/.exec(headers.authorization ?? '') ?? []
  return kind?.toLowerCase() === scheme ? value : undefined
}

/** In constant time, whatever the lengths. What is wanted must be something: a secret that is not set opens to nobody. */
function same(given: unknown, wanted: string): boolean {
  if (wanted === '' || (typeof given !== 'string' && typeof given !== 'number')) return false
  return timingSafeEqual(digest(String(given)), digest(wanted))
}

const digest = (text: string) => createHash('sha256').update(text).digest()

function networksOf(value: unknown): (address: string) => boolean {
  const networks = Array.isArray(value) ? value.map(String) : String(value ?? '').split(/[\s,]+/)
  const given = networks.filter(text => text !== '')
  try {
    return among(given)
  } catch {
    throw new AdapterFault(`${given.join(', ')}: one of these is no address or address/prefix`)
  }
}
