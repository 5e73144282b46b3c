import { Fault } from '../../errors/fault.ts'
import { fromBase64 } from '../base64.ts'
import type { Egress, EgressRequest } from '../egress/egress.ts'
import type { AnswerHead, Filling, Sink } from '../filling.ts'
import { fromCatalog } from '../from-catalog.ts'
import { hollowJson } from '../hollow-json.ts'
import { observeAside } from '../observe.ts'
import { type Observed, unanswered } from '../observed.ts'
import type { Reading } from '../reading.ts'
import type { Settings } from '../settings.ts'
import { Streamed } from '../streamed.ts'
import type { Transport } from './spec.ts'
import type { Contract } from './wsdl/contract.ts'

export interface Exchanged {
  readonly observed: Observed
  readonly requestBytes: number
  /** The headers that left: the request's own, and those that its signature and its trace added. */
  readonly sent?: Readonly<Record<string, string>>
}

/** One request of the manifest, ready to be filled and sent. Never rejects for what the network does. */
export type Send = (filling: Filling, signal?: AbortSignal) => Promise<Exchanged>

export interface HttpContext {
  readonly transport: Transport
  readonly settings: Settings
  readonly egress: Egress
  readonly clock: () => Date
  /** The WSDL, where the transport has one. */
  readonly contract?: Contract | undefined
}

/** A finished request. */
export interface Wire {
  readonly method: EgressRequest['method']
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Buffer | Streamed | undefined
  /** The member of the answer that streams, where somebody takes it. */
  readonly streams?: StreamSpec | undefined
}

/** What of an answer is too big to be held: a member of JSON, or all of it. */
export type StreamSpec =
  | { readonly kind: 'whole'; readonly most: number }
  | {
      readonly kind: 'member'
      /** Names from the outermost object inwards. */
      readonly path: readonly string[]
      readonly base64: boolean
      /** Bytes of the whole answer at the most. */
      readonly most: number
      /** Bytes of the rest at the most. */
      readonly keep: number
    }

/** Reading an answer must not outlast the patience of whoever waits for the call. */
const readingMs = 10_000

/** The one place where requests of all transports leave for the egress. */
export async function exchangeWire(
  wire: Wire,
  reading: Reading,
  { egress, clock }: HttpContext,
  filling: Filling,
  signal: AbortSignal | undefined,
): Promise<Exchanged> {
  const { method, url, headers, body, streams } = wire
  let sent = headers
  const reply = await egress.send({
    method,
    url,
    headers,
    sign: filling.sign,
    correlationId: filling.correlationId,
    witness: left => {
      sent = left
      filling.leaving?.()
    },
    body: body instanceof Streamed ? undefined : body,
    stream: body instanceof Streamed ? body : undefined,
    receive:
      streams === undefined || filling.sink === undefined
        ? undefined
        : { most: streams.most, read: taking(streams, filling.sink) },
    signal,
  })
  if (reply.event !== 'unsent') filling.leaving?.()
  const observed = await observeAside(reply, reading, clock(), readingMs)
  return { observed, requestBytes: body?.length ?? 0, sent }
}

function taking(streams: StreamSpec, sink: Sink) {
  return async (body: AsyncIterable<Buffer>, head: AnswerHead): Promise<Buffer> => {
    if (streams.kind === 'member') {
      const { path, base64, keep } = streams
      const take = (content: AsyncIterable<Buffer>) => sink(base64 ? fromBase64(content) : content, head)
      return hollowJson(body, path, take, keep)
    }
    await sink(body, head)
    return Buffer.alloc(0)
  }
}

/** A message that cannot be written for the wire: nothing leaves, and sending it again would not help. */
export function unwritable(place: string): Exchanged {
  const outcome = fromCatalog('refused', 'not-encodable', 'message-not-encodable', {
    count: 1,
    places: place,
  })
  const observed = unanswered({ event: 'unsent', cause: 'NOT_ENCODABLE' })
  return { observed: { ...observed, ruled: { outcome, final: true } }, requestBytes: 0 }
}

/** Runs what writes a request; what it refuses to write comes back as an outcome. */
export function whenWritable(work: () => Promise<Exchanged>): Promise<Exchanged> {
  try {
    return work().catch(refusal)
  } catch (error) {
    return Promise.resolve(error).then(refusal)
  }
}

function refusal(error: unknown): Exchanged {
  if (error instanceof Fault && (error.code === 'xml-refused' || error.code === 'message-not-encodable'))
    return unwritable(String(error.params.reason ?? error.params.places ?? '?'))
  throw error
}
