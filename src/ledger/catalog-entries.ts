import type { Database, Transaction } from './database.ts'

export interface PulledEntry {
  readonly code: string
  readonly title: string
  readonly data: Readonly<Record<string, unknown>>
}

export interface CatalogEntryRow extends PulledEntry {
  /** First day on which it was seen like this, `2026-11-23`. */
  readonly valid_from: string
  readonly valid_to: string | null
}

export interface CatalogPull {
  readonly name: string
  readonly adapter: string
  readonly list: string
  readonly pulled_at: Date
  readonly entries: number
}

export interface Change {
  readonly added: number
  readonly changed: number
  readonly ended: number
}

/** A list that has lost more than half of its entries is taken for a fault of the platform's, not for news. */
const leastShare = 0.5

const incoming = 'incoming AS (SELECT * FROM jsonb_to_recordset($3) AS r (code text, title text, data jsonb))'

/** Lists of platforms with the days on which each entry was seen. */
export class CatalogEntries {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /**
   * Takes over a whole list as it stands today. An entry that has changed ends yesterday and begins anew.
   *
   * @param day today in Vietnam
   * @returns undefined when the list has shrunk so much that it is not believed: then nothing is written
   */
  async take(
    { name, adapter, list }: Pick<CatalogPull, 'name' | 'adapter' | 'list'>,
    entries: readonly PulledEntry[],
    day: string,
    now: Date,
  ): Promise<Change | undefined> {
    return this.#database.transaction(async tx => {
      await tx.query({ text: 'SELECT pg_advisory_xact_lock(hashtextextended($1, 12))', values: [name] })
      const [{ open = 0 } = {}] = await tx.query<{ open: number }>({
        text: 'SELECT count(*)::int AS open FROM catalog_entries WHERE name = $1 AND valid_to IS NULL',
        values: [name],
      })
      if (entries.length < open * leastShare) return undefined
      await tx.query({
        text: `INSERT INTO catalog_pulls (name, adapter, list, pulled_at, entries) VALUES ($1, $2, $3, $4, $5)
               ON CONFLICT (name) DO UPDATE SET pulled_at = excluded.pulled_at, entries = excluded.entries`,
        values: [name, adapter, list, now, entries.length],
      })
      return write(tx, [name, day, JSON.stringify(entries)])
    })
  }

  async pulls(): Promise<CatalogPull[]> {
    return this.#database.query<CatalogPull>('SELECT * FROM catalog_pulls ORDER BY name')
  }

  /** Valid on a day, by code; walks the primary key. */
  async page(name: string, day: string, after: string, limit: number): Promise<CatalogEntryRow[]> {
    return this.#database.query<CatalogEntryRow>({
      name: 'catalog-page',
      text: `SELECT code, title, data, valid_from::text, valid_to::text FROM catalog_entries
             WHERE name = $1 AND code > $3 AND valid_from <= $2::date AND (valid_to IS NULL OR valid_to >= $2::date)
             ORDER BY code LIMIT $4`,
      values: [name, day, after, limit],
    })
  }

  /** All that stand in the list now. */
  async open(name: string): Promise<PulledEntry[]> {
    return this.#database.query<PulledEntry>({
      text: 'SELECT code, title, data FROM catalog_entries WHERE name = $1 AND valid_to IS NULL ORDER BY code',
      values: [name],
    })
  }
}

/** Several statements, since the parts of one would not see each other's work. @param values name, day, entries */
async function write(tx: Transaction, values: readonly [string, string, string]): Promise<Change> {
  const run = async (text: string) =>
    (await tx.query({ text: `WITH ${text} RETURNING 1`, values: [...values] })).length
  // What was seen today for the first time and is gone again, or is otherwise again, was never valid for a whole day.
  const gone = await run(`${incoming} DELETE FROM catalog_entries e
    WHERE e.name = $1 AND e.valid_to IS NULL AND e.valid_from >= $2::date
      AND NOT EXISTS (SELECT FROM incoming i WHERE i.code = e.code)`)
  const mended =
    await run(`${incoming} UPDATE catalog_entries e SET title = i.title, data = i.data FROM incoming i
    WHERE e.name = $1 AND e.valid_to IS NULL AND e.valid_from >= $2::date AND i.code = e.code
      AND (e.title, e.data) IS DISTINCT FROM (i.title, i.data)`)
  const ended = await run(`${incoming} UPDATE catalog_entries e SET valid_to = $2::date - 1
    WHERE e.name = $1 AND e.valid_to IS NULL AND e.valid_from < $2::date
      AND NOT EXISTS (SELECT FROM incoming i WHERE i.code = e.code)`)
  const changed = await run(`${incoming} UPDATE catalog_entries e SET valid_to = $2::date - 1 FROM incoming i
    WHERE e.name = $1 AND e.valid_to IS NULL AND e.valid_from < $2::date AND i.code = e.code
      AND (e.title, e.data) IS DISTINCT FROM (i.title, i.data)`)
  const written = await run(`${incoming} INSERT INTO catalog_entries (name, code, valid_from, title, data)
    SELECT $1, i.code, $2::date, i.title, i.data FROM incoming i
    WHERE NOT EXISTS (
      SELECT FROM catalog_entries e WHERE e.name = $1 AND e.code = i.code AND e.valid_to IS NULL)`)
  return { added: written - changed, changed: changed + mended, ended: ended + gone }
}
