import type { Outcome } from '../outcome.ts'
import type { Granted } from './auth.ts'
import type { StoredToken, TokenStore } from './tokens.ts'

export interface HeldTokenOptions {
  readonly tokens: TokenStore
  readonly key: string
  readonly clock: () => Date
  /** After refused credentials no other attempt is made for so long: accounts get locked by gateways that insist. */
  readonly coolDownMs: number
  /** Gets a new one. Never rejects. */
  readonly obtain: (correlationId: string, before: Granted) => Promise<Fetched>
}

export type Fetched =
  | StoredToken
  | {
      readonly outcome: Outcome
      /** The credentials are not accepted; asking again at once would be the same again. */
      readonly refused?: boolean
      readonly rejected?: boolean
    }

/** A token that all calls share: fetched once for whoever waits, kept, renewed when too old or rejected. */
export interface HeldToken {
  /** At once when this process holds one that is good. */
  get(correlationId: string, before: Granted): Fetched | Promise<Fetched>
  drop(value: string): Promise<void>
}

export function holdToken(options: HeldTokenOptions): HeldToken {
  const { tokens, key, clock, coolDownMs, obtain } = options
  let pending: Promise<Fetched> | undefined
  let refused: { readonly until: number; readonly outcome: Outcome } | undefined

  async function keptOrNew(correlationId: string, before: Granted): Promise<Fetched> {
    const now = clock()
    const kept = await tokens.get(key)
    if (kept !== undefined && kept.expiresAt > now) return kept
    if (refused !== undefined && refused.until > now.getTime()) {
      const retryAfterSeconds = Math.ceil((refused.until - now.getTime()) / 1000)
      return { outcome: { ...refused.outcome, retryAfterSeconds } }
    }
    const fetched = await obtain(correlationId, before)
    refused = undefined
    if (!('outcome' in fetched)) {
      // One that is not to be trusted any longer still serves those who wait for it.
      if (fetched.expiresAt > clock()) await tokens.put(key, fetched)
    } else if (fetched.refused === true) {
      refused = { until: clock().getTime() + coolDownMs, outcome: fetched.outcome }
    }
    return fetched
  }

  return {
    get(correlationId, before) {
      const near = pending === undefined ? tokens.peek?.(key) : undefined
      if (near !== undefined && near.expiresAt > clock()) return near
      // Looking into the store belongs to the flight: two calls that both find it empty must not both log in.
      pending ??= keptOrNew(correlationId, before).finally(() => {
        pending = undefined
      })
      return pending
    },
    drop: value => tokens.drop(key, value),
  }
}
