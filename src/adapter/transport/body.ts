import type { Encoding } from '../request-spec.ts'
import { type Namespaces, writeXml } from '../xml/index.ts'
import { notEncodable, textOf } from './address.ts'

/** What a body's encoding calls itself when the manifest names no Content-Type. */
export const contentTypes: Readonly<Record<Encoding, string>> = {
  json: 'application/json; charset=utf-8',
  form: 'application/x-www-form-urlencoded',
  xml: 'application/xml; charset=utf-8',
  text: 'text/plain; charset=utf-8',
}

/**
 * A filled body as bytes.
 * @throws Fault `message-not-encodable` or XmlFault for what the encoding cannot say.
 */
export function encodeBody(value: unknown, encoding: Encoding, namespaces: Namespaces): Buffer {
  switch (encoding) {
    case 'json':
      return Buffer.from(JSON.stringify(value ?? null))
    case 'form':
      return Buffer.from(formOf(value))
    case 'xml':
      return Buffer.from(writeXml(recordOf(value), { namespaces }))
    case 'text':
      return Buffer.from(textOf(value, 'body'))
  }
}

/** Flat: a list repeats its name, what is missing or null is left out. */
function formOf(value: unknown): string {
  const form = new URLSearchParams()
  for (const [name, its] of Object.entries(recordOf(value))) {
    for (const item of Array.isArray(its) ? its : [its]) {
      if (item !== undefined && item !== null) form.append(name, textOf(item, name))
    }
  }
  return form.toString()
}

function recordOf(value: unknown): object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw notEncodable('body')
  return value
}
