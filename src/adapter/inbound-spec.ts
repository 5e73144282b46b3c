import type { Text } from './outcome.ts'
import type { Encoding } from './request-spec.ts'
import type { Unwrap } from './transport/spec.ts'

/** What a platform calls the gateway with, in its own words. */
export interface InboundSpec {
  readonly title: Text
  readonly map: string
  readonly schema?: string
  /** Where the body holds the message; absent: the body is the message. */
  readonly at?: string
  readonly unwrap?: readonly (string | Unwrap)[]
  readonly orderingKey?: string
  readonly replies: { readonly accepted: ReplySpec; readonly refused: ReplySpec }
}

/** An answer in the platform's words. Templates of the canonical message; of a refusal, of `{canonical.count}` and `{canonical.places}`. */
export interface ReplySpec {
  readonly status?: number
  readonly encoding?: Encoding
  readonly body?: unknown
}
