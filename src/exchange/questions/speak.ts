import type { Client } from '../../access/clients.ts'
import type { Adapter } from '../../adapter/index.ts'
import { isWithin, speaksFor } from '../../catalog/agency-code.ts'
import type { Answer, Question } from '../../contract/types.generated.ts'
import { Fault } from '../../errors/fault.ts'
import type { Database } from '../../ledger/database.ts'
import type { Outbox, Outgoing, Posted, Route } from '../../ledger/outbox.ts'
import type { QuestionRecord, QuestionStore } from '../../ledger/questions.ts'
import type { Seal } from '../../ledger/seal.ts'
import type { Router } from '../route.ts'
import { pathOf, sealPart } from './content.ts'

/** A question that an agency publishes; its id is in the address. */
export type OwnQuestion = Omit<Question, 'lane' | 'id'>
export type GivenAnswer = Pick<Answer, 'officer' | 'at' | 'content'>

/** What is said of a question or answer that was accepted. */
export interface QuestionAcceptance {
  readonly id: string
  readonly message: string
  readonly unchanged: boolean
  readonly deliveries: Posted['deliveries']
}

export interface SpeakParts {
  readonly database: Database
  readonly store: QuestionStore
  readonly outbox: Outbox
  readonly router: Router
  readonly seal: Seal
  readonly adapters: () => readonly Adapter[]
  readonly clock: () => Date
}

/** Use cases of an agency that answers questions, and publishes its own. */
export class Speak {
  readonly #parts: SpeakParts

  constructor(parts: SpeakParts) {
    this.#parts = parts
  }

  /**
   * Accepts an answer; the same one again changes nothing, another one is sent in its place. It goes to the platform that the
   * question came from. Resolves after the commit.
   *
   * @throws Fault `question-unknown`, `question-platform-missing`, `platform-would-refuse`, `ledger-unavailable`
   */
  async answer(
    client: Client,
    id: string,
    given: GivenAnswer,
    correlationId: string,
  ): Promise<QuestionAcceptance> {
    const { database, store, outbox, seal, clock } = this.#parts
    const { officer, at, content } = given
    const words = [officer.name, officer.title, Date.parse(at), content]
    const fingerprint = seal.digest(`answer ${JSON.stringify(words)}`)
    const held = await store.find(id)
    if (held === undefined || !speaksFor(client, held.agency)) throw new Fault('question-unknown')
    const said = held.answer_fingerprint?.equals(fingerprint) === true
    if (said && held.message !== null && held.state !== 'refused') return unchanged(id, held.message)
    const body: Answer = {
      lane: laneOf(held.remote_id ?? held.id),
      question: held.remote_id ?? held.id,
      origin: held.origin,
      agency: { code: held.agency },
      ...given,
    }
    const outgoing = this.#outgoing('answer', held, body, fingerprint, correlationId)
    return database.transaction(async tx => {
      // The lane first, as everywhere: whoever ends a delivery holds it when they come to the question.
      const [posted] = await outbox.postIn(tx, [outgoing])
      if (posted?.fresh !== true) return unchanged(id, posted?.message ?? '')
      const { message, deliveries } = posted
      const answer = sealPart(seal, 'answer', id, given)
      await store.answer(tx, { id, answer, answer_fingerprint: fingerprint, message, updated_at: clock() })
      return { id, message, unchanged: false, deliveries }
    })
  }

  /**
   * Accepts a question that an agency publishes; the same words again change nothing, others are sent in their place.
   *
   * @throws Fault `agency-outside-scope`, `question-taken`, `question-platform-missing`, `platform-would-refuse`,
   *   `ledger-unavailable`
   */
  async publish(
    client: Client,
    id: string,
    own: OwnQuestion,
    correlationId: string,
  ): Promise<QuestionAcceptance> {
    const { agency } = own
    if (!isWithin(agency.code, client.agency))
      throw new Fault('agency-outside-scope', { params: { scope: client.agency } })
    const { database, store, outbox } = this.#parts
    const held = await store.find(id)
    if (held !== undefined && (held.origin !== 'agency' || !speaksFor(client, held.agency)))
      throw new Fault('question-taken')
    const record = this.#own(id, own, held)
    const said = held?.fingerprint.equals(record.fingerprint) === true
    if (said && held.message !== null && held.state !== 'refused') return unchanged(id, held.message)
    const from = held ?? record
    const outgoing = this.#outgoing(
      'question',
      from,
      { lane: laneOf(id), id, ...own },
      record.fingerprint,
      correlationId,
    )
    return database.transaction(async tx => {
      const [posted] = await outbox.postIn(tx, [outgoing])
      if (posted?.fresh !== true) return unchanged(id, posted?.message ?? '')
      const { message, deliveries } = posted
      const whole = { ...record, message }
      if (held !== undefined) await store.republish(tx, whole)
      // Of two that publish one id at once the second comes too late, and what it posted is undone.
      else if (!(await store.add(tx, whole))) throw new Fault('question-taken')
      return { id, message, unchanged: false, deliveries }
    })
  }

  #own(id: string, own: OwnQuestion, held: QuestionRecord | undefined): QuestionRecord {
    const { seal, clock } = this.#parts
    const { agency, domain = null, procedure = null, content } = own
    const now = clock()
    const body = { content, ...(agency.name === undefined ? {} : { agencyName: agency.name }) }
    return {
      ...{ adapter: null, remote_id: null, shown: null, asker: null, asker_until: null },
      ...{ answer: null, answer_fingerprint: null, message: null, at: now },
      ...held,
      ...{ id, origin: 'agency', agency: agency.code, agency_path: pathOf(agency.code) ?? '' },
      ...{ domain, procedure, state: 'publishing', updated_at: now },
      body: sealPart(seal, 'body', id, body),
      fingerprint: seal.digest(
        `own ${JSON.stringify([agency.code, agency.name, domain, procedure, content])}`,
      ),
    }
  }

  /** Known again by what it says and by what it takes the place of: the same words may come back later. */
  #outgoing(
    kind: 'question' | 'answer',
    { id, adapter, message }: QuestionRecord,
    body: Question | Answer,
    fingerprint: Buffer,
    correlationId: string,
  ): Outgoing {
    const deliveries = this.#routes(kind, body.agency.code, adapter, body)
    const once = `${kind} ${id} ${message ?? ''} ${fingerprint.toString('base64url')}`
    return { kind, subject: id, agency: body.agency.code, body, correlationId, once, mends: true, deliveries }
  }

  #routes(kind: string, agency: string, from: string | null, body: object): Route[] {
    const { router, adapters } = this.#parts
    const routes = router.route(kind, body, agency).filter(({ adapter }) => from === null || adapter === from)
    if (routes.length === 0) throw new Fault('question-platform-missing', { params: { agency } })
    for (const { adapter: id, operation } of routes) {
      const violations =
        adapters()
          .find(adapter => adapter.id === id)
          ?.check(operation, body) ?? []
      if (violations.length > 0)
        throw new Fault('platform-would-refuse', {
          params: { adapter: id, count: violations.length },
          violations,
        })
    }
    return routes
  }
}

/** What no dossier code looks like: the same lane would mean that the portal has the one because it has the other. */
const laneOf = (question: string) => `question:${question}`

const unchanged = (id: string, message: string): QuestionAcceptance => ({
  id,
  message,
  unchanged: true,
  deliveries: [],
})
