import type { Auth, Granted } from './auth/auth.ts'
import type { Filling } from './filling.ts'
import { fromCatalog } from './from-catalog.ts'
import { isOutcome, judge } from './judge.ts'
import { debugs, type Logger } from './logger.ts'
import type { Observed } from './observed.ts'
import type { Operation } from './operation.ts'
import type { Outcome, Verdict } from './outcome.ts'
import { allAt } from './pointer.ts'
import type { Send } from './transport/http.ts'

/** What an operation needs to go out. */
export interface Line {
  readonly auth: Auth
  readonly send: Send
  /** Pointers, with `*`, to what must not be shown of a message. */
  readonly sensitive: readonly string[]
  /** The adapter's own secrets, which a platform might echo. */
  readonly secrets: readonly string[]
  readonly log: Logger
}

export interface ExchangeResult {
  readonly outcome: Outcome
  /** The last answer; undefined when nothing was sent. */
  readonly observed: Observed | undefined
  readonly requestBytes: number
  readonly reauthenticated: boolean
}

/**
 * Sends one filled request, with one fresh login and one more try when the platform rejects the session. A second
 * rejection is a failure of the platform, said loudly, never a loop. Rejects only while nothing has left.
 */
export async function exchange(
  operation: Operation,
  line: Line,
  filling: Filling,
  context: { readonly correlationId: string; readonly signal?: AbortSignal },
): Promise<ExchangeResult> {
  const { auth, log } = line
  let requestBytes = 0
  let observed: Observed | undefined
  const { correlationId } = context
  for (const reauthenticated of [false, true]) {
    const given = auth.grant(correlationId)
    const grant = given instanceof Promise ? await given : given
    if ('outcome' in grant) return { outcome: grant.outcome, observed, requestBytes, reauthenticated: false }
    let left = false
    const leaving = () => {
      left = true
    }
    try {
      const sent = await line.send(filled(filling, grant, correlationId, leaving), context.signal)
      requestBytes = sent.requestBytes
      observed = sent.observed
      const verdict = judge(
        observed,
        { standing: filling.standing, sensitive: () => hidden(line, filling, grant) },
        operation.judging,
      )
      logVerdict(line, operation, verdict, observed, correlationId)
      if (isOutcome(verdict)) return { outcome: verdict, observed, requestBytes, reauthenticated }
    } catch (error) {
      if (!left) throw error
      log.error(
        { operation: operation.name, correlationId, error },
        'a call that had left broke off inside the gateway',
      )
      const kind = operation.judging.asks ? 'retry' : 'unknown'
      return { outcome: { ...brokeOff, kind }, observed, requestBytes, reauthenticated }
    }
    await auth.reject(grant)
  }
  log.error({ operation: operation.name, correlationId }, 'a fresh session is rejected')
  const outcome = fromCatalog('retry', 'session-rejected', 'platform-session-rejected')
  return { outcome, observed, requestBytes, reauthenticated: true }
}

function filled(
  { standing, recordId, canonical, encoded, contents, sink }: Filling,
  { values: { session, token }, sign }: Granted,
  correlationId: string,
  leaving: () => void,
): Filling {
  // Node.js 20 takes a hundred times as long for a spread that members are added to, and every call comes through here.
  // biome-ignore format: what the message brings, what this sending adds
  return {
    standing, recordId, canonical, encoded, contents, sink,
    session, token, sign, correlationId, leaving,
  }
}

/** A defect of ours after the request had left says nothing about what the platform did with it. */
const brokeOff: Omit<Outcome, 'kind'> = {
  rule: 'gateway',
  owner: 'gateway',
  code: 'internal',
  message: {
    vi: 'Cổng gặp lỗi không lường trước sau khi lời gọi đã đi. Báo người phát triển kèm mã correlationId.',
    en: 'The gateway met an error nobody foresaw after the call had left. Give its developers the correlationId.',
  },
}

/** Everything that the platform might echo and nobody may read. */
function hidden({ sensitive, secrets }: Line, { canonical }: Filling, { values, sign }: Granted): string[] {
  const personal = sensitive.flatMap(pointer => allAt(canonical, pointer)).map(String)
  // Headers that are made of secrets, without the word that tells their kind.
  const added = sign?.({ method: 'POST', url: new URL('https://localhost/'), headers: {} }) ?? {}
  const signed = Object.values(added).map(value => value.replace(/^\S+ /, ''))
  return [...personal, ...secrets, ...Object.values(values), ...signed]
}

function logVerdict(
  line: Line,
  operation: Operation,
  verdict: Verdict,
  observed: Observed,
  correlationId: string,
): void {
  // Somebody must look at these at once, whatever becomes of the delivery.
  const alarming = verdict.code === 'platform-reply-crossed' || verdict.code === 'x-road-security'
  if (!alarming && !debugs(line.log)) return
  line.log[alarming ? 'error' : 'debug'](
    {
      operation: operation.name,
      correlationId,
      outcome: verdict.kind,
      rule: verdict.rule,
      nativeCode: verdict.nativeCode,
      httpStatus: observed.status,
    },
    alarming ? 'security event in a platform call' : 'platform call',
  )
}
