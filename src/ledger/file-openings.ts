import type { Queryable } from './database.ts'

/** One time that a platform's link to a paper was opened. Holds no name, no address and no token. */
export interface FileOpening {
  readonly id: string
  readonly at: Date
  readonly dossier: string
  /** Where in the dossier the paper stands, as it was last sent to that platform; null: sent by an earlier version. */
  readonly pointer: string | null
  /** The platform that was told the link. Whoever it passed the link on to opens it just as well. */
  readonly adapter: string
  /** The adapter of the agency's store. */
  readonly store: string
  /** Null: it is under way, or the process died over it. */
  readonly endedAt: Date | null
  /** Rule of the store's adapter (`opened` is the good one), a code of the error catalogue, or `abandoned`. */
  readonly outcome: string | null
  /** HTTP, of the store. */
  readonly status: number | null
  /** That were passed on. */
  readonly bytes: number | null
}

export interface FileOpeningFilter {
  readonly dossier?: string
  readonly adapter?: string
  readonly since?: Date
  readonly before?: Date
  /** Id of the last row of the page before. */
  readonly after?: string
  readonly limit: number
}

/** The record of openings, for whoever reads it. */
export class FileOpenings {
  readonly #database: Queryable

  constructor(database: Queryable) {
    this.#database = database
  }

  /**
   * Newest first, by id (UUIDv7: time of opening). Of a dossier: indexes file_links_dossier and file_fetches_link; else
   * the primary key is walked backwards.
   */
  list({ dossier, adapter, since, before, after, limit }: FileOpeningFilter): Promise<FileOpening[]> {
    return this.#database.query<FileOpening>({
      text: `SELECT f.id, f.at, l.dossier, l.pointer, l.adapter, l.store, f.ended_at AS "endedAt", f.outcome, f.status,
          f.bytes::float8 AS bytes
        FROM file_fetches f JOIN file_links l ON l.id = f.link
        WHERE ($1::text IS NULL OR f.link = ANY (ARRAY(SELECT id FROM file_links WHERE dossier = $1)))
          AND ($2::text IS NULL OR l.adapter = $2) AND ($3::timestamptz IS NULL OR f.at >= $3)
          AND ($4::timestamptz IS NULL OR f.at < $4) AND ($5::uuid IS NULL OR f.id < $5)
        ORDER BY f.id DESC LIMIT $6`,
      values: [dossier ?? null, adapter ?? null, since ?? null, before ?? null, after ?? null, limit],
    })
  }
}
