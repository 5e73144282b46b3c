/** An account's way in whose refresh token is replaced each time that it is used. All of it is secret. */
export interface StoredGrant {
  readonly refresh: string
  readonly access: string
  readonly expiresAt: Date
}

/**
 * Where such grants are kept. A refresh token that is used and then lost locks the account out until a person logs in
 * again: the host keeps them durably, and shares them between its processes.
 */
export interface GrantStore {
  get(key: string): Promise<StoredGrant | undefined>
  /**
   * Hands over what is kept while nobody else, in whatever process, can be handed it for renewal, and has committed
   * what `renew` gives before it resolves. Undefined: nobody knows what became of it, nothing is changed. `refused`: the
   * platform takes the token no longer, which the host tells its admins.
   *
   * @param adapter whose chain it is
   */
  renew(
    key: string,
    renew: (kept: StoredGrant | undefined) => Promise<StoredGrant | 'refused' | undefined>,
    adapter?: string,
  ): Promise<void>
}

/** Grants of this process only: for tests and for the conformance kit. */
export function memoryGrants(): GrantStore {
  const grants = new Map<string, StoredGrant>()
  let last: Promise<unknown> = Promise.resolve()
  return {
    async get(key) {
      return grants.get(key)
    },
    renew(key, renew) {
      const turn = last.then(async () => {
        const next = await renew(grants.get(key))
        if (next !== undefined && next !== 'refused') grants.set(key, next)
      })
      last = turn.catch(() => undefined)
      return turn
    },
  }
}
