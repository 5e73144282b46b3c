import type { Database } from './database.ts'
import type { Seal } from './seal.ts'

export interface Grant {
  readonly refresh: string
  readonly access: string
  readonly expiresAt: Date
}

export interface GrantRow {
  readonly adapter: string
  readonly renewed_at: Date | null
  readonly attempted_at: Date | null
  readonly refused_at: Date | null
}

/**
 * Refresh tokens that are good for one use, sealed, for all processes of the ledger. The row is locked for as long as a
 * renewal lasts: who comes second finds the new token, and no token is used twice.
 */
export class Grants {
  readonly #database: Database
  readonly #seal: Seal

  constructor(database: Database, seal: Seal) {
    this.#database = database
    this.#seal = seal
  }

  /** @throws Fault `ledger-unavailable`, `seal-broken` */
  async get(key: string): Promise<Grant | undefined> {
    const [row] = await this.#database.query<{ sealed: Buffer | null }>({
      name: 'grant',
      text: 'SELECT sealed FROM grants WHERE key = $1',
      values: [key],
    })
    return this.#open(key, row?.sealed)
  }

  /**
   * That a refresh token is about to be used is committed before `renew` is called, and stays on record until what it
   * brought is kept: a process that dies in between, or an answer that is lost, is seen.
   *
   * @throws Fault as `get`, and what `renew` throws; then nothing else is changed.
   */
  async renew(
    key: string,
    renew: (kept: Grant | undefined) => Promise<Grant | 'refused' | undefined>,
    adapter?: string,
  ): Promise<void> {
    await this.#database.query({
      text: `INSERT INTO grants AS g (key, adapter, attempted_at) VALUES ($1, $2, $3)
             ON CONFLICT (key) DO UPDATE SET adapter = coalesce($2, g.adapter), attempted_at = coalesce(g.attempted_at, $3)`,
      values: [key, adapter ?? null, new Date()],
    })
    await this.#database.transaction(async transaction => {
      const [row] = await transaction.query<{ sealed: Buffer | null }>({
        text: 'SELECT sealed FROM grants WHERE key = $1 FOR UPDATE',
        values: [key],
      })
      const next = await renew(this.#open(key, row?.sealed))
      if (next === undefined) return
      if (next === 'refused') {
        await transaction.query({
          text: 'UPDATE grants SET refused_at = coalesce(refused_at, $2), attempted_at = NULL WHERE key = $1',
          values: [key, new Date()],
        })
        return
      }
      const sealed = this.#seal.close(label(key), JSON.stringify(next))
      await transaction.query({
        text: 'UPDATE grants SET sealed = $2, renewed_at = $3, attempted_at = NULL, refused_at = NULL WHERE key = $1',
        values: [key, sealed, new Date()],
      })
    })
  }

  /** The chain of each adapter that was used last. */
  newest(): Promise<GrantRow[]> {
    return this.#database.query<GrantRow & Record<string, unknown>>(
      `SELECT DISTINCT ON (adapter) adapter, renewed_at, attempted_at, refused_at FROM grants WHERE adapter IS NOT NULL
       ORDER BY adapter, greatest(renewed_at, attempted_at, refused_at) DESC NULLS LAST`,
    )
  }

  /** A new chain begins: what became of the ones before no longer matters. */
  async forgive(adapter: string): Promise<void> {
    await this.#database.query({
      text: 'UPDATE grants SET refused_at = NULL, attempted_at = NULL WHERE adapter = $1',
      values: [adapter],
    })
  }

  #open(key: string, sealed: Buffer | null | undefined): Grant | undefined {
    if (sealed === null || sealed === undefined) return undefined
    const { refresh, access, expiresAt } = JSON.parse(this.#seal.open(label(key), sealed))
    return { refresh, access, expiresAt: new Date(expiresAt) }
  }
}

const label = (key: string) => `grant ${key}`
