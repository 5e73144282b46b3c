export type TokenAnswer =
  | {
      readonly kind: 'token'
      readonly value: string
      readonly seconds: number
      readonly refresh?: string
    }
  | { readonly kind: 'refused' }
  | { readonly kind: 'none' }

// What can stand in a header after "Bearer " (RFC 6750 §2.1 allows less); a line break would be a header of its own.
const usable = /^[!-~]{1,8192}$/
const longestSeconds = 30 * 86_400

/**
 * The answer of a token endpoint (RFC 6749 §5). Without a usable `expires_in` the lifetime is 0: the token serves the
 * calls that wait for it and no other.
 */
export function readToken(status: number, body: Buffer): TokenAnswer {
  const answer = parse(body)
  if (status === 200 && answer !== undefined) {
    const { access_token: value, refresh_token: next, expires_in: seconds, error } = answer
    if (typeof value === 'string' && usable.test(value)) {
      const refresh = typeof next === 'string' && usable.test(next) ? { refresh: next } : {}
      return { kind: 'token', value, seconds: lifetime(seconds), ...refresh }
    }
    // Some number their errors, still under HTTP 200.
    if ((typeof error === 'string' && error !== '') || (typeof error === 'number' && error !== 0))
      return { kind: 'refused' }
  }
  // §5.2: invalid_client and the like are 400 or 401; behind an API gateway also 403.
  return status === 400 || status === 401 || status === 403 ? { kind: 'refused' } : { kind: 'none' }
}

/** A number, or a text that is one. */
function lifetime(value: unknown): number {
  const seconds = typeof value === 'number' || (typeof value === 'string' && value !== '') ? Number(value) : 0
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, longestSeconds) : 0
}

function parse(body: Buffer): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(body.toString('utf8').replace(/^\uFEFF/, ''))
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
  } catch {
    // No token: the status says why.
    return undefined
  }
}
