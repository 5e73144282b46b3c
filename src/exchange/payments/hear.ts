import type { EventHandler, ReceivedEvent, Verdict } from '../handlers.ts'
import { type Notice, noticeReasons } from './judge-notice.ts'
import type { Settle } from './settle.ts'

/** Platforms that tell by themselves what became of a payment. */
export function hearResults(settle: Settle): EventHandler {
  return {
    types: ['payment.result'],
    async apply({ adapter, correlationId, data }, tx): Promise<Verdict> {
      const source = { adapter, by: 'callback', correlationId } as const
      const { verdict, event } = await settle.settle(tx, noticeOf(data), source)
      switch (verdict.kind) {
        case 'settled':
          return { kind: 'accepted', events: event === undefined ? [] : [event] }
        case 'repeated':
          return { kind: 'duplicate' }
        case 'refused':
          return { kind: 'refused', violations: [noticeReasons[verdict.reason]] }
      }
    },
  }
}

/** Tables are data, and may give what is no text: such a member is not there. */
function noticeOf(data: ReceivedEvent['data']): Notice {
  const text = (name: string) => {
    const value = data[name]
    return typeof value === 'string' && value !== '' && !value.includes('\0') ? { [name]: value } : {}
  }
  return {
    ...text('reference'),
    ...text('dossier'),
    result: typeof data.result === 'string' ? data.result : '',
    ...(typeof data.amount === 'number' ? { amount: data.amount } : {}),
    ...text('currency'),
    ...text('transaction'),
    ...text('bank'),
  }
}
