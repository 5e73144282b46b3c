import type { Dispatcher } from 'undici'
import type { Method } from './outgoing.ts'
import type { Reply } from './reply.ts'

export interface CallOptions {
  readonly dispatcher: Dispatcher
  readonly origin: string
  /** Path and query. */
  readonly path: string
  readonly method: Method
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer | undefined
  /** For the whole exchange, waiting for a free connection included. A slow drip of bytes does not extend it. */
  readonly timeoutMs: number
  /** Largest answer that is read. */
  readonly responseBytes: number
  readonly signal: AbortSignal | undefined
}

/**
 * One HTTP exchange. Never rejects: everything that the network does is a Reply.
 *
 * It drives undici's dispatch itself because only `onRequestStart` tells whether the request went onto a connection;
 * error codes do not (ECONNRESET happens in TLS handshakes, too).
 */
export function call(options: CallOptions): Promise<Reply> {
  const { dispatcher, timeoutMs, signal } = options
  return new Promise(resolve => {
    const handler = new Exchange(options.responseBytes, reply => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', abort)
      resolve(reply)
    })
    const timer = setTimeout(() => handler.giveUp('timeout'), timeoutMs)
    const abort = () => handler.giveUp('aborted')
    if (signal?.aborted === true) return abort()
    signal?.addEventListener('abort', abort, { once: true })
    try {
      dispatcher.dispatch(
        {
          origin: options.origin,
          path: options.path,
          method: options.method,
          headers: options.headers,
          body: options.body ?? null,
        },
        handler,
      )
    } catch (error) {
      handler.onResponseError(undefined, error)
    }
  })
}

const noBytes = Buffer.alloc(0)

/** undici's view of one exchange, turned into a Reply exactly once. */
class Exchange {
  readonly #limit: number
  readonly #settle: (reply: Reply) => void
  #controller: Dispatcher.DispatchController | undefined
  #done = false
  #status: number | undefined
  #headers: Readonly<Record<string, string | string[] | undefined>> = {}
  #chunks: Buffer[] = []
  #bytes = 0

  constructor(limit: number, settle: (reply: Reply) => void) {
    this.#limit = limit
    this.#settle = settle
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // Given up while it waited for a connection: undici then writes nothing.
    if (this.#done) controller.abort(new Abandoned())
    else this.#controller = controller
  }

  onResponseStart(
    _: unknown,
    status: number,
    headers: Readonly<Record<string, string | string[] | undefined>>,
  ): void {
    this.#status = status
    this.#headers = headers
  }

  onResponseData(_: unknown, chunk: Buffer): void {
    if (this.#done) return
    this.#bytes += chunk.length
    if (this.#bytes <= this.#limit) this.#chunks.push(chunk)
    else this.#finish({ event: 'too-large', bytes: this.#bytes, status: this.#status ?? 0 }, true)
  }

  onResponseEnd(): void {
    this.#finish({
      event: 'answer',
      status: this.#status ?? 0,
      headers: this.#headers,
      // A piece is a view of what the socket has read and is nobody else's.
      body: this.#chunks.length === 1 ? (this.#chunks[0] ?? noBytes) : Buffer.concat(this.#chunks),
    })
  }

  onResponseError(_: unknown, error: unknown): void {
    const cause = causeOf(error)
    this.#finish(this.#failure(cause, timeouts.has(cause)))
  }

  giveUp(why: 'timeout' | 'aborted'): void {
    this.#finish(this.#failure(why, why === 'timeout'), true)
  }

  #failure(cause: string, timeout: boolean): Reply {
    if (this.#controller === undefined) return { event: 'unsent', cause }
    const known = this.#status === undefined ? {} : { status: this.#status }
    return timeout ? { event: 'timeout', ...known } : { event: 'lost', cause, ...known }
  }

  #finish(reply: Reply, abort = false): void {
    if (this.#done) return
    this.#done = true
    this.#chunks = []
    this.#settle(reply)
    if (abort) this.#controller?.abort(new Abandoned())
  }
}

class Abandoned extends Error {
  readonly code = 'ABANDONED'
}

const timeouts = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT'])

/** A short code, never the message: messages hold addresses and pieces of the answer. */
function causeOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
  return typeof code === 'string' && /^[A-Z0-9_]{1,60}$/.test(code) ? code : 'UNKNOWN'
}
