import type { QuestionState, QuestionStore } from '../../ledger/questions.ts'
import type { Events } from '../events.ts'
import type { FinishHandler } from '../handlers.ts'

/** By kind of message: what a question becomes when a platform has taken it, and what that is called. */
const ends = {
  answer: { delivered: ['answered', 'question.answered'], refused: ['refused', 'question.answer-refused'] },
  question: { delivered: ['published', 'question.published'], refused: ['refused', 'question.refused'] },
} as const

/** The platform has taken a question or an answer, or will not. One that is dead waits for an operator. */
export function questionFinished(store: QuestionStore, events: Events, clock: () => Date): FinishHandler {
  return {
    kinds: ['answer', 'question'],
    async finished({ adapter, state, outcome, message }, tx) {
      if (state === 'dead') return
      const [next, type]: readonly [QuestionState, string] = ends[message.kind as keyof typeof ends][state]
      const at = clock()
      // Of an answer in whose place another was posted meanwhile nobody need hear.
      const question = await store.settle(tx, message.id, message.subject, next, at)
      if (question === undefined) return
      const { id, remote_id, agency } = question
      const data = {
        id,
        message: message.id,
        ...(remote_id === null ? {} : { question: remote_id }),
        ...(state === 'refused' ? { rule: outcome.rule } : {}),
      }
      await events.record(tx, [{ type, agency, data }], {
        adapter,
        at,
        correlationId: message.correlationId,
      })
    },
  }
}
