import type { Inbound, NativeReply, Received, SubmissionSaid } from '../adapter/index.ts'
import { Fault } from '../errors/fault.ts'
import type { SubmissionHandler } from './handlers.ts'
import { inTurns } from './in-turns.ts'

/** Enough to fill group commits, few enough for one caller. */
const atOnce = 32

interface Taken {
  readonly came: 'accepted' | 'partly' | 'duplicate' | 'refused'
  readonly reply: NativeReply
}

/**
 * Dossiers or steps of one call of a local system, as the agency API takes them: of several each is taken or refused by
 * itself, those of one dossier in their order. Answered after the commit.
 *
 * @throws Fault `client-unknown`, and whatever is not the caller's: then all may be sent again, what was taken is known
 */
export async function takeSubmissions(
  handler: SubmissionHandler,
  inbound: Inbound,
  messages: readonly Received[],
  correlationId: string,
): Promise<Taken> {
  const keyOf = ({ canonical }: Received) => String(canonical.code ?? canonical.dossier ?? '')
  const said = await inTurns(messages, { keyOf, atOnce }, async message => ({
    ...(await take(handler, inbound, message, correlationId)),
    correlationId,
  }))
  const [first] = said
  if (inbound.spec.each === undefined && first !== undefined)
    return {
      came: first.result === 'unchanged' ? 'duplicate' : first.result,
      reply: inbound.submitted(first),
    }
  const refused = said.filter(({ result }) => result === 'refused').length
  const came = refused === 0 ? 'accepted' : refused === said.length ? 'refused' : 'partly'
  const rows = messages.map((message, index) => {
    return { message, said: said[index] ?? { result: 'refused' as const } }
  })
  return { came, reply: inbound.submittedRows(rows) }
}

async function take(
  handler: SubmissionHandler,
  inbound: Inbound,
  message: Received,
  correlationId: string,
): Promise<SubmissionSaid> {
  const { canonical, violations } = message
  if (violations.length > 0) return inbound.refusal(message)
  const idempotencyKey = inbound.idempotencyKey(message)
  try {
    return await handler.submit({
      as: inbound.spec.submits?.as ?? 'dossier',
      client: inbound.client,
      correlationId,
      ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
      content: canonical,
    })
  } catch (error) {
    // What REST answers with a status below 500 is said here, too; of the rest only that it should be sent again.
    if (!(error instanceof Fault) || error.status >= 500 || error.code === 'client-unknown') throw error
    return inbound.refusal(message, error)
  }
}
