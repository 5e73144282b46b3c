import type { Adapter } from '../../adapter/index.ts'
import type { PaymentRecord } from '../../ledger/payments.ts'
import type { Logger } from '../../telemetry/log.ts'
import type { Notice } from './judge-notice.ts'

/** What a platform answers when it is asked about a payment. */
export type Standing =
  | { readonly kind: 'known'; readonly state: 'paid' | 'pending' | 'failed'; readonly notice: Notice }
  | { readonly kind: 'absent' }
  /** It could not be asked, or did not say. */
  | { readonly kind: 'unanswered'; readonly rule: string }

/** Asks a payment's platform what became of it. Never rejects for what platform or network do. */
export async function queryPlatform(
  payment: PaymentRecord,
  adapters: readonly Adapter[],
  correlationId: string,
  log: Logger,
  signal?: AbortSignal,
): Promise<Standing> {
  const { reference, stamp } = payment
  const adapter = adapters.find(({ id }) => id === payment.adapter)
  if (adapter?.operations.get('payment.query') === undefined)
    return { kind: 'unanswered', rule: 'no-adapter' }
  const { record, answer } = await adapter.ask(
    'payment.query',
    { reference, stamp },
    { standing: 'unsure', correlationId, ...(signal === undefined ? {} : { signal }) },
  )
  const { outcome } = record
  const line = { payment: reference, adapter: adapter.id, correlationId }
  log.info({ ...line, outcome: outcome.kind, rule: outcome.rule, ms: record.durationMs }, 'payment query')
  if (outcome.kind === 'refused' && outcome.standing === 'absent') return { kind: 'absent' }
  if (answer === undefined) return { kind: 'unanswered', rule: outcome.rule }
  // The answer to another question would pay the wrong bill.
  if (answer.reference !== reference) {
    log.error({ ...line, reason: 'another-reference' }, 'security event in a payment notice')
    return { kind: 'unanswered', rule: 'another-reference' }
  }
  const { status, amount, transaction, bank } = answer
  if (status !== 'paid' && status !== 'pending' && status !== 'failed')
    return { kind: 'unanswered', rule: 'unknown-state' }
  return {
    kind: 'known',
    state: status,
    notice: {
      reference,
      result: status,
      ...(typeof amount === 'number' ? { amount } : {}),
      ...(typeof transaction === 'string' ? { transaction } : {}),
      ...(typeof bank === 'string' ? { bank } : {}),
    },
  }
}
