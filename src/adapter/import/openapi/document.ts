import { posix } from 'node:path'
import { parse, YAMLError } from 'yaml'
import { AdapterFault } from '../../adapter-fault.ts'
import { parseData } from '../../bundle/json.ts'
import { importLimits } from '../budget.ts'
import { refuse } from '../refuse.ts'

export type Json = Readonly<Record<string, unknown>>

/** Texts beside the document, by path; undefined where there is none. */
export interface Beside {
  get(path: string): string | undefined
}

/** A place in a document: references inside it are meant from there. */
export interface At {
  readonly file: string
  readonly node: unknown
}

/** An OpenAPI document with those that it refers to. */
export interface ApiDocument {
  readonly root: At
  /** Follows `$ref`, through as many as there are. @throws Fault `import-refused` for one that leads nowhere. */
  resolve(at: At): At
}

// YAML costs far more to read than its length says, and describes no whole ministry.
const yamlBytes = 2 * 1024 * 1024
const longestChain = 32

/** @throws Fault `import-refused` */
export function openDocument(source: string, entry: string, beside: Beside): ApiDocument {
  const documents = new Map<string, unknown>()
  const load = (file: string): unknown => {
    if (documents.has(file)) return documents.get(file)
    if (documents.size >= importLimits.documents) throw refuse(source, 'it refers to too many documents')
    const text = beside.get(file)
    if (text === undefined) throw refuse(source, `${file} is not there`)
    const parsed = parseText(source, file, text)
    documents.set(file, parsed)
    return parsed
  }
  return {
    root: { file: entry, node: load(entry) },
    resolve(at) {
      let here = at
      for (let step = 0; step < longestChain; step++) {
        const ref = isJson(here.node) && Object.hasOwn(here.node, '$ref') ? here.node.$ref : undefined
        if (typeof ref !== 'string') return here
        const [target = '', pointer = ''] = ref.split('#')
        const file = target === '' ? here.file : siblingOf(source, here.file, target)
        here = { file, node: valueAt(load(file), pointer) }
        if (here.node === undefined) throw refuse(source, `the reference ${ref.slice(0, 100)} leads nowhere`)
      }
      throw refuse(source, 'references lead in a circle')
    },
  }
}

/** Nothing is fetched, and nothing outside the document's folder is read. */
function siblingOf(source: string, from: string, target: string): string {
  const shown = target.slice(0, 100)
  if (/^[A-Za-z][A-Za-z0-9+.-]*:|^[/\\]|[\\%?]/.test(target))
    throw refuse(source, `it refers to ${shown}: put that document beside it; nothing is fetched`)
  const path = posix.join(posix.dirname(from), target)
  if (path.startsWith('..')) throw refuse(source, `it refers to ${shown}, which is outside its folder`)
  return path
}

/** JSON, or YAML without tags of its own and with few aliases (each may stand for a whole tree). */
export function parseText(source: string, file: string, text: string): unknown {
  if (Buffer.byteLength(text) > importLimits.bytes) throw refuse(source, `${file} is too large`)
  try {
    if (/^\uFEFF?\s*[{[]/.test(text)) return parseData(text)
    if (Buffer.byteLength(text) > yamlBytes)
      throw refuse(source, `${file} is too large for YAML; save it as JSON`)
    return parse(text, { maxAliasCount: 100, schema: 'core', uniqueKeys: true, logLevel: 'error' })
  } catch (error) {
    if (error instanceof AdapterFault) throw refuse(source, `${file}: ${error.reason}`)
    if (error instanceof YAMLError || error instanceof ReferenceError)
      throw refuse(source, `${file} is not YAML: ${error.message.split('\n')[0]}`)
    if (error instanceof RangeError) throw refuse(source, `${file} is nested too deeply`)
    throw error
  }
}

function valueAt(document: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .map(token => decode(token).replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((node, name) => {
      if (typeof node !== 'object' || node === null || !Object.hasOwn(node, name)) return undefined
      return (node as Json)[name]
    }, document)
}

function decode(token: string): string {
  try {
    return decodeURIComponent(token)
  } catch {
    return token
  }
}

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
