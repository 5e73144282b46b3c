import { isMembers, type Members } from '../members.ts'
import { JournalError } from './journal.ts'

/** One dossier version or one progress row, as the portal accepted it. */
export type Received =
  | { readonly kind: 'dossier'; readonly isUpdating: string; readonly body: Members }
  | { readonly kind: 'progress'; readonly body: Members }

/** A line of the journal. */
export type Entry = Received & {
  /** Place in the order of everything that the portal ever accepted, from 1. */
  readonly arrival: number
  /** When, milliseconds since 1970. */
  readonly at: number
  /** How many lines of the same batch follow. A batch is all-or-nothing, so a tail with lines missing is cut off. */
  readonly left: number
}

export function writeEntry(entry: Entry): string {
  const head = `{"arrival":${entry.arrival},"at":"${new Date(entry.at).toISOString()}","left":${entry.left}`
  const kind =
    entry.kind === 'dossier' ? `"kind":"dossier","isUpdating":"${entry.isUpdating}"` : '"kind":"progress"'
  return `${head},${kind},"body":${JSON.stringify(entry.body)}}\n`
}

/** @throws {JournalError} for a line that the sandbox did not write. */
export function readEntry(text: string): Entry {
  const line = parse(text)
  if (!isMembers(line)) throw new JournalError('a line of the journal is not an object')
  const { arrival, at, left, kind, isUpdating, body } = line
  if (typeof arrival === 'number' && typeof at === 'string' && typeof left === 'number' && isMembers(body)) {
    const common = { arrival, at: Date.parse(at), left, body }
    if (kind === 'progress') return { ...common, kind }
    if (kind === 'dossier' && typeof isUpdating === 'string') return { ...common, kind, isUpdating }
  }
  throw new JournalError('a line of the journal has another shape than the sandbox writes')
}

/** The body in a journal line, byte for byte as it was written; nothing before it can hold the word. */
export function bodyTextOf(line: string): string {
  return line.slice(line.indexOf('"body":') + '"body":'.length, -1)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new JournalError('a line of the journal is not JSON', { cause })
  }
}

/** A member that the field table guarantees to be a string; "" for an optional one that is absent. */
export function textOf(body: Members, name: string): string {
  const value = body[name]
  return typeof value === 'string' ? value : ''
}
