import type { Transaction } from '../../ledger/database.ts'
import type { PostalOrderRecord, PostalOrderStore } from '../../ledger/postal-orders.ts'
import type { Events } from '../events.ts'
import type { FinishedDelivery, FinishHandler } from '../handlers.ts'

/** An order's delivery has ended: the post has it, or will not have it. One that is dead waits for an operator. */
export function orderFinished(store: PostalOrderStore, events: Events, clock: () => Date): FinishHandler {
  return {
    kinds: ['postal-order'],
    async finished(delivery, tx) {
      const now = clock()
      const order = await moved(store, delivery, tx, now)
      if (order === undefined) return
      const { id, dossier, agency, direction, number } = order
      const { adapter, state, outcome, message } = delivery
      const data = { order: id, direction, number, ...(state === 'refused' ? { rule: outcome.rule } : {}) }
      const type = state === 'refused' ? 'post.refused' : 'post.registered'
      const { correlationId } = message
      await events.record(tx, [{ type, dossier, agency, data }], { adapter, at: now, correlationId })
    },
  }
}

async function moved(
  store: PostalOrderStore,
  { state, outcome, message }: FinishedDelivery,
  tx: Transaction,
  now: Date,
): Promise<PostalOrderRecord | undefined> {
  const { id } = message.body as { readonly id: string }
  switch (state) {
    case 'delivered':
      return store.registered(tx, id, now)
    case 'refused':
      return store.refused(tx, id, outcome.rule, now)
    case 'dead':
      return undefined
  }
}
