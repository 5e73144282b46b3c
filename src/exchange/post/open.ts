import { PostalOrderStore } from '../../ledger/postal-orders.ts'
import type { Logger } from '../../telemetry/log.ts'
import type { Exchange } from '../open.ts'
import { orderFinished } from './finished.ts'
import { PostalOrders, type PostalOrdersParts } from './orders.ts'
import { TrackPost } from './track.ts'

/** How often the post's feeds are read. */
const trackEveryMs = 5 * 60_000

export type PostParts = Pick<PostalOrdersParts, 'database' | 'records' | 'seal' | 'platform' | 'adapters'> & {
  readonly exchange: Exchange
  readonly log: Logger
  readonly clock?: () => Date
}

/** Orders at the post, put together: placed and cancelled by agencies, ended by deliveries, followed by its feeds. */
export function openPost({ exchange, log, clock = () => new Date(), ...parts }: PostParts): PostalOrders {
  const { database, seal, adapters } = parts
  const { router, outbox, events, handlers, schedule } = exchange
  const store = new PostalOrderStore(database)
  const track = new TrackPost({ database, store, events, seal, adapters, log, clock })
  handlers.onFinished(orderFinished(store, events, clock))
  schedule.add({
    name: 'post.track',
    everyMs: trackEveryMs,
    async run({ signal }) {
      await track.run(signal)
    },
  })
  return new PostalOrders({ ...parts, store, outbox, router, events, clock })
}
