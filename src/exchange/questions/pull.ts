import { uuidv7 } from 'uuidv7'
import type { Adapter } from '../../adapter/index.ts'
import { toFault } from '../../errors/problem.ts'
import type { Database, Transaction } from '../../ledger/database.ts'
import type { QuestionRecord, QuestionStore } from '../../ledger/questions.ts'
import type { Seal } from '../../ledger/seal.ts'
import type { Logger } from '../../telemetry/log.ts'
import { faultOf } from '../ask.ts'
import type { Events } from '../events.ts'
import type { NewEvent } from '../handlers.ts'
import { pathOf, sealPart } from './content.ts'
import { rowsOf, type ToldQuestion } from './told.ts'

export interface PullQuestionsParts {
  readonly database: Database
  readonly store: QuestionStore
  readonly events: Events
  readonly seal: Seal
  readonly adapters: () => readonly Adapter[]
  readonly log: Logger
  readonly keepAskerDays: number
}

/** What one turn found at one platform. */
export interface PulledQuestions {
  readonly adapter: string
  readonly told: number
  readonly arrived: number
  readonly changed: number
  /** Without id or words, or of nobody: left where they are, told again each time. */
  readonly unusable: number
}

/** Events hold a lock: so many questions share one transaction. */
const mostTogether = 100
const dayMs = 86_400_000

/**
 * Fetches the questions that citizens sent on platforms. A platform's list has no cursor and comes whole each time (§2.8):
 * what is here already is known by the platform's id, and what has changed of it by a keyed digest.
 */
export class PullQuestions {
  readonly #parts: PullQuestionsParts

  constructor(parts: PullQuestionsParts) {
    this.#parts = parts
  }

  /** @throws Fault of the first platform that could not be heard, when all have been asked: the schedule comes again. */
  async run({
    now,
    signal,
  }: {
    readonly now: Date
    readonly signal?: AbortSignal
  }): Promise<PulledQuestions[]> {
    const pulled: PulledQuestions[] = []
    const failures: unknown[] = []
    for (const adapter of this.#parts.adapters()) {
      if (adapter.operations.get('question.list')?.direction !== 'ask' || signal?.aborted === true) continue
      try {
        const done = await this.#pull(adapter, now, signal)
        pulled.push(done)
        const level = done.unusable > 0 ? 'warn' : done.arrived + done.changed > 0 ? 'info' : 'debug'
        this.#parts.log[level]({ ...done }, 'questions')
      } catch (error) {
        this.#parts.log.warn({ adapter: adapter.id, error: toFault(error) }, 'questions were not fetched')
        failures.push(error)
      }
    }
    if (failures.length > 0) throw failures[0]
    return pulled
  }

  async #pull(adapter: Adapter, now: Date, signal: AbortSignal | undefined): Promise<PulledQuestions> {
    const { record, answer } = await adapter.ask(
      'question.list',
      {},
      { standing: 'unsure', correlationId: uuidv7(), ...(signal && { signal }) },
    )
    if (record.outcome.kind !== 'delivered') throw faultOf(adapter.id, record.outcome)
    const { questions, unusable } = rowsOf(answer)
    let [arrived, changed] = [0, 0]
    for (let from = 0; from < questions.length && signal?.aborted !== true; from += mostTogether) {
      const some = await this.#take(adapter.id, questions.slice(from, from + mostTogether), now)
      arrived += some.arrived
      changed += some.changed
    }
    return { adapter: adapter.id, told: questions.length + unusable, arrived, changed, unusable }
  }

  async #take(adapter: string, questions: readonly ToldQuestion[], now: Date) {
    const { database, store, events } = this.#parts
    const known = await store.known(
      adapter,
      questions.map(({ remoteId }) => remoteId),
    )
    const fresh = questions.filter(({ remoteId }) => !known.has(remoteId))
    const moved = questions.flatMap(told => {
      const { id, fingerprint, state } = known.get(told.remoteId) ?? {}
      if (id === undefined) return []
      const same = fingerprint?.equals(this.#fingerprint(told)) === true
      return same && !(state === 'open' && told.answer !== undefined) ? [] : [{ id, told }]
    })
    if (fresh.length + moved.length === 0) return { arrived: 0, changed: 0 }
    return database.transaction(async tx => {
      const happened: NewEvent[] = []
      let arrived = 0
      for (const told of fresh) {
        const record = this.#record(adapter, told, now)
        if (!(await store.add(tx, record))) continue
        arrived += 1
        // What was answered before it came is nobody's work any more.
        if (record.state === 'open') happened.push(eventOf('question.arrived', record))
      }
      for (const { id, told } of moved) {
        const record = await this.#change(tx, id, told, now)
        if (record !== undefined) happened.push(eventOf('question.changed', record))
      }
      await events.record(tx, happened, { adapter, at: now, correlationId: uuidv7() })
      return { arrived, changed: moved.length }
    })
  }

  #record(adapter: string, told: ToldQuestion, now: Date): QuestionRecord {
    const { seal, keepAskerDays } = this.#parts
    const id = uuidv7()
    const { remoteId, asker, answer } = told
    return {
      ...{ id, origin: 'portal', adapter, remote_id: remoteId, message: null, at: now, updated_at: now },
      ...this.#told(id, told),
      state: answer === undefined ? 'open' : 'answered',
      asker: asker === undefined ? null : sealPart(seal, 'asker', id, asker),
      asker_until: asker === undefined ? null : new Date(now.getTime() + keepAskerDays * dayMs),
      answer: answer === undefined ? null : sealPart(seal, 'answer', id, { content: answer }),
      answer_fingerprint: null,
    }
  }

  /** What the agency said here stands; what the portal says besides is taken only of a question that nobody has answered here. */
  async #change(
    tx: Transaction,
    id: string,
    told: ToldQuestion,
    now: Date,
  ): Promise<QuestionRecord | undefined> {
    const { store, seal } = this.#parts
    const held = await store.hold(tx, id)
    if (held === undefined) return undefined
    const record: QuestionRecord = {
      ...held,
      ...this.#told(id, told),
      updated_at: now,
      ...(held.state === 'open' && told.answer !== undefined
        ? { state: 'answered' as const, answer: sealPart(seal, 'answer', id, { content: told.answer }) }
        : {}),
    }
    await store.change(tx, record)
    return record
  }

  #told(id: string, told: ToldQuestion) {
    const { agency, agencyName, domain = null, procedure = null, shown = null, content } = told
    const body = { content, ...(agencyName === undefined ? {} : { agencyName }) }
    return {
      ...{ agency, agency_path: pathOf(agency) ?? '', domain, procedure, shown },
      body: sealPart(this.#parts.seal, 'body', id, body),
      fingerprint: this.#fingerprint(told),
    }
  }

  /** Without who asked (whose data may be deleted by then) and the answer (which is ours, coming back). */
  #fingerprint({ agency, agencyName, domain, procedure, shown, content }: ToldQuestion): Buffer {
    const words = [agency, agencyName, domain, procedure, shown, content]
    return this.#parts.seal.digest(`question ${JSON.stringify(words)}`)
  }
}

/** Neither the words nor who asked: an agency reads them by the id, while they are kept. */
function eventOf(type: string, record: QuestionRecord): NewEvent {
  const { id, remote_id, agency, domain, procedure, state } = record
  return {
    type,
    agency,
    data: {
      ...{ id, question: remote_id, state },
      ...(domain === null ? {} : { domain }),
      ...(procedure === null ? {} : { procedure }),
    },
  }
}
