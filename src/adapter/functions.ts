import { createHash, createHmac } from 'node:crypto'
import type { Document, DocumentStatus } from '../contract/types.generated.ts'
import { Fault } from '../errors/fault.ts'
import { AdapterFault } from './adapter-fault.ts'
import { streamEdxml, writeEdxml } from './edxml/index.ts'
import type { Filling, Template } from './filling.ts'
import { withoutDiacritics } from './mapping/codecs/text.ts'
import { Streamed } from './streamed.ts'
import { writeXml } from './xml/index.ts'

type Compile = (node: unknown) => Template
type Make = (argument: Readonly<Record<string, unknown>>, compile: Compile) => Template

/**
 * Functions of templates: an object whose only member is one of these names stands for what the function gives.
 *
 * - `{"$checksum": {"algorithm", "of": […], "join"?, "key"?, "as"?, "skipEmpty"?}}`: a digest over values written as
 *   text and joined, e.g. by "|"; with `hmac-…` under `key`. Nothing counts as an empty text.
 * - `{"$base64": {"of": […], "join"?}}`: base64 of the joined values in UTF-8.
 * - `{"$json": {"of": …}}`: compact JSON as text, for platforms that want JSON inside a text.
 * - `{"$xml": {"of": {…}, "declaration"?}}`: XML as text, without namespaces; the only member is the root element.
 * - `{"$choose": {"by": "{settings.x}", "of": {"a": …, "b": …}}}`: the piece that a setting names, where guides differ.
 * - `{"$each": {"of": "{canonical.rows}", "as": …}}`: a list, each item of another one in turn as `{canonical.…}`.
 * - `{"$merge": {"of": [{…}, {…}]}}`: one object of several, the later ones over the earlier, e.g. a checksum beside
 *   `{encoded}`.
 * - `{"$object": {"of": "{canonical.parameters}", "name": "name", "value": "value"}}`: an object of a list of pairs, for
 *   platforms that name each value.
 * - `{"$spell": {"of": "{encoded.HoTen}", "as": "{settings.nameForm}"}}`: a text as the platform compares it: `as-is`,
 *   `upper`, `upper-plain` (no diacritics), `upper-plain-nospace`. Nothing stays nothing.
 * - `{"$edxml": {"as": "document"}}`: the message, a document or the `status` of one, as edXML 102; for the `content` of
 *   a multipart file, where attachments that are kept elsewhere stream through.
 */
const functions: Readonly<Record<string, Make>> = {
  $checksum: checksum,
  $base64(argument, compile) {
    const text = joined('$base64', argument, compile)
    return filling => Buffer.from(text(filling)).toString('base64')
  },
  $json({ of }, compile) {
    const value = compile(of)
    return filling => JSON.stringify(value(filling))
  },
  $xml({ of, declaration = true }, compile) {
    const value = compile(of)
    return filling => writeXml(value(filling) as object, { declaration: declaration === true })
  },
  $choose: choose,
  $edxml({ as }) {
    if (as === 'document')
      return ({ canonical, contents }) => {
        const written = streamEdxml({ kind: as, document: canonical as Document }, contents)
        return written instanceof Streamed ? written : written.toString()
      }
    if (as === 'status')
      return ({ canonical }) => writeEdxml({ kind: as, status: canonical as DocumentStatus })
    throw new AdapterFault('$edxml is written {"$edxml": {"as": "document"}} or "status"')
  },
  $each({ of, as }, compile) {
    const list = compile(of)
    const each = compile(as)
    return filling => {
      const items = list(filling)
      return Array.isArray(items) ? items.map(canonical => each({ ...filling, canonical })) : []
    }
  },
  $merge({ of }, compile) {
    const parts = listOf('$merge', of).map(compile)
    return filling => Object.assign({}, ...parts.map(part => part(filling)))
  },
  $object({ of, name, value }, compile) {
    if (typeof name !== 'string' || typeof value !== 'string')
      throw new AdapterFault('$object: "name" and "value" say which members of an item they are')
    const list = compile(of)
    return filling => {
      const items = list(filling)
      return Object.fromEntries((Array.isArray(items) ? items : []).map(item => [item[name], item[value]]))
    }
  },
  $spell({ of, as }, compile) {
    const text = compile(of)
    const spelling = spellings[fixed('$spell', as, compile, Object.keys(spellings))]
    return filling => {
      const value = text(filling)
      return typeof value === 'string' ? spelling?.(value) : undefined
    }
  },
}

