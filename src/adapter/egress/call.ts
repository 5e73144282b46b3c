import { Readable } from 'node:stream'
import type { Dispatcher } from 'undici'
import type { Streamed } from '../streamed.ts'
import { Incoming } from './incoming.ts'
import type { Method, Receive } from './outgoing.ts'
import type { Reply } from './reply.ts'

export interface CallOptions {
  readonly dispatcher: Dispatcher
  readonly origin: string
  /** Path and query. */
  readonly path: string
  readonly method: Method
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer | undefined
  readonly stream: Streamed | undefined
  readonly receive: Receive | undefined
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
  const { dispatcher, timeoutMs, signal, stream } = options
  return new Promise(resolve => {
    const sending = stream === undefined ? undefined : new Sending(stream)
    const handler = new Exchange(options, sending, reply => {
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
          headers:
            stream === undefined
              ? options.headers
              : { ...options.headers, 'content-length': String(stream.length) },
          body: sending?.body() ?? options.body ?? null,
        },
        handler,
      )
    } catch (error) {
      handler.onResponseError(undefined, error)
    }
  })
}

/** A body on its way out, and whether all of it was handed over. */
class Sending {
  readonly #stream: Streamed
  whole = false
  /** The bytes could not be had: nothing of the platform's. */
  broken = false

  constructor(stream: Streamed) {
    this.#stream = stream
  }

  body(): Readable {
    return Readable.from(this.#bytes(), { objectMode: false })
  }

  async *#bytes(): AsyncGenerator<Buffer> {
    let left = this.#stream.length
    try {
      for await (const piece of this.#stream.open()) {
        left -= piece.length
        // Set before: once the last piece is on its way, nobody can say that it has not arrived.
        this.whole = left <= 0
        yield piece
      }
    } catch (error) {
      this.broken = true
      throw error
    }
  }
}

const noBytes = Buffer.alloc(0)

/** undici's view of one exchange, turned into a Reply exactly once. */
class Exchange {
  readonly #limit: number
  readonly #sending: Sending | undefined
  readonly #receive: Receive | undefined
  #incoming: Incoming | undefined
  readonly #settle: (reply: Reply) => void
  #controller: Dispatcher.DispatchController | undefined
  #done = false
  #status: number | undefined
  #headers: Readonly<Record<string, string | string[] | undefined>> = {}
  #chunks: Buffer[] = []
  #bytes = 0

  constructor(
    { responseBytes, receive }: CallOptions,
    sending: Sending | undefined,
    settle: (reply: Reply) => void,
  ) {
    this.#limit = responseBytes
    this.#sending = sending
    this.#receive = receive
    this.#settle = settle
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // Given up while it waited for a connection: undici then writes nothing.
    if (this.#done) controller.abort(new Abandoned())
    else this.#controller = controller
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: Readonly<Record<string, string | string[] | undefined>>,
  ): void {
    this.#status = status
    this.#headers = headers
    if (this.#receive !== undefined && status >= 200 && status < 300)
      this.#take(this.#receive, controller, status)
  }

  onResponseData(_: unknown, chunk: Buffer): void {
    if (this.#done) return
    this.#bytes += chunk.length
    if (this.#incoming !== undefined) {
      if (this.#bytes <= (this.#receive?.most ?? 0)) this.#incoming.add(chunk)
      else this.#finish({ event: 'too-large', bytes: this.#bytes, status: this.#status ?? 0 }, true)
    } else if (this.#bytes <= this.#limit) this.#chunks.push(chunk)
    else this.#finish({ event: 'too-large', bytes: this.#bytes, status: this.#status ?? 0 }, true)
  }

  onResponseEnd(): void {
    // Whoever reads it says when all is read.
    if (this.#incoming !== undefined) this.#incoming.end()
    else {
      const [status, headers, chunks] = [this.#status ?? 0, this.#headers, this.#chunks]
      // A piece is a view of what the socket has read and is nobody else's.
      const body = chunks.length === 1 ? (chunks[0] ?? noBytes) : Buffer.concat(chunks)
      this.#finish({ event: 'answer', status, headers, body })
    }
  }

  onResponseError(_: unknown, error: unknown): void {
    const cause = causeOf(error)
    this.#finish(this.#failure(cause, timeouts.has(cause)))
  }

  giveUp(why: 'timeout' | 'aborted'): void {
    this.#finish(this.#failure(why, why === 'timeout'), true)
  }

  #take(receive: Receive, controller: Dispatcher.DispatchController, status: number): void {
    const incoming = new Incoming(controller)
    this.#incoming = incoming
    receive.read(incoming, { status, headers: this.#headers }).then(
      body => {
        const bytes = this.#bytes
        this.#finish({ event: 'answer', status, headers: this.#headers, body, bytes }, !incoming.ended)
      },
      (error: unknown) => this.#finish({ event: 'lost', cause: causeOf(error), status }, true),
    )
  }

  #failure(cause: string, timeout: boolean): Reply {
    if (this.#controller === undefined) return { event: 'unsent', cause }
    // A body whose end has not left is none: its Content-Length says so.
    if (this.#sending?.whole === false && this.#status === undefined)
      return { event: 'unsent', cause: this.#sending.broken ? 'BODY_BROKEN' : cause }
    const known = this.#status === undefined ? {} : { status: this.#status }
    return timeout ? { event: 'timeout', ...known } : { event: 'lost', cause, ...known }
  }

  #finish(reply: Reply, abort = false): void {
    if (this.#done) return
    this.#done = true
    this.#chunks = []
    this.#incoming?.fail(new Abandoned())
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
