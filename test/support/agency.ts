import type { Dossier, Step } from '../../src/contract/types.generated.ts'
import type { DeliveryView } from '../../src/exchange/look.ts'
import type { Acceptance } from '../../src/ledger/submission.ts'
import { eventually } from './eventually.ts'

export interface Answer {
  readonly status: number
  /** An acceptance, a view, or a problem document. */
  readonly body: Omit<Acceptance, 'deliveries'> & {
    readonly code?: string
    readonly detail?: string
    readonly deliveries: readonly DeliveryView[]
  }
}

/** A one-stop system: what it says to the gateway, and what it hears. */
export class Agency {
  readonly #url: string
  readonly #key: string

  constructor({ url, key }: { url: string; key: string }) {
    this.#url = url
    this.#key = key
  }

  put(code: string, dossier: Dossier, headers: Record<string, string> = {}): Promise<Answer> {
    return this.call('PUT', `/v1/dossiers/${code}`, dossier, headers)
  }

  step(code: string, step: Step, headers: Record<string, string> = {}): Promise<Answer> {
    return this.call('POST', `/v1/dossiers/${code}/steps`, step, headers)
  }

  get(code: string): Promise<Answer> {
    return this.call('GET', `/v1/dossiers/${code}`)
  }

  /** `operation state` of each delivery of a dossier, in the order of its lane. */
  async deliveries(code: string): Promise<string[]> {
    const { body } = await this.get(code)
    return body.deliveries.map(({ operation, state }) => `${operation.split('.')[0]} ${state}`)
  }

  /** Waits until every delivery of the dossier has arrived (or was cancelled). */
  async settled(code: string, ms = 15_000): Promise<readonly DeliveryView[]> {
    let last: string[] = []
    return eventually(
      async () => {
        const { deliveries } = (await this.get(code)).body
        last = deliveries.map(({ operation, state }) => `${operation} ${state}`)
        const done = deliveries.every(({ state }) => state === 'delivered' || state === 'cancelled')
        return done && deliveries.length > 0 && deliveries
      },
      ms,
      `${code} settled`,
    ).catch((error: unknown) => {
      throw new Error(`${String(error)}: ${last.join(', ')}`, { cause: error })
    })
  }

  async call(
    method: string,
    path: string,
    body?: object,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const response = await fetch(this.#url + path, {
      method,
      headers: {
        authorization: `Bearer ${this.#key}`,
        'accept-language': 'en',
        ...(body && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body && { body: JSON.stringify(body) }),
    })
    return { status: response.status, body: (await response.json()) as Answer['body'] }
  }
}
