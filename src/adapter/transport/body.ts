import { randomUUID } from 'node:crypto'
import type { Encoding } from '../request-spec.ts'
import { Streamed, together } from '../streamed.ts'
import { type Namespaces, writeXml } from '../xml/index.ts'
import { notEncodable, textOf } from './address.ts'

/** Between the parts of a form. Nobody outside can know it, so no content can hold it on purpose. */
const boundary = `lienthong-${randomUUID()}`

/** What a body's encoding calls itself when the manifest names no Content-Type. */
export const contentTypes: Readonly<Record<Encoding, string>> = {
  json: 'application/json; charset=utf-8',
  form: 'application/x-www-form-urlencoded',
  multipart: `multipart/form-data; boundary=${boundary}`,
  xml: 'application/xml; charset=utf-8',
  text: 'text/plain; charset=utf-8',
}

/**
 * A filled body as bytes; streamed where a part of it is.
 * @throws Fault `message-not-encodable` or XmlFault for what the encoding cannot say.
 */
export function encodeBody(value: unknown, encoding: Encoding, namespaces: Namespaces): Buffer | Streamed {
  switch (encoding) {
    case 'json':
      return Buffer.from(JSON.stringify(value ?? null))
    case 'form':
      return Buffer.from(formOf(value))
    case 'multipart':
      return multipartOf(value)
    case 'xml':
      return Buffer.from(writeXml(recordOf(value), { namespaces }))
    case 'text':
      return Buffer.from(textOf(value, 'body'))
  }
}

/** The same where nothing can stream. @throws Fault `message-not-encodable` */
export function encodeHeld(value: unknown, encoding: Encoding, namespaces: Namespaces): Buffer {
  const body = encodeBody(value, encoding, namespaces)
  if (body instanceof Streamed) throw notEncodable('body')
  return body
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

/**
 * RFC 7578. A member is a text, or a file: `{"name": …, "type": …, "base64": …}`, or `content` in place of `base64`: a text
 * or what a function gives. A list repeats its name.
 */
function multipartOf(value: unknown): Buffer | Streamed {
  const parts = Object.entries(recordOf(value)).flatMap(([name, its]) =>
    (Array.isArray(its) ? its : [its])
      .filter(item => item !== undefined && item !== null)
      .flatMap(item => partOf(name, item)),
  )
  return together([...parts, Buffer.from(`--${boundary}--\r\n`)])
}

function partOf(field: string, value: unknown): (Buffer | Streamed)[] {
  const file =
    typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : undefined
  const head = [
    `--${boundary}`,
    `Content-Disposition: form-data; name="${quoted(field)}"${file === undefined ? '' : `; filename="${quoted(textOf(file.name, field))}"`}`,
    ...(file === undefined ? [] : [`Content-Type: ${mediaType(textOf(file.type, field), field)}`]),
  ]
  const content = file === undefined ? Buffer.from(textOf(value, field)) : contentOf(file, field)
  return [Buffer.from(`${head.join('\r\n')}\r\n\r\n`), content, Buffer.from('\r\n')]
}

function contentOf({ content, base64 }: Readonly<Record<string, unknown>>, field: string): Buffer | Streamed {
  if (content instanceof Streamed || Buffer.isBuffer(content)) return content
  if (content !== undefined) return Buffer.from(textOf(content, field))
  return Buffer.from(textOf(base64, field), 'base64')
}

/** As browsers write names of fields and files (RFC 7578 §4.2, WHATWG): nothing in them can end the line or the quotes. */
function quoted(text: string): string {
  return text.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function mediaType(type: string, field: string): string {
  if (!/^[\w.+-]+\/[\w.+-]+$/.test(type)) throw notEncodable(field)
  return type
}

function recordOf(value: unknown): object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw notEncodable('body')
  return value
}
