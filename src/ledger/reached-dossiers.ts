import type { Database, Transaction } from './database.ts'

/** A place in the order in which dossiers changed. */
export interface Place {
  readonly at: Date
  readonly code: string
}

/** A dossier that has got somewhere since, with what has been told of it already. */
export interface ReachedDossier {
  readonly code: string
  readonly agency: string
  readonly channel: string
  readonly status: string
  readonly content_message: string
  /** Sealed. */
  readonly body: Buffer
  readonly updated_at: Date
  /** When its steps say that it was accepted, and completed. */
  readonly accepted_at: Date | null
  readonly completed_at: Date | null
  /** Points of which its citizen has been told, or is going to be. */
  readonly told: readonly string[]
}

const columns = `d.code, d.agency, d.channel, d.status, d.content_message, m.body, d.updated_at,
  (SELECT max(s.at) FROM steps s WHERE s.dossier_code = d.code AND s.status = 'accepted') AS accepted_at,
  (SELECT max(s.at) FROM steps s WHERE s.dossier_code = d.code AND s.status = 'completed') AS completed_at,
  ARRAY(SELECT n.event FROM notifications n WHERE n.dossier = d.code AND n.event IS NOT NULL) AS told`

const reached = ['accepted', 'processing', 'supplement', 'payment', 'completed', 'returned']

/** Reads along with what is accepted, from places of its own, without costing the accepting anything. */
export class ReachedDossiers {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  async find(tx: Transaction, code: string): Promise<ReachedDossier | undefined> {
    const [row] = await tx.query<ReachedDossier>({
      name: 'notification-dossier',
      text: `SELECT ${columns} FROM dossiers d JOIN messages m ON m.id = d.content_message WHERE d.code = $1`,
      values: [code],
    })
    return row
  }

  /** Dossiers that changed after a place and not after an instant, oldest change first; index dossiers_recent. */
  between(after: Place, until: Date, most: number): Promise<ReachedDossier[]> {
    return this.#database.query<ReachedDossier>({
      name: 'notification-reached',
      text: `SELECT ${columns} FROM dossiers d JOIN messages m ON m.id = d.content_message
             WHERE (d.updated_at, d.code) > ($1, $2) AND d.updated_at <= $3
               AND d.status = ANY ($4) AND d.withheld IS DISTINCT FROM 'child-dossier'
             ORDER BY d.updated_at, d.code LIMIT $5`,
      values: [after.at, after.code, until, reached, most],
    })
  }
}
