import type { ExchangeResult } from './exchange.ts'
import type { AnsweredFile } from './file-answer.ts'
import { fromCatalog } from './from-catalog.ts'
import { readMessage } from './inbound.ts'
import type { OperationSpec } from './manifest.ts'
import type { FieldTable } from './mapping/table.ts'
import type { Operation } from './operation.ts'
import type { Outcome } from './outcome.ts'
import { allAt, at } from './pointer.ts'
import { release } from './release.ts'

export interface Understood {
  readonly outcome: Outcome
  readonly answer?: Readonly<Record<string, unknown>>
  readonly file?: AnsweredFile
}

/**
 * What the platform said, in our words: of this question and no other, and only what may be released. One that cannot
 * be read is the operator's to mend, and asking again would not help. @param paths see release.ts; absent: everything
 */
export function understand(
  { outcome, observed }: ExchangeResult,
  { spec, answerAt, answerFile }: Operation,
  table: FieldTable | undefined,
  question: object,
  paths: readonly string[] | undefined,
): Understood {
  if (outcome.kind !== 'delivered' || observed === undefined) return { outcome }
  if (answerFile !== undefined) {
    const file = answerFile(observed)
    return file === undefined ? { outcome: notUnderstood(spec, 1, '/') } : { outcome, file }
  }
  if (table === undefined) return { outcome }
  const { canonical, violations } = readMessage(observed, answerAt, table)
  if (violations.length > 0) {
    const places = violations.map(({ pointer }) => pointer || '/').join(', ')
    return { outcome: notUnderstood(spec, violations.length, places) }
  }
  const member = crossed(canonical, question, spec.answer?.same ?? {})
  if (member !== undefined)
    return { outcome: fromCatalog('refused', 'crossed-reply', 'platform-reply-crossed', { member }) }
  return { outcome, answer: paths === undefined ? canonical : release(canonical, paths) }
}

/** What was delivered has arrived all the same, but nobody knows what came of it. */
function notUnderstood({ direction }: OperationSpec, count: number, places: string): Outcome {
  const kind = direction === 'ask' ? 'refused' : 'unknown'
  return fromCatalog(kind, 'answer-not-understood', 'platform-answer-unmapped', { count, places })
}

/** The first member in which the answer is about something else than the question. */
function crossed(
  answer: object,
  question: object,
  same: Readonly<Record<string, string>>,
): string | undefined {
  return Object.keys(same).find(pattern => {
    const asked = at(question, same[pattern] ?? '')
    return asked !== undefined && allAt(answer, pattern).some(value => value !== asked)
  })
}
