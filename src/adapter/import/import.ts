import { readdirSync, statSync } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import { AdapterFault } from '../adapter-fault.ts'
import { withAuth } from './auth-kinds.ts'
import { Beside, only } from './beside.ts'
import type { Draft } from './draft.ts'
import { folderOf, type Written } from './folder/folder.ts'
import type { MessageKind } from './guess/canonical.ts'
import { kebab } from './names.ts'
import { isJson, parseText } from './openapi/document.ts'
import { draftFromApi } from './openapi/draft.ts'
import { refuse } from './refuse.ts'
import { openRemote } from './remote.ts'
import { draftFromJson, draftFromXml } from './sample/draft.ts'
import { answered, joined } from './sample/several.ts'
import { draftFromWsdl } from './wsdl/draft.ts'
import { draftFromXRoad } from './x-road/source.ts'

export interface ImportOptions {
  /** Of the adapter; also the name of its folder. */
  readonly id: string
  /** Names of operations as the document writes them; of a sample, what to call it. Empty: all. */
  readonly operations: readonly string[]
  /** What operations carry; without a name the only one that sends. */
  readonly carries?: readonly Carrying[]
  /** One of `authKinds`, where the document does not tell. */
  readonly auth?: string | undefined
  /** Sample answers, in the order of the samples. */
  readonly answers?: readonly string[]
  /** For editors: where the manifest's schema is, as seen from the folder. */
  readonly schema?: string
  readonly service?: string | undefined
  readonly port?: string | undefined
  /** X-Road: who asks. */
  readonly client?: string | undefined
  readonly allowedNetworks?: readonly string[]
}

export interface Carrying {
  readonly kind: MessageKind
  readonly operation?: string
}

/**
 * Makes an adapter's folder from a document: OpenAPI 3, WSDL, X-Road metadata, or sample messages.
 *
 * @param from a file, or several samples; `http(s)://…` for an OpenAPI document; `x-road:<folder>` or
 *   `x-road:http(s)://server/INST/CLASS/MEMBER/SUBSYSTEM`
 * @throws Fault `import-refused` saying why; nothing is written by then.
 */
export async function importAdapter(
  from: string | readonly string[],
  options: ImportOptions,
): Promise<Written> {
  const sources = typeof from === 'string' ? [from] : from
  const name = sources.join(', ')
  try {
    const drafted = await draftFrom(sources, options)
    const draft = options.auth === undefined ? drafted : withAuth(drafted, options.auth)
    return folderOf(options.id, sources.map(shown).join(', '), carrying(name, draft, options), options.schema)
  } catch (error) {
    if (error instanceof AdapterFault) throw refuse(name, error.reason)
    throw error
  }
}

/** One document, or samples: each named by the operation at its place, each with the answer at its place. */
async function draftFrom(sources: readonly string[], options: ImportOptions): Promise<Draft> {
  const { operations, answers = [] } = options
  const [only = ''] = sources
  if (sources.length === 1 && answers.length === 0) return draftOf(only, options)
  const drafts = await Promise.all(
    sources.map(async (source, index) => {
      const draft = await draftOf(source, { ...options, operations: operations.slice(index, index + 1) })
      const [operation, ...more] = draft.operations
      if (operation === undefined || more.length > 0 || !('path' in draft.settings))
        throw refuse(source, 'only sample messages come several at a time, or with answers')
      const answer = answers[index]
      if (answer === undefined) return draft
      const path = resolve(answer)
      const text = new Beside(dirname(path)).get(basename(path))
      if (text === undefined) throw refuse(answer, 'there is no such file')
      return { ...draft, operations: [answered(operation, answer, text)] }
    }),
  )
  return joined(sources, drafts)
}

