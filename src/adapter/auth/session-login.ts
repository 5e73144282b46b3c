import { fromCatalog } from '../built-in.ts'
import { judge } from '../judge.ts'
import type { Logger } from '../logger.ts'
import type { SessionLoginSpec } from '../manifest.ts'
import { valueAt } from '../observed.ts'
import type { Outcome, Rule } from '../outcome.ts'
import type { Send } from '../transport/http.ts'
import type { Auth, Grant } from './auth.ts'
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
  /** After refused credentials no login is tried for so long: accounts get locked by gateways that insist. */
  readonly coolDownMs: number
}

// A session is an opaque word; anything longer is not one.
const longestSession = 4096

/** Sessions obtained by a login, one for all calls: fetched once, shared, renewed when too old or rejected. */
export function sessionLogin(options: SessionLogin): Auth {
  const { tokens, key, clock } = options
  let pending: Promise<Grant> | undefined
  let refused: { until: number; outcome: Outcome } | undefined

  async function cachedOrNew(correlationId: string): Promise<Grant> {
    const now = clock()
    const cached = await tokens.get(key)
    if (cached !== undefined && cached.expiresAt > now) return { session: cached.value }
    if (refused !== undefined && refused.until > now.getTime()) {
      const retryAfterSeconds = Math.ceil((refused.until - now.getTime()) / 1000)
      return { outcome: { ...refused.outcome, retryAfterSeconds } }
    }
    const grant = await logIn(options, correlationId)
    const denied = 'outcome' in grant && grant.outcome.rule === 'login-refused'
    refused = denied ? { until: clock().getTime() + options.coolDownMs, outcome: grant.outcome } : undefined
    return grant
  }

  return {
    grant(correlationId) {
      // Looking into the store belongs to the flight: two calls that both find it empty must not both log in.
      pending ??= cachedOrNew(correlationId).finally(() => {
        pending = undefined
      })
      return pending
    },
    reject(session) {
      return tokens.drop(key, session)
    },
  }
}

async function logIn(options: SessionLogin, correlationId: string): Promise<Grant> {
  const { adapter, spec, rules, send, tokens, key, clock, log } = options
  const startedAt = clock()
  const { observed } = await send({ standing: 'unsure', canonical: {} })
  const verdict = judge(observed, { standing: 'unsure', sensitive: () => [] }, { rules, asks: true })
  const session = verdict.kind === 'delivered' ? valueAt(observed, spec.session) : undefined
  const context = { adapter, correlationId, rule: verdict.rule, httpStatus: observed.status }
  if (typeof session === 'string' && session.length > 0 && session.length <= longestSession) {
    await tokens.put(key, { value: session, expiresAt: new Date(startedAt.getTime() + options.maxAgeMs) })
    log.info(context, 'logged in')
    return { session }
  }
  if (verdict.kind === 'refused') {
    log.error(context, 'the platform refuses the login: check the account in the settings')
    return { outcome: fromCatalog('retry', 'login-refused', 'platform-login-refused', { adapter }) }
  }
  log.warn(context, 'login failed')
  // Whatever became of the login, the message itself has not left.
  const reason = observed.event === 'answer' ? 'login' : `login: ${observed.cause ?? observed.event}`
  const { retryAfterSeconds } = verdict
  return {
    outcome: {
      ...fromCatalog('retry', 'login-unreachable', 'platform-unreachable', { reason }),
      ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    },
  }
}
