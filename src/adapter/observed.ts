import type { Reply, ReplyEvent } from './egress/reply.ts'
import type { Part } from './mime/multipart.ts'
import type { Outcome } from './outcome.ts'
import { at } from './pointer.ts'
import type { SoapFault } from './soap-view.ts'
import type { XRoadCode } from './x-road/error-code.ts'
import type { XmlFault, XmlObject, XmlReading } from './xml/index.ts'

/** An exchange as the outcome rules see it. */
export interface Observed {
  readonly event: ReplyEvent
  readonly status?: number
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  /** Whether the body is JSON. */
  readonly json: boolean
  /** Whether the body is XML. */
  readonly xml: boolean
  /**
   * The body, outermost first. Facades wrap the platform's answer as text in a member of their own answer; then there
   * are two layers, and the outer one no longer holds that member. Success must hold in every layer that speaks of it,
   * anything else in one: a facade's "0" says only that it passed the message on, and an inner "0" inside a facade's
   * failure proves nothing either.
   */
  readonly layers: readonly unknown[]
  readonly text: string
  /** In whichever layer it stands. An answer with a fault is never a success. */
  readonly fault?: SoapFault
  /** The SOAP header, as the reader names its members. */
  readonly header?: unknown
  /** Parts beside the root of a multipart answer. */
  readonly attachments: readonly Part[]
  /** An error that X-Road itself raised: the provider has not spoken. */
  readonly xRoad?: XRoadCode
  /** What the transport knows better than the rules. `final`: no rule is asked; else only rules about X-Road or faults. */
  readonly ruled?: { readonly outcome: Outcome; readonly final: boolean }
  readonly retryAfterSeconds?: number
  /** Detail of an event without an answer; a short code. */
  readonly cause?: string
  readonly bytes: number
  /** The body as it came. */
  readonly body?: Buffer
}

/** A document inside an answer that must be read before going on. */
export interface XmlAsk {
  readonly document: Uint8Array | string
  readonly reading: XmlReading
}

export type XmlResult = XmlObject | XmlFault

/** An exchange without an answer. */
export function unanswered(reply: Exclude<Reply, { event: 'answer' }>): Observed {
  return {
    event: reply.event,
    headers: {},
    json: false,
    xml: false,
    layers: [],
    text: '',
    attachments: [],
    bytes: reply.event === 'too-large' ? reply.bytes : 0,
    ...('status' in reply && reply.status !== undefined ? { status: reply.status } : {}),
    ...('cause' in reply ? { cause: reply.cause } : {}),
    ...('retryAfterSeconds' in reply && reply.retryAfterSeconds !== undefined
      ? { retryAfterSeconds: reply.retryAfterSeconds }
      : {}),
  }
}

/** The value at a pointer, the innermost layer first. */
export function valueAt(observed: Observed, pointer: string): unknown {
  for (const layer of observed.layers.toReversed()) {
    const value = at(layer, pointer)
    if (value !== undefined) return value
  }
  return undefined
}
