import type { Queryable } from './database.ts'

export interface AccessRecord {
  readonly id: string
  readonly at: Date
  readonly client: string
  readonly clientAddress: string
  readonly correlationId: string
  readonly operation: string
  readonly verdict: string
  readonly unit: string | null
  readonly officer: string | null
  readonly procedure: string | null
  readonly service: string | null
  readonly dossier: string | null
  readonly adapter: string | null
  readonly adapterVersion: string | null
  readonly fields: readonly string[]
  readonly flags: readonly string[]
  /** The same person within a month has the same one; says nothing else about who it is. */
  readonly subject: string | null
  /** Null: not known, the process ended before. */
  readonly result: string | null
  readonly rule: string | null
  readonly released: readonly string[] | null
  readonly httpStatus: number | null
  readonly durationMs: number | null
  readonly evidence: Readonly<Record<string, string>> | null
}

export interface AccessFilter {
  readonly officer?: string
  readonly unit?: string
  readonly procedure?: string
  readonly dossier?: string
  readonly flagged?: boolean
  readonly since?: Date
  readonly before?: Date
  /** Id of the last row of the page before. */
  readonly after?: string
  readonly limit: number
}

const columns = `a.id, a.at, a.client_id AS client, a.client_address AS "clientAddress", a.correlation_id AS "correlationId",
  a.operation, a.verdict, a.unit, a.officer, a.procedure, a.service, a.dossier, a.adapter,
  a.adapter_version AS "adapterVersion", a.fields, a.flags,
  a.subject_month || '-' || left(encode(a.subject_key, 'hex'), 16) AS subject,
  r.result, r.rule, r.released, r.http_status AS "httpStatus", r.duration_ms AS "durationMs", r.evidence`

/** The access record's reading side. Nothing that it gives is a person's number or name. */
export class AccessRecords {
  readonly #database: Queryable

  constructor(database: Queryable) {
    this.#database = database
  }

  /** Newest first, by id (UUIDv7: time of asking). */
  list(filter: AccessFilter): Promise<AccessRecord[]> {
    return this.#database.query<AccessRecord>({
      text: `SELECT ${columns} FROM accesses a LEFT JOIN access_results r ON r.access_id = a.id
        WHERE ($1::text IS NULL OR a.officer = $1) AND ($2::text IS NULL OR a.unit = $2)
          AND ($3::text IS NULL OR a.procedure = $3) AND ($4::text IS NULL OR a.dossier = $4)
          AND (NOT $5 OR a.flags <> '{}') AND ($6::timestamptz IS NULL OR a.at >= $6)
          AND ($7::timestamptz IS NULL OR a.at < $7) AND ($8::uuid IS NULL OR a.id < $8)
        ORDER BY a.id DESC LIMIT $9`,
      values: [
        filter.officer ?? null,
        filter.unit ?? null,
        filter.procedure ?? null,
        filter.dossier ?? null,
        filter.flagged ?? false,
        filter.since ?? null,
        filter.before ?? null,
        filter.after ?? null,
        filter.limit,
      ],
    })
  }

  /** Months of which there are records, for keys that rotate by the month. */
  async months(): Promise<string[]> {
    const rows = await this.#database.query<{ month: string }>(
      'SELECT DISTINCT subject_month AS month FROM accesses WHERE subject_month IS NOT NULL ORDER BY 1',
    )
    return rows.map(({ month }) => month)
  }

  /** Everything asked about one person; a key for each month. Index accesses_subject. */
  about(keys: readonly { readonly month: string; readonly key: Buffer }[]): Promise<AccessRecord[]> {
    return this.#database.query<AccessRecord>({
      text: `SELECT ${columns} FROM accesses a LEFT JOIN access_results r ON r.access_id = a.id
        JOIN unnest($1::text[], $2::bytea[]) AS asked (month, key) ON a.subject_month = month AND a.subject_key = key
        ORDER BY a.id`,
      values: [keys.map(({ month }) => month), keys.map(({ key }) => key)],
    })
  }
}
