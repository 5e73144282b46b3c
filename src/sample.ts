import { setTimeout } from 'node:timers/promises'
import { Fault } from './errors/fault.ts'
import type { DeliveryView } from './exchange/look.ts'
import { sampleDossier } from './sandbox/province/sample.ts'

export interface Arrival {
  readonly code: string
  readonly delivered: boolean
  /** From the first request to the answer that says so. */
  readonly ms: number
  readonly states: readonly string[]
}

const patienceMs = 15_000

/** Sends one synthetic dossier and one step through the public API, as an agency system would, and watches them arrive. */
export async function sendSample(url: string, key: string, now = new Date()): Promise<Arrival> {
  const began = performance.now()
  const { code, dossier, step } = sampleDossier(now)
  await call('PUT', `${url}/v1/dossiers/${code}`, key, dossier)
  await call('POST', `${url}/v1/dossiers/${code}/steps`, key, step)
  for (;;) {
    const view = (await call('GET', `${url}/v1/dossiers/${code}`, key)) as { deliveries: DeliveryView[] }
    const states = view.deliveries.map(delivery => delivery.state)
    const delivered = states.length > 0 && states.every(state => state === 'delivered')
    const ms = Math.round(performance.now() - began)
    if (delivered || ms > patienceMs) return { code, delivered, ms, states }
    await setTimeout(25)
  }
}

async function call(method: string, url: string, key: string, body?: object): Promise<unknown> {
  const response = await fetch(url, {
    method,
    headers: {
      authorization: `Bearer ${key}`,
      'accept-language': 'en',
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
  })
  const answer = (await response.json()) as { code?: string; detail?: string }
  if (response.ok) return answer
  throw new Fault('sample-refused', {
    params: { status: response.status, reason: answer.detail ?? answer.code ?? '' },
  })
}
