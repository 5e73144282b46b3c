import { randomUUID } from 'node:crypto'
import { uuidv7 } from 'uuidv7'
import type { Database, Transaction } from './database.ts'
import type { Seal } from './seal.ts'

/** What a link leads to. */
export interface LinkTarget {
  /** At the agency's own store. */
  readonly address: string
  readonly name: string
}

export interface NewLink extends LinkTarget {
  /** Where in the dossier it stands, as a JSON pointer. */
  readonly pointer: string
  /** The platform that is told. */
  readonly adapter: string
  readonly dossier: string
  /** The adapter of the agency's store. */
  readonly store: string
  readonly expiresAt: Date
}

export interface FileLink extends LinkTarget {
  readonly id: string
  readonly store: string
  readonly revoked: boolean
}

export interface FetchEnd {
  readonly outcome: string
  readonly status: number | undefined
  readonly bytes: number
}

/** Links to papers at agencies' own stores, and which keys sign them; every opening is written down. */
export class FileLinks {
  readonly #database: Database
  readonly #seal: Seal

  constructor(database: Database, seal: Seal) {
    this.#database = database
    this.#seal = seal
  }

  /**
   * The link of each address, made where there is none yet; it lasts as long as the token that lasts longest. Committed
   * when this resolves.
   *
   * @returns ids, in order
   */
  async publish(links: readonly NewLink[]): Promise<string[]> {
    const now = new Date()
    return this.#database.transaction(async tx => {
      const ids: string[] = []
      for (const { adapter, dossier, store, address, name, pointer, expiresAt } of links) {
        const id = randomUUID()
        const body = this.#seal.close(sealed(id), JSON.stringify({ address, name } satisfies LinkTarget))
        const [row] = await tx.query<{ id: string }>({
          name: 'file-link-publish',
          text: `INSERT INTO file_links (id, adapter, dossier, store, digest, body, created_at, expires_at, pointer)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
                 ON CONFLICT (dossier, adapter, digest) WHERE revoked_at IS NULL
                 DO UPDATE SET expires_at = greatest(file_links.expires_at, excluded.expires_at), store = excluded.store,
                               pointer = excluded.pointer
                 RETURNING id`,
          values: [id, adapter, dossier, store, this.#digest(address), body, now, expiresAt, pointer],
        })
        ids.push(row?.id ?? id)
      }
      return ids
    })
  }

  /** @throws Fault `seal-broken` */
  async find(id: string): Promise<FileLink | undefined> {
    const [row] = await this.#database.query<{ store: string; body: Buffer; revoked: boolean }>({
      name: 'file-link-find',
      text: `SELECT store, body, revoked_at IS NOT NULL AS revoked FROM file_links WHERE id = $1 AND body <> ''`,
      values: [id],
    })
    if (row === undefined) return undefined
    const { store, revoked, body } = row
    return { id, store, revoked, ...(JSON.parse(this.#seal.open(sealed(id), body)) as LinkTarget) }
  }

  /** The platform has taken a version of the dossier that names these addresses and no others. */
  async keepOnly(tx: Transaction, adapter: string, dossier: string, addresses: readonly string[]) {
    await tx.query({
      name: 'file-links-keep',
      text: `UPDATE file_links SET revoked_at = now()
             WHERE adapter = $1 AND dossier = $2 AND revoked_at IS NULL AND digest <> ALL ($3)`,
      values: [adapter, dossier, addresses.map(address => this.#digest(address))],
    })
  }

  /** @returns how many were void from then on */
  async revoke(dossier: string): Promise<number> {
    const rows = await this.#database.query({
      text: 'UPDATE file_links SET revoked_at = now() WHERE dossier = $1 AND revoked_at IS NULL RETURNING id',
      values: [dossier],
    })
    return rows.length
  }

  /** Written before the store is called. @returns the fetch's id */
  async begin(link: string): Promise<string> {
    const id = uuidv7()
    await this.#database.query({
      name: 'file-fetch-begin',
      text: 'INSERT INTO file_fetches (id, link, at) VALUES ($1, $2, now())',
      values: [id, link],
    })
    return id
  }

  async end(fetch: string, { outcome, status, bytes }: FetchEnd): Promise<void> {
    await this.#database.query({
      name: 'file-fetch-end',
      text: 'UPDATE file_fetches SET ended_at = now(), outcome = $2, status = $3, bytes = $4 WHERE id = $1',
      values: [fetch, outcome, status ?? null, bytes],
    })
  }

  /** Generations of keys that count, the newest first. */
  async generations(): Promise<number[]> {
    const rows = await this.#database.query<{ generation: number }>({
      name: 'file-generations',
      text: 'SELECT generation FROM file_key_generations WHERE revoked_at IS NULL ORDER BY generation DESC',
    })
    return rows.map(({ generation }) => generation)
  }

  /** A new key signs. @param revoke whether what older ones have signed is void @returns its generation */
  async rotate(revoke: boolean): Promise<number> {
    return this.#database.transaction(async tx => {
      await tx.query('LOCK TABLE file_key_generations IN SHARE ROW EXCLUSIVE MODE')
      const [row] = await tx.query<{ generation: number }>(
        `INSERT INTO file_key_generations SELECT max(generation) + 1, now(), NULL FROM file_key_generations
         RETURNING generation`,
      )
      const generation = row?.generation ?? 0
      if (revoke)
        await tx.query({
          text: 'UPDATE file_key_generations SET revoked_at = now() WHERE generation < $1 AND revoked_at IS NULL',
          values: [generation],
        })
      return generation
    })
  }

  /**
   * Openings stay on record for two years. A link that nothing can open any more forgets where it led; which dossier it
   * belonged to it tells for as long as an opening of it is on record.
   */
  async clear(): Promise<void> {
    await this.#database.query(`DELETE FROM file_fetches WHERE at < now() - interval '2 years'`)
    await this.#database.query(`DELETE FROM file_links l WHERE expires_at < now() - interval '30 days'
      AND NOT EXISTS (SELECT FROM file_fetches f WHERE f.link = l.id)`)
    await this.#database.query(`UPDATE file_links SET body = '', revoked_at = coalesce(revoked_at, now())
      WHERE expires_at < now() - interval '30 days' AND body <> ''`)
  }

  #digest(address: string): Buffer {
    return this.#seal.digest(`file ${address}`)
  }
}

const sealed = (id: string) => `file-link ${id}`
