import type { Transaction } from '../../ledger/database.ts'
import type { Events } from '../events.ts'
import type { FinishedDelivery, FinishHandler } from '../handlers.ts'

/** Tells the agency that its land message or slip did not get through, and whose turn it is. */
export class LandRefused implements FinishHandler {
  readonly kinds = [
    'land-dossier',
    'land-supplement',
    'land-handover',
    'land-wrong-result',
    'tax-slip',
  ] as const
  readonly #events: Events
  readonly #clock: () => Date

  constructor(events: Events, clock: () => Date) {
    this.#events = events
    this.#clock = clock
  }

  async finished({ adapter, state, outcome, message }: FinishedDelivery, tx: Transaction): Promise<void> {
    if (state === 'delivered') return
    const { owner, nativeCode, message: said } = outcome
    const data = {
      dossier: message.subject,
      kind: message.kind,
      state,
      ...(owner === undefined ? {} : { owner }),
      ...(nativeCode === undefined ? {} : { nativeCode }),
      ...(said === undefined ? {} : { message: said }),
    }
    const type = message.kind === 'tax-slip' ? 'tax.slip-refused' : 'land.refused'
    const { correlationId, subject } = message
    const origin = { adapter, at: this.#clock(), correlationId }
    await this.#events.record(tx, [{ type, dossier: subject, data }], origin)
  }
}
