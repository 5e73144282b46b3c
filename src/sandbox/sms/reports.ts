import { createHash } from 'node:crypto'

/** What a provider tells the gateway of one message, later. */
export interface Report {
  readonly url: string
  readonly body?: string
  readonly headers?: Readonly<Record<string, string>>
}

export interface EsmsMessage {
  readonly id: string
  readonly request: string
  readonly phone: string
}

const afterMs = 50
const mostTurns = 5

/** eSMS: a GET with everything in the address. */
export function esmsReport(callback: string, { id, request, phone }: EsmsMessage): Report {
  const address = new URL(callback)
  const values = {
    SMSID: id,
    SendFailed: '0',
    SendStatus: '5',
    SendSuccess: '1',
    TotalPrice: '0.0000',
    TotalReceiver: '1',
    TotalSent: '1',
    RequestId: request,
    TypeId: '2',
    telcoid: '1',
    phonenumber: phone,
    switchsmsid: '',
  }
  for (const [name, value] of Object.entries(values)) address.searchParams.set(name, value)
  return { url: address.href }
}

export interface ZaloMessage {
  readonly id: string
  readonly tracking: string
  readonly phone: string
  readonly at: Date
}

/** Zalo: the event of a ZNS that is on the telephone, signed with the Official Account's key. */
export function zaloReport(webhook: string, { id, tracking, phone, at }: ZaloMessage): Report {
  const timestamp = String(at.getTime())
  const body = JSON.stringify({
    app_id: 'sandbox',
    event_name: 'user_received_message',
    timestamp,
    sender: { id: 'sandbox-oa' },
    recipient: { id: phone },
    message: { msg_id: id, delivery_time: timestamp, tracking_id: tracking },
  })
  const mac = createHash('sha256').update(`sandbox${body}${timestamp}sandbox`).digest('hex')
  return {
    url: webhook,
    body,
    headers: { 'content-type': 'application/json', 'x-zevent-signature': `mac=${mac}` },
  }
}

/** Reports that are still to be made: each until it is taken, a few times at the most. */
export class Reports {
  readonly #ending = new AbortController()
  readonly #running = new Set<Promise<void>>()

  make(report: Report): void {
    const done = tell(report, this.#ending.signal).finally(() => this.#running.delete(done))
    this.#running.add(done)
  }

  async close(): Promise<void> {
    this.#ending.abort()
    await Promise.all(this.#running)
  }
}

async function tell({ url, body, headers = {} }: Report, signal: AbortSignal): Promise<void> {
  const posted = body === undefined ? {} : { method: 'POST', body }
  for (let turn = 1; turn <= mostTurns && !signal.aborted; turn++) {
    await new Promise(resolve => setTimeout(resolve, afterMs * turn))
    const answered = await fetch(url, { ...posted, headers, signal }).then(
      response => response.ok,
      () => false,
    )
    if (answered) return
  }
}
