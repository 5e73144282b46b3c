import { isUtf8 } from 'node:buffer'
import type { FastifyInstance } from 'fastify'
import { pilesUpMarks } from '../contract/nfc.ts'
import { Fault } from '../errors/fault.ts'

/**
 * The door for JSON: UTF-8, brought to Unicode NFC (Vietnamese letters have several spellings, and a name in NFD is
 * the same name), without prototype tricks. What is malformed is a 400, never a stack trace. Of a member that is named
 * twice the last one counts, as in ECMAScript.
 */
export function acceptJson(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, bytes, done) => {
    try {
      done(null, parseJson(bytes as Buffer))
    } catch (error) {
      done(error as Error)
    }
  })
}

/** @throws Fault `body-malformed` */
export function parseJson(bytes: Buffer): unknown {
  // Decoding would put U+FFFD in the place of what is wrong, and a citizen's name would change on its way.
  if (!isUtf8(bytes)) throw malformed('it is not UTF-8')
  const text = bytes.toString('utf8').replace(byteOrderMark, '')
  let value: unknown
  if (pilesUpMarks(text)) throw piledUp()
  try {
    value = JSON.parse(text.normalize('NFC'))
  } catch {
    throw malformed(text.trim() === '' ? 'it is empty' : 'a JSON syntax error')
  }
  // Escapes may spell what the text itself does not show: decomposed letters, NUL, half a letter, the prototype's name.
  if (text.includes('\\')) value = normalised(value)
  if (text.includes('__proto__') || text.includes('\\u')) refusePrototype(value)
  return value
}

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
