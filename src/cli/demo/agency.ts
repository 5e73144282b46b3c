import type { LifeEvent } from '../../sandbox/province/life.ts'
import { type Answer, Caller } from './http.ts'

/** How long one event is sent again and again before the run is given up. */
const patienceMs = 120_000

export type Verdict =
  | { readonly accepted: true }
  | { readonly accepted: false; readonly status: number; readonly code: string; readonly detail: string }

interface Problem {
  readonly code?: string
  readonly detail?: string
  readonly retryable?: boolean
  readonly violations?: ReadonlyArray<{ pointer: string; message: string }>
}

/** An agency system: calls the gateway with its key, and insists until it has an answer that settles the matter. */
export class Agency {
  readonly #caller: Caller
  /** Requests that had to be sent again. */
  resent = 0

  constructor(url: string, key: string, connections: number) {
    this.#caller = new Caller('gateway', url, connections, {
      authorization: `Bearer ${key}`,
      'accept-language': 'en',
    })
  }

  /**
   * Sends one event until it is acknowledged (202, or 200 for what was accepted before) or refused for good. The same
   * key and body each time: whether the gateway had it already is the gateway's business.
   *
   * @throws Fault `demo-unreachable`
   */
  async send(code: string, event: LifeEvent, idempotencyKey: string, signal?: AbortSignal): Promise<Verdict> {
    let tries = 0
    const { status, body } = await this.#caller.insist(
      () => {
        if (tries++ > 0) this.resent++
        const options = { headers: { 'idempotency-key': idempotencyKey }, ...(signal && { signal }) }
        return event.kind === 'put'
          ? this.#caller.call('PUT', `/v1/dossiers/${code}`, { ...options, body: event.dossier })
          : this.#caller.call('POST', `/v1/dossiers/${code}/steps`, { ...options, body: event.step })
      },
      settles,
      patienceMs,
      signal,
    )
    if (status === 202 || status === 200) return { accepted: true }
    const { code: error = '', detail = '', violations = [] } = problemOf(body)
    const where = violations.map(({ pointer, message }) => `${pointer} ${message}`).join('; ')
    return { accepted: false, status, code: error, detail: where === '' ? detail : `${detail} ${where}` }
  }

  /** The states of a dossier's deliveries, in order. @throws Fault `demo-unreachable` */
  async deliveryStates(code: string): Promise<string[]> {
    const { body } = await this.#caller.insist(
      () => this.#caller.call('GET', `/v1/dossiers/${code}`),
      settles,
      patienceMs,
    )
    const { deliveries = [] } = body as { deliveries?: { state: string }[] }
    return deliveries.map(({ state }) => state)
  }

  close(): Promise<void> {
    return this.#caller.close()
  }
}

/** Neither "come again" nor the answer of something that stands between. */
function settles({ status, body }: Answer): boolean {
  if (status === 200 || status === 202) return body !== undefined
  return typeof problemOf(body).retryable === 'boolean' && problemOf(body).retryable === false
}

function problemOf(body: unknown): Problem {
  return typeof body === 'object' && body !== null ? (body as Problem) : {}
}
