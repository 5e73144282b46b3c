export interface StoredToken {
  readonly value: string
  readonly expiresAt: Date
}

/**
 * Where sessions are kept between calls. The host may share one across processes. Values are secrets. An implementation
 * must not reject: a session that cannot be read is one that is not there, and the adapter logs in.
 */
export interface TokenStore {
  get(key: string): Promise<StoredToken | undefined>
  /** What `get` would give without looking anywhere else than in this process. */
  peek?(key: string): StoredToken | undefined
  put(key: string, token: StoredToken): Promise<void>
  /** Forgets the token under this key if it still is `value`; a newer one stays. */
  drop(key: string, value: string): Promise<void>
}

/** Tokens of this process only. */
export function memoryTokens(): TokenStore {
  const tokens = new Map<string, StoredToken>()
  return {
    async get(key) {
      return tokens.get(key)
    },
    peek: key => tokens.get(key),
    async put(key, token) {
      tokens.set(key, token)
    },
    async drop(key, value) {
      if (tokens.get(key)?.value === value) tokens.delete(key)
    },
  }
}
