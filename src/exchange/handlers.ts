import type { Outcome, Received, SubmissionSaid } from '../adapter/index.ts'
import type { Violation } from '../errors/fault.ts'
import type { Transaction } from '../ledger/database.ts'
import type { CanonicalEvent } from './event.ts'

/** A delivery that came to an end, told to the use case whose message it carried. */
export interface FinishedDelivery {
  readonly id: string
  readonly adapter: string
  readonly operation: string
  /** dead: patience exhausted, or stopped by a defect; an operator may still send it again. */
  readonly state: 'delivered' | 'refused' | 'dead'
  readonly outcome: Outcome
  /** What the platform said, in our words: only when delivered, by an operation whose manifest maps its answer. */
  readonly answer?: Received['canonical']
  readonly message: {
    readonly id: string
    readonly kind: string
    readonly subject: string
    readonly correlationId: string
    /** As it was posted. */
    readonly body: object
  }
}

/**
 * What follows when a delivery of some kinds ends. Runs in the transaction that ends it: both are written, or neither.
 * May be told of one delivery several times: one refused that an operator sends again ends anew.
 */
export interface FinishHandler {
  readonly kinds: readonly string[]
  finished(delivery: FinishedDelivery, tx: Transaction): Promise<void>
}

/** A message of a platform, read and admitted. */
export interface ReceivedEvent {
  /** UUIDv7 of this receipt. */
  readonly id: string
  readonly type: string
  readonly adapter: string
  readonly at: Date
  readonly correlationId: string
  /** As the message names it; the ledger may not know it. */
  readonly dossier?: string
  /** Whose the dossier is by the ledger, else as the message says. */
  readonly agency?: string
  /** Whether the ledger has the dossier. */
  readonly known: boolean
  readonly data: Readonly<Record<string, unknown>>
}

/** Something that happened, for the record and for the agency's system. */
export interface NewEvent {
  /** `payment.confirmed`: what it is about, what became of it. */
  readonly type: string
  readonly dossier?: string
  /** Absent: the dossier's. */
  readonly agency?: string
  readonly data: Readonly<Record<string, unknown>>
}

/** `reply`: what the platform's reply may hold besides the message itself. */
export type Verdict =
  /** `events` absent: the message itself is the event; empty: nothing for anybody else. */
  | { readonly kind: 'accepted'; readonly events?: readonly NewEvent[]; readonly reply?: object }
  /** The use case knows it already. */
  | { readonly kind: 'duplicate'; readonly reply?: object }
  /** Pointers are into the canonical message. What was written stays written; the platform may send it mended. */
  | {
      readonly kind: 'refused'
      readonly violations: readonly Violation[]
      readonly events?: readonly NewEvent[]
      readonly reply?: object
    }

/** What a use case makes of messages of some types; a type without a handler is accepted, and is the event itself. */
export interface EventHandler {
  readonly types: readonly string[]
  /** In the transaction that records the receipt. May run again for the same message: a deadlock, a platform's retry. */
  apply(event: ReceivedEvent, tx: Transaction): Promise<Verdict>
}

export interface QuestionHandler {
  readonly questions: readonly string[]
  /**
   * @returns the answer in our words, as the manifest's answer table writes it
   * @throws Fault of the client's: the platform is refused, with {canonical.code} in its reply; any other: `failed`
   */
  answer(question: Readonly<Record<string, unknown>>, at: AskedBy): Promise<object>
}

/** A dossier or step that a local system has sent in its own words, by now in ours. */
export interface SubmittedMessage {
  readonly as: 'dossier' | 'step'
  /** Id of the client that the system is. */
  readonly client: string
  readonly correlationId: string
  readonly idempotencyKey?: string
  /** A dossier with its `code`, a step with its `dossier`; not checked yet. */
  readonly content: Readonly<Record<string, unknown>>
}

/** Takes what is submitted as the agency API takes it. */
export interface SubmissionHandler {
  /** @throws Fault `client-unknown` (its client is gone), and as the agency API */
  submit(message: SubmittedMessage): Promise<SubmissionSaid>
}

export interface AskedBy {
  readonly adapter: string
  /** Whose the dossier is that the question names, if the ledger knows it. */
  readonly agency?: string
  readonly correlationId: string
}

/** Hears of events as they are recorded, whoever records them, in that transaction. Must be quick. */
export interface EventObserver {
  readonly types: readonly string[]
  observed(event: CanonicalEvent, tx: Transaction): Promise<void>
}

/** What use cases have registered: whom to tell of what. Filled while the gateway starts. */
export class Handlers {
  readonly #finish = new Map<string, FinishHandler>()
  readonly #events = new Map<string, EventHandler>()
  readonly #questions = new Map<string, QuestionHandler>()
  readonly #observers: EventObserver[] = []
  #submissions: SubmissionHandler | undefined

  onEvent(handler: EventHandler): void {
    for (const type of handler.types) put(this.#events, type, handler)
  }

  onQuestion(handler: QuestionHandler): void {
    for (const question of handler.questions) put(this.#questions, question, handler)
  }

  onRecorded(observer: EventObserver): void {
    this.#observers.push(observer)
  }

  onSubmission(handler: SubmissionHandler): void {
    this.#submissions = handler
  }

  onFinished(handler: FinishHandler): void {
    for (const kind of handler.kinds) put(this.#finish, kind, handler)
  }

  event(type: string): EventHandler | undefined {
    return this.#events.get(type)
  }

  question(name: string): QuestionHandler | undefined {
    return this.#questions.get(name)
  }

  get submissions(): SubmissionHandler | undefined {
    return this.#submissions
  }

  observers(type: string): EventObserver[] {
    return this.#observers.filter(({ types }) => types.includes(type))
  }

  finished(kind: string): FinishHandler | undefined {
    return this.#finish.get(kind)
  }
}

/** @throws RangeError when two use cases claim one name: a defect that must not start. */
function put<T>(handlers: Map<string, T>, name: string, handler: T): void {
  if (handlers.has(name)) throw new RangeError(`${name} has two handlers`)
  handlers.set(name, handler)
}
