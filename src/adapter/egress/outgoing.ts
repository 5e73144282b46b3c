import type { AnswerHead } from '../filling.ts'
import type { Streamed } from '../streamed.ts'
import type { Reply } from './reply.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** A finished request, as a signature sees it. */
export interface Signable {
  readonly method: Method
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Buffer | undefined
}

/** Gives the headers to send in place of the request's own. Must not throw: everything that can fail is checked when the adapter opens. */
export type Sign = (request: Signable) => Readonly<Record<string, string>>

export interface EgressRequest extends Signable {
  readonly signal?: AbortSignal | undefined
  /** In place of `body`; no signature covers it. */
  readonly stream?: Streamed | undefined
  /** Reads the answer's body as it comes; absent: it is held, up to the limit. */
  readonly receive?: Receive | undefined
  /** Of the message that the call is about; becomes the trace id. */
  readonly correlationId?: string | undefined
  /** Applied last, just before the request goes onto a connection. */
  readonly sign?: Sign | undefined
  /** Told the headers as they go onto a connection, for platforms that answer with a hash of them. */
  readonly witness?: ((headers: Readonly<Record<string, string>>) => void) | undefined
}

/** How an answer of 2xx is read that is too big to be held. Any other is held as always. */
export interface Receive {
  /** Bytes at the most. */
  readonly most: number
  /** Gives what is left of the body to be judged. What it throws ends the call. */
  read(body: AsyncIterable<Buffer>, head: AnswerHead): Promise<Buffer>
}

/** A request on its way out. */
export interface Outgoing extends EgressRequest {
  /** Of its address: scheme, host and port. */
  readonly origin: string
  /** When everything must be over, on the clock of `performance.now()`. */
  readonly deadline: number
}

/** The rest of the way. Never rejects for what the network does. */
export type Leg = (outgoing: Outgoing) => Promise<Reply>

/** One behaviour of the way out, wrapped around the rest of it. */
export type Interceptor = (next: Leg) => Leg

/** The way through all interceptors, the first outermost, to the wire. */
export function compose(wire: Leg, interceptors: readonly Interceptor[]): Leg {
  return interceptors.reduceRight((next, interceptor) => interceptor(next), wire)
}
