import { isUtf8 } from 'node:buffer'
import type { FastifyInstance } from 'fastify'
import { pilesUpMarks } from '../contract/nfc.ts'
import { Fault } from '../errors/fault.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Of a route that `keepsText`: the body's text, where that is as `JSON.stringify(body)` would write it. */
    bodyText: string | undefined
  }
  interface FastifyContextConfig {
    /** Making the text anew would take as long as reading it. */
    keepsText?: boolean
  }
}

/**
 * The door for JSON: UTF-8, brought to Unicode NFC (Vietnamese letters have several spellings, and a name in NFD is
 * the same name), without prototype tricks. What is malformed is a 400, never a stack trace. Of a member that is named
 * twice the last one counts, as in ECMAScript.
 */
export function acceptJson(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.decorateRequest('bodyText', undefined)
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, bytes, done) => {
    try {
      const { value, text } = read(bytes as Buffer)
      if (request.routeOptions.config.keepsText === true && isTerse(text)) request.bodyText = text
      done(null, value)
    } catch (error) {
      done(error as Error)
    }
  })
}

/** @throws Fault `body-malformed` */
export function parseJson(bytes: Buffer): unknown {
  return read(bytes).value
}

/** @returns the value, and the text as it was read: in NFC */
function read(bytes: Buffer): { readonly value: unknown; readonly text: string } {
  // Decoding would put U+FFFD in the place of what is wrong, and a citizen's name would change on its way.
  if (!isUtf8(bytes)) throw malformed('it is not UTF-8')
  const sent = bytes.toString('utf8').replace(byteOrderMark, '')
  if (pilesUpMarks(sent)) throw piledUp()
  const text = sent.normalize('NFC')
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw malformed(text.trim() === '' ? 'it is empty' : 'a JSON syntax error')
  }
  // Escapes may spell what the text itself does not show: decomposed letters, NUL, half a letter, the prototype's name.
  if (text.includes('\\')) value = normalised(value)
  if (text.includes('__proto__') || text.includes('\\u')) refusePrototype(value)
  return { value, text }
}

/**
 * Written without white space between tokens and without escapes, as most serialisers do. White space shows beside a
 * quotation mark, which without escapes only ever begins or ends a string; a string that has some at its ends is taken
 * for it, which does no harm. No harm either is a number in another spelling, or a member named twice: whoever reads the
 * text reads the same value.
 */
function isTerse(text: string): boolean {
  return !outsideTerse.test(text)
}

const outsideTerse = /[\\\n]|" | "|": /

/** Some old systems put one before everything; RFC 8259 §8.1 lets readers ignore it. */
const byteOrderMark = /^\uFEFF/

/** Deep copies cost stack; bodies nested deeper than this are refused by every schema anyway. */
const deepest = 64
/** U+0000, which PostgreSQL and C programs do not take, and halves of surrogate pairs, which UTF-8 does not have. */
const unwritable = /[\0\p{Surrogate}]/u

function normalised(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') {
    if (unwritable.test(value)) throw malformed('a string holds U+0000 or half a surrogate pair')
    if (pilesUpMarks(value)) throw piledUp()
    return value.normalize('NFC')
  }
  if (typeof value !== 'object' || value === null) return value
  if (depth > deepest) throw tooDeep()
  if (Array.isArray(value)) return value.map(item => normalised(item, depth + 1))
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [normalised(key), normalised(item, depth + 1)]),
  )
}

function refusePrototype(value: unknown, depth = 0): void {
  if (typeof value !== 'object' || value === null) return
  if (depth > deepest) throw tooDeep()
  if (Object.hasOwn(value, '__proto__')) throw malformed('the member name "__proto__" is not allowed')
  for (const item of Object.values(value)) refusePrototype(item, depth + 1)
}

/** Bringing them into order would hold every other request. */
function piledUp(): Fault {
  return malformed('a letter carries more than 30 combining marks')
}

function tooDeep(): Fault {
  return malformed(`nested deeper than ${deepest} levels`)
}

function malformed(reason: string): Fault {
  return new Fault('body-malformed', { params: { reason } })
}
