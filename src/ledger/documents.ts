import type { Database, Transaction } from './database.ts'

export interface DocumentRecord {
  readonly id: string
  readonly adapter: string
  readonly remote_id: string
  readonly kind: 'document' | 'status' | 'unreadable'
  readonly agency: string
  /** Sealed under `document <id>`. */
  readonly body: Buffer
  readonly at: Date
}

/** What axes must still be told that we have it. */
export type Unacknowledged = Pick<DocumentRecord, 'id' | 'remote_id' | 'kind'>

/** What other agencies sent. */
export class DocumentStore {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** @returns false when it is here already. */
  async add(tx: Transaction, record: DocumentRecord): Promise<boolean> {
    const rows = await tx.query({
      name: 'document-add',
      text: `INSERT INTO documents (id, adapter, remote_id, kind, agency, body, at) VALUES ($1, $2, $3, $4, $5, $6, $7)
             ON CONFLICT (adapter, remote_id) DO NOTHING RETURNING id`,
      values: [
        record.id,
        record.adapter,
        record.remote_id,
        record.kind,
        record.agency,
        record.body,
        record.at,
      ],
    })
    return rows.length > 0
  }

  /** Which of these are here; unique index of (adapter, remote_id). */
  async known(adapter: string, remoteIds: readonly string[]): Promise<Set<string>> {
    const rows = await this.#database.query<{ remote_id: string }>({
      name: 'documents-known',
      text: 'SELECT remote_id FROM documents WHERE adapter = $1 AND remote_id = ANY ($2)',
      values: [adapter, remoteIds],
    })
    return new Set(rows.map(({ remote_id }) => remote_id))
  }

  async find(id: string): Promise<DocumentRecord | undefined> {
    const [row] = await this.#database.query<DocumentRecord>({
      name: 'document-find',
      text: 'SELECT id, adapter, remote_id, kind, agency, body, at FROM documents WHERE id = $1',
      values: [id],
    })
    return row
  }

  /** Oldest first; index documents_unacknowledged. */
  async unacknowledged(adapter: string, limit: number): Promise<Unacknowledged[]> {
    return this.#database.query<Unacknowledged>({
      name: 'documents-unacknowledged',
      text: `SELECT id, remote_id, kind FROM documents WHERE adapter = $1 AND acknowledged IS NULL ORDER BY id LIMIT $2`,
      values: [adapter, limit],
    })
  }

  async acknowledge(id: string, at: Date): Promise<void> {
    await this.#database.query({
      name: 'document-acknowledge',
      text: 'UPDATE documents SET acknowledged = $2 WHERE id = $1 AND acknowledged IS NULL',
      values: [id, at],
    })
  }
}
