/** TrangThaiGD. */
export type TransactionState = '1' | '3' | '4'

export interface Transaction {
  readonly reference: string
  readonly stamp: string
  /** Digits. */
  readonly amount: string
  readonly narrative: string
  readonly beneficiary: string
  readonly dossier: string
  /** What was asked for, to tell the same call from another of the same reference. */
  readonly request: string
  state: TransactionState
  /** The platform's own number, from the first try to pay on. */
  number: string
}

/** One call back to the gateway. */
export interface Callback {
  readonly reference: string
  readonly act: string
  readonly status: number | 'failed'
  readonly answer: string
}

/** What the platform knows. In memory: who restarts the sandbox starts anew. */
export class Transactions {
  readonly #known = new Map<string, Transaction>()
  readonly callbacks: Callback[] = []
  readonly refused = new Map<string, number>()
  readonly #onPaid: (transaction: Transaction, at: Date) => void
  #next = 0

  constructor(onPaid: (transaction: Transaction, at: Date) => void) {
    this.#onPaid = onPaid
  }

  find(reference: string): Transaction | undefined {
    return this.#known.get(reference)
  }

  all(): Transaction[] {
    return [...this.#known.values()]
  }

  open(transaction: Omit<Transaction, 'state' | 'number'>): Transaction {
    const opened: Transaction = { ...transaction, state: '3', number: '' }
    this.#known.set(transaction.reference, opened)
    return opened
  }

  /** The citizen pays, or tries to. What is paid stays paid. */
  conclude(transaction: Transaction, state: '1' | '4', now: Date): void {
    if (transaction.state === '1') return
    transaction.state = state
    transaction.number = `GD${now.toISOString().slice(2, 10).replaceAll('-', '')}${String(++this.#next).padStart(6, '0')}`
    if (state === '1') this.#onPaid(transaction, now)
  }

  refuse(reason: string): void {
    this.refused.set(reason, (this.refused.get(reason) ?? 0) + 1)
  }

  forget(): void {
    this.#known.clear()
    this.callbacks.length = 0
    this.refused.clear()
  }
}
