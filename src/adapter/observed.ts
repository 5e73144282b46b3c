import type { Reply, ReplyEvent } from './egress/reply.ts'
import { at } from './pointer.ts'

/** An exchange as the outcome rules see it. */
export interface Observed {
  readonly event: ReplyEvent
  readonly status?: number
  /** Whether the body is JSON. */
  readonly json: boolean
  /**
   * The body, outermost first. Facades wrap the platform's answer as JSON text in a member of their own answer; then
   * there are two layers, and the outer one no longer holds that member. Success must hold in every layer that speaks
   * of it, anything else in one: a facade's "0" says only that it passed the message on, and an inner "0" inside a
   * facade's failure proves nothing either.
   */
  readonly layers: readonly unknown[]
  readonly text: string
  readonly retryAfterSeconds?: number
  /** Detail of an event without an answer; a short code. */
  readonly cause?: string
  readonly bytes: number
}

/**
 * @param unwrap pointers whose text is a JSON object of its own.
 * @param now for a Retry-After given as a date (RFC 9110 §10.2.3).
 */
export function observe(reply: Reply, unwrap: readonly string[], now: Date): Observed {
  if (reply.event !== 'answer') {
    return {
      event: reply.event,
      json: false,
      layers: [],
      text: '',
      bytes: reply.event === 'too-large' ? reply.bytes : 0,
      ...('status' in reply && reply.status !== undefined ? { status: reply.status } : {}),
      ...('cause' in reply ? { cause: reply.cause } : {}),
    }
  }
  const text = reply.body.toString('utf8').replace(/^\uFEFF/, '')
  const body = parse(text)
  const retryAfterSeconds = retryAfter(reply.headers['retry-after'], now)
  return {
    event: 'answer',
    status: reply.status,
    json: body !== undefined,
    layers: body === undefined ? [] : layersOf(body, unwrap),
    text,
    bytes: reply.body.length,
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Not JSON: the rules say what that means.
    return undefined
  }
}

function layersOf(body: unknown, unwrap: readonly string[]): unknown[] {
  const layers = [body]
  for (const pointer of unwrap) {
    const wrapped = at(body, pointer)
    const inner =
      typeof wrapped === 'string' && wrapped.trimStart().startsWith('{') ? parse(wrapped) : undefined
    if (inner === undefined) continue
    const parent = at(body, pointer.slice(0, pointer.lastIndexOf('/'))) as Record<string, unknown>
    delete parent[
      pointer
        .slice(pointer.lastIndexOf('/') + 1)
        .replaceAll('~1', '/')
        .replaceAll('~0', '~')
    ]
    layers.push(inner)
  }
  return layers
}

// A platform that asks for more than a day is broken or down for good; the retry schedule's own cap decides then.
const longestSeconds = 86_400

function retryAfter(header: string | string[] | undefined, now: Date): number | undefined {
  const value = Array.isArray(header) ? header[0] : header
  if (value === undefined) return undefined
  const seconds = /^\d+$/.test(value.trim()) ? Number(value) : (Date.parse(value) - now.getTime()) / 1000
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(Math.ceil(seconds), longestSeconds) : undefined
}

/** The value at a pointer, the innermost layer first. */
export function valueAt(observed: Observed, pointer: string): unknown {
  for (const layer of observed.layers.toReversed()) {
    const value = at(layer, pointer)
    if (value !== undefined) return value
  }
  return undefined
}
