import { agencyPath } from '../../catalog/agency-code.ts'
import type { QuestionRecord } from '../../ledger/questions.ts'
import type { Seal } from '../../ledger/seal.ts'

/** The words of a question, sealed at rest. */
export interface QuestionContent {
  readonly content: string
  readonly agencyName?: string
}

/** Who asked. */
export interface Asker {
  readonly name?: string
  readonly address?: string
  readonly email?: string
  readonly phone?: string
}

/** The answer that stands: what an agency said here, or what the portal told. */
export interface StandingAnswer {
  readonly content: string
  readonly at?: string
  readonly officer?: { readonly name: string; readonly title?: string }
}

const part = { body: 'question', asker: 'asker', answer: 'answer' } as const
type Part = keyof typeof part

/** Each part is bound to its question and its place: none can be put in another's. */
export function sealPart(seal: Seal, which: Part, id: string, value: object): Buffer {
  return seal.close(`${part[which]} ${id}`, JSON.stringify(value))
}

export function openBody(seal: Seal, { id, body }: QuestionRecord): QuestionContent {
  return open(seal, 'body', id, body)
}

export function openAnswer(seal: Seal, { id, answer }: QuestionRecord): StandingAnswer | undefined {
  return answer === null ? undefined : open(seal, 'answer', id, answer)
}

/** Undefined once its time is over, whether or not it has been deleted yet. */
export function openAsker(
  seal: Seal,
  { id, asker, asker_until }: QuestionRecord,
  now: Date,
): Asker | undefined {
  if (asker === null || asker_until === null || asker_until.getTime() <= now.getTime()) return undefined
  return open(seal, 'asker', id, asker)
}

function open<T>(seal: Seal, which: Part, id: string, sealed: Buffer): T {
  return JSON.parse(seal.open(`${part[which]} ${id}`, sealed)) as T
}

/** Undefined for what is no agency's code. */
export function pathOf(agency: string): string | undefined {
  const path = agencyPath(agency)
  return path === undefined ? undefined : `${path.join('/')}/`
}
