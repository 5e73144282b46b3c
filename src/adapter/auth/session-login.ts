import { unsent } from '../built-in.ts'
import { fromCatalog } from '../from-catalog.ts'
import { judge } from '../judge.ts'
import type { Logger } from '../logger.ts'
import { type Observed, valueAt } from '../observed.ts'
import type { Outcome, Rule } from '../outcome.ts'
import type { Send } from '../transport/http.ts'
import type { Grant, Granted, Step } from './auth.ts'
import { type Fetched, holdToken } from './held-token.ts'
import type { SessionLoginSpec } from './spec.ts'
import type { TokenStore } from './tokens.ts'

export interface SessionLogin {
  readonly adapter: string
  readonly spec: SessionLoginSpec
  readonly rules: readonly Rule[]
  readonly send: Send
  readonly tokens: TokenStore
  readonly key: string
  readonly clock: () => Date
  readonly log: Logger
  /** How long a session is trusted, at most; counted from before the login, because nobody knows when the platform starts. */
  readonly maxAgeMs: number
  readonly coolDownMs: number
  /** Ends a login that takes too long. */
  readonly patience: () => AbortSignal | undefined
}

// A session is an opaque word; anything longer is not one.
const longestSession = 4096

/** Sessions obtained by a login, for the placeholder `{session}`. */
export function sessionLogin(options: SessionLogin): Step {
  const held = holdToken({
    ...options,
    obtain: (correlationId, before) => logIn(options, correlationId, before),
  })
  let last: { readonly session: string; readonly granted: Granted } | undefined
  const grantOf = (fetched: Fetched): Grant => {
    if ('outcome' in fetched) return fetched
    const { value: session } = fetched
    if (last?.session !== session) last = { session, granted: { values: { session } } }
    return last.granted
  }
  return {
    grant(correlationId, before) {
      const session = held.get(correlationId, before)
      return session instanceof Promise ? session.then(grantOf) : grantOf(session)
    },
    async reject({ values: { session } }) {
      if (session !== undefined) await held.drop(session)
    },
  }
}

async function logIn(options: SessionLogin, correlationId: string, before: Granted): Promise<Fetched> {
  const { adapter, spec, rules, send, clock, log, patience } = options
  const startedAt = clock()
  const { values, sign } = before
  const { observed } = await send(
    { standing: 'unsure', canonical: {}, ...values, sign, correlationId },
    patience(),
  )
  const verdict = judge(observed, { standing: 'unsure', sensitive: () => [] }, { rules, asks: true })
  const session = verdict.kind === 'delivered' ? valueAt(observed, spec.session) : undefined
  const context = { correlationId, rule: verdict.rule, httpStatus: observed.status }
  if (typeof session === 'string' && session.length > 0 && session.length <= longestSession) {
    log.info(context, 'logged in')
    return { value: session, expiresAt: new Date(startedAt.getTime() + options.maxAgeMs) }
  }
  if (verdict.kind === 'refused') {
    log.error(context, 'the platform refuses the login: check the account in the settings')
    const outcome = fromCatalog('retry', 'login-refused', 'platform-login-refused', { adapter })
    return { outcome, refused: true }
  }
  log.warn(context, 'login failed')
  const { retryAfterSeconds } = verdict
  return {
    rejected: verdict.kind === 'reauthenticate',
    outcome: {
      ...notLoggedIn(observed),
      ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    },
  }
}

/** Whatever became of the login, the message itself has not left. */
function notLoggedIn({ event, cause = event }: Observed): Outcome {
  if (event === 'unsent') return unsent(cause, 'login-unreachable', 'login: ')
  const reason = event === 'answer' ? 'login' : `login: ${cause}`
  return fromCatalog('retry', 'login-unreachable', 'platform-unreachable', { reason })
}
