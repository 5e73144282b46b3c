import { unsent } from '../built-in.ts'
import type { Egress } from '../egress/egress.ts'
import type { Sign } from '../egress/outgoing.ts'
import type { Reply } from '../egress/reply.ts'
import { retryAfter } from '../egress/retry-after.ts'
import { fromCatalog } from '../from-catalog.ts'
import type { Logger } from '../logger.ts'
import type { Outcome } from '../outcome.ts'
import { readToken, type TokenAnswer } from './token-answer.ts'
import type { StoredToken } from './tokens.ts'

/** What a token request needs beside itself. */
export interface TokenLine {
  readonly adapter: string
  readonly url: URL
  readonly egress: Egress
  readonly clock: () => Date
  readonly log: Logger
  readonly patience: () => AbortSignal | undefined
}

export interface TokenRequest {
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

export interface NewToken extends StoredToken {
  /** Takes the place of the one that it was fetched with (RFC 6749 §6). */
  readonly refresh?: string
}

export interface NoToken {
  readonly outcome: Outcome
  readonly refused?: true
  readonly rejected?: true
}

/** Asks a token endpoint (RFC 6749 §3.2). Never rejects. */
export async function requestToken(
  { adapter, url, egress, clock, log, patience }: TokenLine,
  request: TokenRequest,
  correlationId: string,
  sign: Sign | undefined,
): Promise<NewToken | NoToken> {
  // Counted from before the request: the server's clock starts somewhere in between.
  const askedAt = clock()
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
  const context = { correlationId, httpStatus: 'status' in reply ? reply.status : undefined }
  switch (answer.kind) {
    case 'token': {
      const { value, seconds, refresh } = answer
      log.info({ ...context, seconds }, 'token fetched')
      const expiresAt = new Date(askedAt.getTime() + trustedMs(seconds))
      return { value, expiresAt, ...(refresh === undefined ? {} : { refresh }) }
    }
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

function unreachable(reply: Reply, now: Date): NoToken {
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