const spellings: Readonly<Record<string, (text: string) => string>> = {
  'as-is': text => text,
  upper: text => text.toUpperCase(),
  'upper-plain': text => withoutDiacritics(text).toUpperCase(),
  'upper-plain-nospace': text => withoutDiacritics(text).toUpperCase().replace(/\s+/g, ''),
}

/** A word that settings decide, one of some. */
function fixed(name: string, node: unknown, compile: Compile, words: readonly string[]): string {
  const word = asText(compile(node)({ standing: 'unsure', canonical: {} }))
  if (words.includes(word)) return word
  throw new AdapterFault(`${name}: the setting is none of ${words.join(', ')}`)
}

/** Settings are known when the adapter opens: what is not chosen is not even compiled. */
function choose({ by, of }: Readonly<Record<string, unknown>>, compile: Compile): Template {
  if (typeof of !== 'object' || of === null || Array.isArray(of))
    throw new AdapterFault('$choose is written {"$choose": {"by": "{settings.…}", "of": {"a": …, "b": …}}}')
  const name = String(compile(by)({ standing: 'unsure', canonical: {} }))
  if (!Object.hasOwn(of, name))
    throw new AdapterFault(`$choose has no ${name}; there are ${Object.keys(of).join(', ')}`)
  return compile((of as Record<string, unknown>)[name])
}

/** The function that an object of a manifest stands for, if it does. */
export function functionOf(node: object): string | undefined {
  const [name, ...more] = Object.keys(node)
  return more.length === 0 && name?.startsWith('$') === true ? name : undefined
}

/** @throws AdapterFault when there is no such function, or its argument makes no sense. */
export function compileFunction(name: string, argument: unknown, compile: Compile): Template {
  const make = Object.hasOwn(functions, name) ? functions[name] : undefined
  if (make === undefined) throw new AdapterFault(`there is no function ${name}`)
  if (typeof argument !== 'object' || argument === null)
    throw new AdapterFault(`${name} is written {"${name}": {"of": …}}`)
  return make(argument as Record<string, unknown>, compile)
}

/** MD5 and SHA-1 only because platforms ask for them; what they protect is the platform's affair. */
const algorithms = new Set(['md5', 'sha1', 'sha256', 'sha512'])

function checksum(argument: Readonly<Record<string, unknown>>, compile: Compile): Template {
  const { algorithm, key, as = 'hex' } = argument
  const [, hmac, digest = ''] = /^(hmac-)?(.*)$/.exec(String(algorithm)) ?? []
  if (!algorithms.has(digest)) throw new AdapterFault(`$checksum knows no algorithm ${String(algorithm)}`)
  if ((hmac !== undefined) !== (key !== undefined))
    throw new AdapterFault('$checksum: hmac and key go together')
  const text = joined('$checksum', argument, compile)
  const keyOf = compile(key)
  const finish = finishOf(as)
  return filling => {
    const hash = hmac === undefined ? createHash(digest) : createHmac(digest, asText(keyOf(filling)))
    return finish(hash.update(text(filling)).digest())
  }
}

function finishOf(as: unknown): (digest: Buffer) => string {
  switch (as) {
    case 'hex':
      return digest => digest.toString('hex')
    case 'HEX':
      return digest => digest.toString('hex').toUpperCase()
    case 'base64':
      return digest => digest.toString('base64')
    default:
      throw new AdapterFault(`$checksum cannot be written as ${String(as)}; there are hex, HEX and base64`)
  }
}

function joined(
  name: string,
  argument: Readonly<Record<string, unknown>>,
  compile: Compile,
): (filling: Filling) => string {
  const { of, join = '', skipEmpty = false } = argument
  const parts = listOf(name, of).map(compile)
  return filling => {
    const texts = parts.map(part => asText(part(filling)))
    return (skipEmpty === true ? texts.filter(text => text !== '') : texts).join(String(join))
  }
}

function listOf(name: string, of: unknown): unknown[] {
  if (!Array.isArray(of)) throw new AdapterFault(`${name}: "of" must be a list, {"${name}": {"of": […]}}`)
  return of
}

/** As it stands in the message: digits without grouping. A list or an object has no one spelling. */
function asText(value: unknown): string {
  // Held as a text it would be what nobody may hold.
  if (value instanceof Streamed)
    throw new Fault('message-not-encodable', { params: { count: 1, places: '/attachments' } })
  return typeof value === 'object' ? '' : String(value ?? '')
}
