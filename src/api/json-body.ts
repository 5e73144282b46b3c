import type { FastifyInstance } from 'fastify'
import { Fault } from '../errors/fault.ts'

/**
 * The door for JSON: UTF-8, brought to Unicode NFC (Vietnamese letters have several spellings, and a name in NFD is
 * the same name), without prototype tricks. What is malformed is a 400, never a stack trace.
 */
export function acceptJson(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, text, done) => {
    try {
      done(null, parseJson(text as string))
    } catch (error) {
      done(error as Error)
    }
  })
}

/** @throws Fault `body-malformed` */
export function parseJson(text: string): unknown {
  let value: unknown
  try {
    value = JSON.parse(text.normalize('NFC'))
  } catch {
    throw new Fault('body-malformed', {
      params: { reason: text.trim() === '' ? 'it is empty' : 'a JSON syntax error' },
    })
  }
  // Escapes may spell what the text itself does not show: decomposed letters, NUL, the prototype's name.
  if (text.includes('\\')) value = normalised(value)
  if (text.includes('__proto__') || text.includes('\\u')) refusePrototype(value)
  return value
}

/** Deep copies cost stack; bodies nested deeper than this are refused by every schema anyway. */
const deepest = 64

function normalised(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') {
    if (value.includes('\0'))
      throw new Fault('body-malformed', { params: { reason: 'a string holds the character U+0000' } })
    return value.normalize('NFC')
  }
  if (typeof value !== 'object' || value === null) return value
  if (depth > deepest) throw tooDeep()
  if (Array.isArray(value)) return value.map(item => normalised(item, depth + 1))
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key.normalize('NFC'), normalised(item, depth + 1)]),
  )
}

function refusePrototype(value: unknown, depth = 0): void {
  if (typeof value !== 'object' || value === null) return
  if (depth > deepest) throw tooDeep()
  if (Object.hasOwn(value, '__proto__')) {
    throw new Fault('body-malformed', { params: { reason: 'the member name "__proto__" is not allowed' } })
  }
  for (const item of Object.values(value)) refusePrototype(item, depth + 1)
}

function tooDeep(): Fault {
  return new Fault('body-malformed', { params: { reason: `nested deeper than ${deepest} levels` } })
}
