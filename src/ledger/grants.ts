import type { Database } from './database.ts'
import type { Seal } from './seal.ts'

export interface Grant {
  readonly refresh: string
  readonly access: string
  readonly expiresAt: Date
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

  /** @throws Fault as `get`, and what `renew` throws; then nothing is changed. */
  async renew(key: string, renew: (kept: Grant | undefined) => Promise<Grant | undefined>): Promise<void> {
    await this.#database.query({
      text: 'INSERT INTO grants (key) VALUES ($1) ON CONFLICT DO NOTHING',
      values: [key],
    })
    await this.#database.transaction(async transaction => {
      const [row] = await transaction.query<{ sealed: Buffer | null }>({
        text: 'SELECT sealed FROM grants WHERE key = $1 FOR UPDATE',
        values: [key],
      })
      const next = await renew(this.#open(key, row?.sealed))
      if (next === undefined) return
      const sealed = this.#seal.close(label(key), JSON.stringify(next))
      await transaction.query({
        text: 'UPDATE grants SET sealed = $2, renewed_at = $3 WHERE key = $1',
        values: [key, sealed, new Date()],
      })
    })
  }

  #open(key: string, sealed: Buffer | null | undefined): Grant | undefined {
    if (sealed === null || sealed === undefined) return undefined
    const { refresh, access, expiresAt } = JSON.parse(this.#seal.open(label(key), sealed))
    return { refresh, access, expiresAt: new Date(expiresAt) }
  }
}

const label = (key: string) => `grant ${key}`