/** As it may stand in a file: no folders of ours, no query of an address, where keys like to stand. */
function shown(from: string): string {
  return basename(from.replace(/[?#].*$/s, ''))
}

async function draftOf(from: string, options: ImportOptions): Promise<Draft> {
  if (from.startsWith('x-road:')) return draftFromXRoad(from, options)
  if (/^https?:\/\//i.test(from)) return draftFromAddress(from, options)
  const path = resolve(from)
  const beside = new Beside(dirname(path))
  const entry = basename(path)
  const text = beside.get(entry)
  if (text === undefined) throw refuse(from, 'there is no such file')
  const [name = ''] = options.operations
  const sampleName = name || kebab(entry.replace(/\.\w+$/, '')) || options.id
  if (/^\uFEFF?\s*</.test(text)) {
    if (!isWsdl(text)) return draftFromXml(from, text, sampleName)
    const file = fileName(entry)
    return draftFromWsdl(from, file, new Beside(dirname(path), [[file, text]]), options)
  }
  const value = parseText(from, entry, text)
  if (isJson(value) && (value.openapi !== undefined || value.swagger !== undefined))
    return draftFromApi(from, entry, beside, options.operations)
  return draftFromJson(from, /\.ya?ml$/i.test(entry) ? JSON.stringify(value) : text, sampleName)
}

async function draftFromAddress(from: string, options: ImportOptions): Promise<Draft> {
  if (!URL.canParse(from)) throw refuse(from, 'it is no address')
  const url = new URL(from)
  const remote = openRemote(url.origin, options.allowedNetworks ?? [])
  try {
    const { body } = await remote.get(url, { Accept: 'application/json, application/yaml' })
    return draftFromApi(from, 'openapi', only([['openapi', body.toString('utf8')]]), options.operations)
  } finally {
    await remote.close()
  }
}

/** By its root element; the reader says later whether it really is one. */
function isWsdl(text: string): boolean {
  return (
    /<(?:[\w.-]+:)?definitions[\s>]/.test(text.slice(0, 20_000)) &&
    text.includes('http://schemas.xmlsoap.org/wsdl/')
  )
}

/** As the manifest can name it. */
function fileName(entry: string): string {
  return /^[A-Za-z0-9][A-Za-z0-9._-]*\.(wsdl|xml)$/.test(entry) ? entry : 'service.wsdl'
}

/**
 * Only whoever knows the platform can say that an operation takes all dossiers or steps. Where just one of several sends
 * at all it is that one; those that ask stay beside it, because a look-up is what a delivery in doubt needs.
 */
function carrying(from: string, draft: Draft, { carries = [] }: ImportOptions): Draft {
  return carries.reduce((done, one) => carryingOne(from, done, one), draft)
}

function carryingOne(from: string, draft: Draft, { kind: carries, operation: wanted }: Carrying): Draft {
  const { operations: all } = draft
  const named = all.filter(({ name }) => kebab(name) === kebab(wanted ?? ''))
  if (wanted !== undefined && named.length !== 1) {
    const names = all.map(({ name }) => name).slice(0, 20)
    throw refuse(
      from,
      `--carries ${carries}=${wanted}: there is no such operation; there are ${names.join(', ')}`,
    )
  }
  const operations = wanted === undefined ? all : named
  const sending = operations.length === 1 ? operations : operations.filter(({ asks }) => !asks)
  const [carrier, ...more] = sending
  if (carrier === undefined || more.length > 0) {
    const names = (sending.length > 0 ? sending : operations).map(({ name }) => name).slice(0, 20)
    throw refuse(
      from,
      `--carries needs one operation that sends: choose with --operation, or write --carries ${carries}=<name>, among ${names.join(', ')}`,
    )
  }
  return {
    ...draft,
    operations: all.map(operation =>
      operation === carrier ? { ...operation, carries, asks: false } : operation,
    ),
  }
}

/** Whether a folder may be written: it is not there, or empty. */
export function isFree(folder: string): boolean {
  try {
    return statSync(folder).isDirectory() && readdirSync(folder).length === 0
  } catch {
    return true
  }
}
