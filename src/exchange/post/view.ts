import type { PostalOrderRecord } from '../../ledger/postal-orders.ts'
import type { Seal } from '../../ledger/seal.ts'

/** An order at the post as agency systems see it. */
export interface PostalOrderView {
  readonly id: string
  readonly dossier: string
  readonly direction: 'collect' | 'return'
  readonly number: string
  readonly adapter: string
  readonly state: PostalOrderRecord['state']
  readonly refusal?: string
  /** The post's own words: what they mean is public nowhere. */
  readonly tracking?: { readonly code: string; readonly message?: string; readonly at: string }
  readonly createdAt: string
  readonly updatedAt: string
}

/** What the words of the post are sealed under. */
export const sealedTracking = (id: string) => `postal-order ${id}`

/** @param bare without what may name the citizen */
export function postalOrderView(order: PostalOrderRecord, seal: Seal, bare = false): PostalOrderView {
  const { id, dossier, direction, number, adapter, state, refusal, tracking, tracking_code, tracking_at } =
    order
  const message = tracking === null || bare ? undefined : seal.open(sealedTracking(id), tracking)
  return {
    id,
    dossier,
    direction,
    number,
    adapter,
    state,
    ...(refusal === null ? {} : { refusal }),
    ...(tracking_code === null || tracking_at === null
      ? {}
      : {
          tracking: {
            code: tracking_code,
            ...(message === undefined ? {} : { message }),
            at: tracking_at.toISOString(),
          },
        }),
    createdAt: order.created_at.toISOString(),
    updatedAt: order.updated_at.toISOString(),
  }
}
