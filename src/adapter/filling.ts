import type { Sign } from './egress/outgoing.ts'
import type { Standing } from './outcome.ts'
import type { Contents } from './streamed.ts'

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
  /** Where contents stand that the message only names. */
  readonly contents?: Contents | undefined
  /** Takes the member of the answer that is too big to be held; absent: it is held. */
  readonly sink?: Sink | undefined
  /** Told when the request is about to leave: from then on nobody can say that it has not arrived. */
  readonly leaving?: () => void
}

/** Reads what comes, as it comes. What it throws ends the call. */
export type Sink = (content: AsyncIterable<Buffer>, head: AnswerHead) => Promise<void>

/** What an answer says before its body. */
export interface AnswerHead {
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
}

export type Template = (filling: Filling) => unknown
