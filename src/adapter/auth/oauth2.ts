import { unsent } from '../built-in.ts'
import type { Egress } from '../egress/egress.ts'
import type { Reply } from '../egress/reply.ts'
import { retryAfter } from '../egress/retry-after.ts'
import { fromCatalog } from '../from-catalog.ts'
import type { Logger } from '../logger.ts'
import type { Outcome } from '../outcome.ts'
import { addHeaders } from './add-headers.ts'
import type { Granted, Step } from './auth.ts'
import { type Fetched, holdToken } from './held-token.ts'
import { readToken, type TokenAnswer } from './token-answer.ts'
import type { TokenStore } from './tokens.ts'

export interface OAuth2 {
  readonly adapter: string
  readonly url: URL
  /** Where the client's id and secret stand in the token request; `bare`: nowhere, an earlier step signs it. */
  readonly dialect: 'basic' | 'form' | 'json' | 'bare'
  readonly clientId: string
  readonly clientSecret: string
  /** Of the request's body, over `grant_type=client_credentials`. */
  readonly parameters: Readonly<Record<string, string>>
  /** The header that carries the token, and the word before it; empty: the bare token. */
  readonly header: string
  readonly scheme: string
  readonly egress: Egress
  readonly tokens: TokenStore
  readonly key: string
  readonly clock: () => Date
  readonly log: Logger
  readonly coolDownMs: number
  readonly patience: () => AbortSignal | undefined
}

/**
 * A token of an OAuth2 server (RFC 6749 §4.4), for a header and the placeholder `{token}`. Dialects of NGSP and the
 * LGSPs: `basic` (T1), `form` (T2), `bare` behind a step of kind `lgspaccesstoken` (T3).
 */
export function oauth2(options: OAuth2): Step {
  const held = holdToken({
    ...options,
    obtain: (correlationId, before) => fetchToken(options, correlationId, before),
  })
  const { header, scheme } = options
  return {
    async grant(correlationId, before) {
      const token = await held.get(correlationId, before)
      if ('outcome' in token) return token
      const value = scheme === '' ? token.value : `${scheme} ${token.value}`
      return { values: { token: token.value }, sign: addHeaders({ [header]: value }) }
    },
    async reject({ values: { token } }) {
      if (token !== undefined) await held.drop(token)
    },
  }
}

async function fetchToken(options: OAuth2, correlationId: string, { sign }: Granted): Promise<Fetched> {
  const { adapter, url, egress, clock, log, patience } = options
  // Counted from before the request: the server's clock starts somewhere in between.
  const askedAt = clock()
  const request = tokenRequest(options)
  const reply = await egress.send({
    method: 'POST',
    url,
    ...request,
    sign,
    correlationId,
    signal: patience(),
  })
  const answer: TokenAnswer =
    reply.event === 'answer' ? readToken(reply.status, reply.body) : { kind: 'none' }
  const context = { adapter, correlationId, httpStatus: 'status' in reply ? reply.status : undefined }
  switch (answer.kind) {
    case 'token':
      log.info({ ...context, seconds: answer.seconds }, 'token fetched')
      return { value: answer.value, expiresAt: new Date(askedAt.getTime() + trustedMs(answer.seconds)) }
    case 'refused': {
      log.error(context, 'the platform refuses a token: check the account in the settings')
      const outcome = fromCatalog('retry', 'login-refused', 'platform-login-refused', { adapter })
      return { outcome, refused: true, rejected: true }
    }
    case 'none':
      log.warn(context, 'no token')
      return unreachable(reply, clock())
  }
}

// The platform's own calls and clocks take a while; a tenth where the token is about to be renewed anyway.
const marginMs = 30_000
const marginShare = 0.1

/** How long a token of so many seconds is trusted. The lifetime is what the server says, never a constant (§1.2). */
function trustedMs(seconds: number): number {
  const lifetimeMs = seconds * 1000
  return lifetimeMs - Math.min(marginMs, lifetimeMs * marginShare)
}

function tokenRequest({ dialect, clientId, clientSecret, parameters }: OAuth2) {
  const inBody = dialect === 'form' || dialect === 'json'
  const fields = {
    ...(dialect === 'json' ? {} : { grant_type: 'client_credentials' }),
    ...(inBody ? { client_id: clientId, client_secret: clientSecret } : {}),
    ...parameters,
  }
  const json = dialect === 'json'
  return {
    headers: {
      'Content-Type': json ? 'application/json' : 'application/x-www-form-urlencoded',
      Accept: 'application/json',
      // Not form-encoded before, as RFC 6749 §2.3.1 has it: no client of these servers does that.
      ...(dialect === 'basic' ? { Authorization: basic(clientId, clientSecret) } : {}),
    },
    body: Buffer.from(json ? JSON.stringify(fields) : new URLSearchParams(fields).toString()),
  }
}

function basic(name: string, word: string): string {
  return `Basic ${Buffer.from(`${name}:${word}`).toString('base64')}`
}

function unreachable(reply: Reply, now: Date): Fetched {
  const seconds =
    reply.event === 'answer'
      ? retryAfter(reply.headers['retry-after'], now)
      : reply.event === 'unsent'
        ? reply.retryAfterSeconds
        : undefined
  return {
    outcome: { ...noToken(reply), ...(seconds === undefined ? {} : { retryAfterSeconds: seconds }) },
  }
}

/** Whatever became of the request, the message itself has not left. */
function noToken(reply: Reply): Outcome {
  if (reply.event === 'unsent') return unsent(reply.cause, 'login-unreachable', 'token: ')
  const what =
    reply.event === 'answer' ? `HTTP ${reply.status}` : 'cause' in reply ? reply.cause : reply.event
  return fromCatalog('retry', 'login-unreachable', 'platform-unreachable', { reason: `token: ${what}` })
}
