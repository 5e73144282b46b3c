import { setTimeout as sleep } from 'node:timers/promises'
import { Pool } from 'undici'
import { Fault } from '../../errors/fault.ts'

export interface Answer {
  readonly status: number
  readonly body: unknown
}

/** For one call, from asking to the last byte. */
const callMs = 60_000
const firstWaitMs = 50
const longestWaitMs = 1_000

/** Calls to one server over connections that are kept. */
export class Caller {
  readonly url: string
  readonly #what: string
  readonly #pool: Pool
  readonly #headers: Readonly<Record<string, string>>

  /** @param what the server's name in faults */
  constructor(
    what: string,
    url: string,
    connections: number,
    headers: Readonly<Record<string, string>> = {},
  ) {
    this.#what = what
    this.url = url
    this.#headers = headers
    this.#pool = new Pool(url, {
      connections,
      pipelining: 1,
      connect: { timeout: 5_000 },
      headersTimeout: callMs,
      bodyTimeout: callMs,
    })
  }

  /** One exchange. Rejects when there is no complete answer. */
  async call(
    method: 'GET' | 'PUT' | 'POST' | 'DELETE',
    path: string,
    options: { body?: unknown; headers?: Readonly<Record<string, string>>; signal?: AbortSignal } = {},
  ): Promise<Answer> {
    const { body, headers, signal } = options
    const response = await this.#pool.request({
      method,
      path,
      headers: {
        ...this.#headers,
        ...headers,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    })
    const text = await response.body.text()
    return { status: response.statusCode, body: parse(text) }
  }

  /**
   * Like call, again and again until `isAnswer` is content: servers of this program are killed and come back.
   *
   * @throws Fault `demo-unreachable` when that took longer than `patienceMs`.
   */
  async insist(
    attempt: () => Promise<Answer>,
    isAnswer: (answer: Answer) => boolean,
    patienceMs: number,
    signal?: AbortSignal,
  ): Promise<Answer> {
    const began = performance.now()
    let reason = ''
    for (let wait = firstWaitMs; ; wait = Math.min(wait * 2, longestWaitMs)) {
      try {
        const answer = await attempt()
        if (isAnswer(answer)) return answer
        reason = `HTTP ${answer.status}`
      } catch (error) {
        signal?.throwIfAborted()
        reason = (error as NodeJS.ErrnoException).code ?? (error as Error).message
      }
      if (performance.now() - began > patienceMs) throw this.unreachable(reason)
      // Half of it by chance, so that a fleet which was cut off together does not come back together.
      await sleep(wait * (0.5 + Math.random() / 2), undefined, signal === undefined ? {} : { signal })
    }
  }

  unreachable(reason: string): Fault {
    return new Fault('demo-unreachable', { params: { what: this.#what, url: this.url, reason } })
  }

  async close(): Promise<void> {
    await this.#pool.destroy()
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
