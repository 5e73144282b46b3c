import type { Sign } from './egress/outgoing.ts'
import type { Standing } from './outcome.ts'

/** What a call fills its templates with. */
export interface Filling {
  readonly standing: Standing
  /** The platform's own id of the record, as an earlier answer told it. */
  readonly recordId?: string | undefined
  readonly canonical: object
  /** The encoded message, where the operation has a field table. */
  readonly encoded?: object | undefined
  /** Of a call that came in: the whole body as read, and as it came. */
  readonly body?: object
  readonly raw?: string
  readonly session?: string | undefined
  readonly token?: string | undefined
  /** For the egress: how the finished request is signed, and whom it is about. */
  readonly sign?: Sign | undefined
  readonly correlationId?: string | undefined
  /** Told when the request is about to leave: from then on nobody can say that it has not arrived. */
  readonly leaving?: () => void
}

export type Template = (filling: Filling) => unknown
