import type { Outcome, Received } from '../adapter/index.ts'
import type { Transaction } from '../ledger/database.ts'

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

/** What use cases have registered: whom to tell of what. Filled while the gateway starts. */
export class Handlers {
  readonly #finish = new Map<string, FinishHandler>()

  onFinished(handler: FinishHandler): void {
    for (const kind of handler.kinds) put(this.#finish, kind, handler)
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
