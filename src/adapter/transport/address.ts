import { Fault } from '../../errors/fault.ts'
import { AdapterFault } from '../adapter-fault.ts'
import type { Filling, Template } from '../filling.ts'
import type { PathSpec } from '../request-spec.ts'
import type { Settings } from '../settings.ts'
import { compileTemplate, fillSettings, fillText } from '../template.ts'

/**
 * Base and path are joined as text, as the guides do (`adapter_url + auth_endpoint`), not resolved as a link. Without a
 * path the base is the whole address, as it was written: a SOAP service does not answer at `…/Service/`.
 */
export function addressOf(base: string, path: PathSpec, settings: Settings): URL {
  if (typeof path !== 'string') throw new AdapterFault('this transport has one path, whatever is known')
  return join(String(fillSettings(base, settings)), String(fillSettings(path, settings)))
}

interface AddressSpec {
  readonly base: string
  /** What stands between base and path; no template. */
  readonly prefix?: string
  readonly path: PathSpec
  readonly query: Readonly<Record<string, unknown>> | undefined
}

const ofMessage = /\{((?:canonical|encoded)\.[^{}]*)\}/

/**
 * The address of each call: settings in the path are text, a member of the message is one percent-encoded piece of it.
 * Query parameters are added; a list repeats one, what is missing or null is left out.
 * @throws AdapterFault when the settings give no address, or one that `admit` refuses
 */
export function compileAddress(
  spec: AddressSpec,
  settings: Settings,
  admit: (url: URL) => void,
): (filling: Filling) => URL {
  const { path } = spec
  if (typeof path === 'string') return compileOne({ ...spec, path }, settings, admit)
  const one = (choice: string) => compileOne({ ...spec, path: choice }, settings, admit)
  const { absent, present, unsure } = path.$standing
  const addresses = { absent: one(absent), present: one(present), unsure: one(unsure) }
  return filling => addresses[filling.standing](filling)
}

function compileOne(
  { base, prefix = '', path, query }: AddressSpec & { readonly path: string },
  settings: Settings,
  admit: (url: URL) => void,
): (filling: Filling) => URL {
  const start = fillText(base, settings)
  const at = (place: string) =>
    join(start, prefix === '' || place === '' ? prefix + place : `${prefix}/${place.replace(/^\/+/, '')}`)
  // Names of members stand at the odd positions.
  const parts = path
    .split(ofMessage)
    .map((part, index) =>
      index % 2 === 1
        ? pathPiece(part, compileTemplate(`{${part}}`, settings))
        : () => fillText(part, settings),
    )
  const sample = parts.map((part, index) => (index % 2 === 1 ? 'x' : part(noMessage))).join('')
  const fixed = at(sample)
  admit(fixed)
  const addressFor = (filling: Filling) => at(withoutDots(parts.map(part => part(filling)).join('')))
  const parameters = Object.entries(query ?? {}).map(
    ([name, value]) => [name, compileTemplate(value, settings)] as const,
  )
  // The same object for every call: nobody may change it.
  if (parts.length === 1 && parameters.length === 0) return () => fixed
  return filling => {
    const filled = parts.length === 1 ? new URL(fixed) : addressFor(filling)
    for (const [name, template] of parameters) {
      for (const value of listOf(template(filling))) filled.searchParams.append(name, textOf(value, name))
    }
    return filled
  }
}

/**
 * The address of each call as the message has it, which must lie below the base.
 * @throws AdapterFault when the settings give no address, or one that `admit` refuses
 */
export function compileAddressBelow(
  base: string,
  template: string,
  settings: Settings,
  admit: (url: URL) => void,
): (filling: Filling) => URL {
  const above = fillText(base, settings)
  admit(join(above, ''))
  const text = compileTemplate(template, settings)
  return filling => {
    const url = addressBelow(above, textOf(text(filling) ?? '', 'address'))
    if (url === undefined) throw notEncodable('address')
    return url
  }
}

/** The address as it is called, if it lies below the base: same origin, within its folder, nobody's name in it. */
export function addressBelow(base: string, address: string): URL | undefined {
  if (!URL.canParse(address) || !URL.canParse(base)) return undefined
  const [url, above] = [new URL(address), new URL(base)]
  const folder = above.pathname.endsWith('/') ? above.pathname : `${above.pathname}/`
  const within =
    url.origin === above.origin && (url.pathname === above.pathname || url.pathname.startsWith(folder))
  // Some servers read an escaped slash as one, and `..` behind it.
  const sly = /%2f|%5c|%00/i.test(url.pathname)
  if (!within || sly || url.username !== '' || url.password !== '') return undefined
  url.hash = ''
  return url
}

const noMessage: Filling = { standing: 'unsure', canonical: {} }

function join(base: string, path: string): URL {
  const text = path === '' ? base : `${base.replace(/\/+$/, '')}/${path.replace(/^\/+/, '')}`
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw new AdapterFault('the base address is no http(s) address')
  return url
}

/** A look-up of nothing would be another call: `/ho-so/` lists where `/ho-so/{code}` asks. */
function pathPiece(name: string, template: Template): Template {
  return filling => {
    const text = textOf(template(filling) ?? '', name)
    if (text === '') throw notEncodable(name)
    return encodeURIComponent(text)
  }
}

/** Addresses resolve `.` and `..`, however they came together. */
function withoutDots(path: string): string {
  const [place = ''] = path.split('?')
  if (place.split('/').some(segment => segment === '.' || segment === '..')) throw notEncodable('path')
  return path
}

/**
 * Headers of a request, filled for each call. One that comes out empty is not sent.
 * @throws Fault `message-not-encodable` for a value that would end its line or is not ASCII (RFC 9110 §5.5).
 */
export function compileHeaders(
  headers: Readonly<Record<string, string>>,
  settings: Settings,
): (filling: Filling) => Record<string, string> {
  const templates = Object.entries(headers).map(
    ([name, value]) => [name, compileTemplate(value, settings)] as const,
  )
  return filling => {
    const filled: Record<string, string> = {}
    for (const [name, template] of templates) {
      const value = headerText(name, template(filling))
      if (value !== '') filled[name] = value
    }
    return filled
  }
}

export function headerText(name: string, value: unknown): string {
  const text = textOf(value ?? '', name).trim()
  if (!/^[\x20-\x7e\t]*$/.test(text)) throw notEncodable(name)
  return text
}

function listOf(value: unknown): readonly unknown[] {
  return (Array.isArray(value) ? value : [value]).filter(item => item !== undefined && item !== null)
}

/** @throws Fault `message-not-encodable` for what is no text, number or truth value. */
export function textOf(value: unknown, place: string): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint')
    return String(value)
  throw notEncodable(place)
}

export function notEncodable(place: string): Fault {
  return new Fault('message-not-encodable', { params: { count: 1, places: place } })
}

/** Header names are compared without regard to case. */
export function hasHeader(headers: Readonly<Record<string, string>>, name: string): boolean {
  return Object.keys(headers).some(header => header.toLowerCase() === name)
}
