import { Fault } from '../../errors/fault.ts'
import { AdapterFault } from '../adapter-fault.ts'
import type { Filling } from '../filling.ts'
import type { Settings } from '../settings.ts'
import { compileTemplate, fillSettings } from '../template.ts'

/** Base and path are joined as text, as the guides do (`adapter_url + auth_endpoint`), not resolved as a link. */
export function addressOf(base: string, path: string, settings: Settings): URL {
  const text = `${String(fillSettings(base, settings)).replace(/\/+$/, '')}/${String(fillSettings(path, settings)).replace(/^\/+/, '')}`
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw new AdapterFault('the base address is no http(s) address')
  return url
}

/** Adds query parameters; a list repeats one, what is missing or null is left out. */
export function compileQuery(
  url: URL,
  query: Readonly<Record<string, unknown>> | undefined,
  settings: Settings,
): (filling: Filling) => URL {
  if (query === undefined) return () => url
  const parameters = Object.entries(query).map(
    ([name, value]) => [name, compileTemplate(value, settings)] as const,
  )
  return filling => {
    const filled = new URL(url)
    for (const [name, template] of parameters) {
      for (const value of listOf(template(filling))) filled.searchParams.append(name, textOf(value, name))
    }
    return filled
  }
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
  return filling =>
    Object.fromEntries(
      templates
        .map(([name, template]) => [name, headerText(name, template(filling))] as const)
        .filter(([, value]) => value !== ''),
    )
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
