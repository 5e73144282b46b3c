import { createHash } from 'node:crypto'
import { fromCatalog } from '../from-catalog.ts'
import { addHeaders } from './add-headers.ts'
import type { Granted, Step } from './auth.ts'
import type { GrantStore, StoredGrant } from './grants.ts'
import { type NoToken, requestToken, type TokenLine } from './token-request.ts'

export interface RefreshToken extends TokenLine {
  /** Of the settings: the first one, which a person fetched. Every later one is in the store. */
  readonly refreshToken: string
  /** Of the token request's form, over grant_type and refresh_token. */
  readonly parameters: Readonly<Record<string, string>>
  /** Of the token request, e.g. the application's secret. */
  readonly headers: Readonly<Record<string, string>>
  /** The header that carries the access token, and the word before it; empty: the bare token. */
  readonly header: string
  readonly scheme: string
  readonly grants: GrantStore
  /** After a refused refresh token no other attempt is made for so long. */
  readonly coolDownMs: number
  /** What becomes of a message meanwhile: it waits for the new token, or is refused, so that it may go another way. */
  readonly whenRefused: 'wait' | 'refuse'
}

/**
 * An access token got with a refresh token (RFC 6749 §6) that is good for one use: the answer brings the next. One
 * renewal at a time over all processes, and none before the last one is committed. The one window that nobody can close:
 * an answer that never arrives. The same token is then tried again, for the request may have been lost before the answer;
 * where the platform has replaced it, it refuses, the host tells its admins, and the settings need a new refresh token,
 * with which a new chain begins.
 */
export function refreshToken(options: RefreshToken): Step {
  const { grants, clock, coolDownMs, header, scheme, adapter, whenRefused } = options
  const key = keyOf(options)
  let pending: Promise<StoredGrant | NoToken> | undefined
  let refused: { readonly until: number; readonly none: NoToken } | undefined
  /** What the platform has rejected though its time was not over. */
  let rejected: string | undefined
  /** Got, and not yet kept: the store was away. It must not be lost with the next attempt. */
  let unkept: StoredGrant | undefined

  const good = (grant: StoredGrant | undefined) =>
    grant !== undefined && grant.expiresAt > clock() && grant.access !== rejected

  async function renew(correlationId: string, before: Granted): Promise<StoredGrant | NoToken> {
    let none: NoToken | undefined
    let won: StoredGrant | undefined
    await grants.renew(
      key,
      async kept => {
        const last = unkept ?? kept
        // Another process was quicker, or the one before could not be kept.
        if (last !== undefined && good(last)) {
          won = last
          return last
        }
        const used = last?.refresh ?? options.refreshToken
        const fetched = await requestToken(options, requestOf(options, used), correlationId, before.sign)
        if ('outcome' in fetched) {
          none = fetched
          return fetched.refused === true ? 'refused' : undefined
        }
        won = { refresh: fetched.refresh ?? used, access: fetched.value, expiresAt: fetched.expiresAt }
        unkept = won
        return won
      },
      adapter,
    )
    unkept = undefined
    return won ?? none ?? storeAway
  }

  const judged = (got: StoredGrant | NoToken): StoredGrant | NoToken => {
    if (!('outcome' in got) || got.refused !== true || whenRefused === 'wait') return got
    return { ...got, outcome: fromCatalog('refused', 'grant-lost', 'platform-grant-lost', { adapter }) }
  }

  async function keptOrNew(correlationId: string, before: Granted): Promise<StoredGrant | NoToken> {
    try {
      const kept = await grants.get(key)
      if (kept !== undefined && good(kept)) return kept
      const now = clock().getTime()
      if (refused !== undefined && refused.until > now) {
        const retryAfterSeconds = Math.ceil((refused.until - now) / 1000)
        return { outcome: { ...refused.none.outcome, retryAfterSeconds } }
      }
      const got = judged(await renew(correlationId, before))
      refused =
        'outcome' in got && got.refused === true
          ? { until: clock().getTime() + coolDownMs, none: got }
          : undefined
      return got
    } catch {
      // The store is away. Nothing was used that is not remembered here.
      return storeAway
    }
  }

  return {
    async grant(correlationId, before) {
      pending ??= keptOrNew(correlationId, before).finally(() => {
        pending = undefined
      })
      const grant = await pending
      if ('outcome' in grant) return grant
      const value = scheme === '' ? grant.access : `${scheme} ${grant.access}`
      return { values: { token: grant.access }, sign: addHeaders({ [header]: value }) }
    },
    async reject({ values: { token } }) {
      rejected = token
    },
  }
}

const storeAway: NoToken = {
  outcome: fromCatalog('retry', 'login-unreachable', 'platform-unreachable', {
    reason: 'the store of refresh tokens does not answer',
  }),
}

/** The chain that began with this refresh token: whatever adapter or version of it goes on with it, it is one. */
function keyOf({ url, parameters, refreshToken: first }: RefreshToken): string {
  const text = JSON.stringify([url.href, Object.entries(parameters).sort(), first])
  return createHash('sha256').update(text).digest('base64url')
}

function requestOf({ headers, parameters }: RefreshToken, refresh: string) {
  const fields = { grant_type: 'refresh_token', refresh_token: refresh, ...parameters }
  return {
    headers: {
      'Content-Type': 'application/x-www-form-urlencoded',
      Accept: 'application/json',
      ...headers,
    },
    body: Buffer.from(new URLSearchParams(fields).toString()),
  }
}
