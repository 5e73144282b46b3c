import { toNfc } from '../../contract/nfc.ts'
import { type Asker, pathOf } from './content.ts'

/** A question as a platform tells it. */
export interface ToldQuestion {
  readonly remoteId: string
  readonly agency: string
  readonly agencyName?: string
  readonly domain?: string
  readonly procedure?: string
  readonly content: string
  readonly shown?: boolean
  readonly asker?: Asker
  readonly answer?: string
}

/** Longer than any seen; what is longer is cut, so that one row cannot fill the ledger. */
const most = { id: 100, code: 50, name: 500, content: 20_000, answer: 50_000 } as const
const code = /^[0-9A-Za-z][0-9A-Za-z.\-_]*$/

/**
 * The questions of an answer, by the platform's id (of one that stands there twice the last). A row without id, words or a
 * recognisable agency is nobody's and is only counted: the platform still has it.
 */
export function rowsOf(answer: Readonly<Record<string, unknown>> | undefined): {
  readonly questions: ToldQuestion[]
  readonly unusable: number
} {
  const rows = Array.isArray(answer?.rows) ? (answer.rows as readonly unknown[]) : []
  const questions = new Map<string, ToldQuestion>()
  let unusable = 0
  for (const row of rows) {
    const question = read((row ?? {}) as Readonly<Record<string, unknown>>)
    if (question === undefined) unusable += 1
    else questions.set(question.remoteId, question)
  }
  return { questions: [...questions.values()], unusable }
}

function read(row: Readonly<Record<string, unknown>>): ToldQuestion | undefined {
  const remoteId = idOf(row.id)
  const content = text(row.content, most.content)
  const { code: named, name } = (row.agency ?? {}) as { code?: unknown; name?: unknown }
  const agency = text(named, most.code)
  if (remoteId === undefined || content === undefined || agency === undefined) return undefined
  if (pathOf(agency) === undefined) return undefined
  const told = {
    agencyName: text(name, most.name),
    domain: codeOf(row.domain),
    procedure: codeOf(row.procedure),
    shown: typeof row.shown === 'boolean' ? row.shown : undefined,
    asker: askerOf(row.asker),
    answer: text(row.answer, most.answer),
  }
  const known = Object.entries(told).filter(([, value]) => value !== undefined)
  return { remoteId, agency, content, ...Object.fromEntries(known) }
}

/** Seen as text; a number would be as good. */
function idOf(value: unknown): string | undefined {
  const id = typeof value === 'number' ? String(value) : value
  return typeof id === 'string' && id.length <= most.id && /^[\x21-\x7e]+$/.test(id) ? id : undefined
}

function askerOf(value: unknown): Asker | undefined {
  const { name, address, email, phone } = (value ?? {}) as Readonly<Record<string, unknown>>
  const known = Object.entries({ name, address, email, phone })
    .map(([member, told]) => [member, text(told, most.name)] as const)
    .filter(([, told]) => told !== undefined)
  return known.length === 0 ? undefined : Object.fromEntries(known)
}

function codeOf(value: unknown): string | undefined {
  const given = text(value, most.code)
  return given !== undefined && code.test(given) ? given : undefined
}

/** Without what PostgreSQL or a log could not hold; blank is absent. */
function text(value: unknown, limit: number): string | undefined {
  if (typeof value !== 'string') return undefined
  const clean = toNfc(value.slice(0, limit)).replaceAll('\u0000', '').trim()
  return clean === '' ? undefined : clean
}
