import type { Egress } from '../egress/egress.ts'
import type { Logger } from '../logger.ts'
import { addHeaders } from './add-headers.ts'
import type { Grant, Granted, Step } from './auth.ts'
import { basicValue } from './basic.ts'
import { type Fetched, holdToken } from './held-token.ts'
import { requestToken } from './token-request.ts'
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
    obtain: (correlationId, { sign }) => requestToken(options, tokenRequest(options), correlationId, sign),
  })
  const { header, scheme } = options
  let last: { readonly token: string; readonly granted: Granted } | undefined
  const grantOf = (fetched: Fetched): Grant => {
    if ('outcome' in fetched) return fetched
    const { value: token } = fetched
    if (last?.token !== token) {
      const sign = addHeaders({ [header]: scheme === '' ? token : `${scheme} ${token}` })
      last = { token, granted: { values: { token }, sign } }
    }
    return last.granted
  }
  return {
    grant(correlationId, before) {
      const token = held.get(correlationId, before)
      return token instanceof Promise ? token.then(grantOf) : grantOf(token)
    },
    async reject({ values: { token } }) {
      if (token !== undefined) await held.drop(token)
    },
  }
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
      ...(dialect === 'basic' ? { Authorization: basicValue(clientId, clientSecret) } : {}),
    },
    body: Buffer.from(json ? JSON.stringify(fields) : new URLSearchParams(fields).toString()),
  }
}
