import type { Outcome } from '../adapter/index.ts'
import { Fault } from '../errors/fault.ts'
import { toFault } from '../errors/problem.ts'
import { sqlState, type Transaction } from '../ledger/database.ts'
import type { Finish, Leased } from '../ledger/deliveries.ts'
import type { Seal } from '../ledger/seal.ts'
import type { FinishedDelivery, Handlers } from './handlers.ts'

/** SQLSTATE classes of a statement that makes no sense: data, constraint, syntax or name. */
const defective = new Set(['22', '23', '42'])

/** The use case failed over a delivery that has ended: not the ledger, which would only be away for a moment. */
export class ConsequenceFailed extends Fault {
  constructor(cause: unknown) {
    const { code, params, violations } = toFault(cause)
    super(code, { params, violations, cause })
  }
}

/** What else the end of a delivery writes; undefined while it has not ended, or when nobody wants to know. */
export function consequenceOf(
  leased: Leased,
  { state, outcome, answer }: Pick<Finish, 'state'> & Pick<FinishedDelivery, 'answer' | 'outcome'>,
  { handlers, seal }: { readonly handlers: Handlers; readonly seal: Seal },
): Finish['also'] {
  const handler = handlers.finished(leased.kind)
  if (handler === undefined || (state !== 'delivered' && state !== 'refused' && state !== 'dead'))
    return undefined
  return async tx => {
    try {
      const message = await messageOf(leased, tx, seal)
      const { id, adapter, operation } = leased
      await handler.finished(
        { id, adapter, operation, state, outcome, message, ...(answer === undefined ? {} : { answer }) },
        tx,
      )
    } catch (error) {
      throw isDefect(error) ? new ConsequenceFailed(error) : error
    }
  }
}

async function messageOf(leased: Leased, tx: Transaction, seal: Seal): Promise<FinishedDelivery['message']> {
  const [row] = await tx.query<{ subject: string }>({
    name: 'subject-of-message',
    text: 'SELECT dossier_code AS subject FROM messages WHERE id = $1',
    values: [leased.content_message],
  })
  return {
    id: leased.content_message,
    kind: leased.kind,
    subject: row?.subject ?? '',
    correlationId: leased.correlation_id,
    body: JSON.parse(seal.open(leased.content_message, leased.body)) as object,
  }
}

function isDefect(error: unknown): boolean {
  const state = sqlState(error)
  if (state !== undefined) return defective.has(state.slice(0, 2))
  if (error instanceof Fault) return error.code !== 'ledger-unavailable'
  return (
    error instanceof TypeError ||
    error instanceof RangeError ||
    error instanceof SyntaxError ||
    error instanceof ReferenceError
  )
}

/**
 * How a delivery ends whose consequence cannot be written: dead, for an operator. What has arrived is in doubt until
 * then, so that it is asked about before it is sent again.
 */
export function withoutConsequence({ also: _, ...finish }: Finish, outcome: Outcome, fault: Fault): Finish {
  const kind = outcome.kind === 'refused' ? 'refused' : 'unknown'
  const failed: Outcome = {
    kind,
    rule: 'gateway',
    owner: fault.owner,
    code: fault.code,
    message: { vi: fault.detail('vi'), en: fault.detail('en') },
  }
  return { ...finish, state: 'dead', outcome: failed, goOn: false }
}
