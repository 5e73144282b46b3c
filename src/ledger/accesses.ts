import type { Database } from './database.ts'
import { GroupCommit } from './group-commit.ts'

/** One attempt to ask about a person, as it is kept before anything leaves. */
export interface Access {
  /** UUIDv7. */
  readonly id: string
  readonly at: Date
  readonly client: string
  readonly clientAddress: string
  readonly correlationId: string
  readonly operation: string
  /** `asked`, or the code of the error by which it was refused. */
  readonly verdict: string
  readonly unit?: string | undefined
  readonly officer?: string | undefined
  readonly officerKey?: Buffer | undefined
  readonly procedure?: string | undefined
  readonly service?: string | undefined
  readonly dossier?: string | undefined
  readonly subject?: { readonly key: Buffer; readonly month: string } | undefined
  readonly sealed: Buffer
  readonly adapter?: { readonly id: string; readonly version: string } | undefined
  readonly fields: readonly string[]
  readonly flags: readonly string[]
}

/** What came of it. */
export interface AccessResult {
  readonly access: string
  readonly at: Date
  readonly result: string
  readonly rule: string
  readonly released: readonly string[]
  readonly httpStatus?: number | undefined
  readonly durationMs: number
  readonly evidence?: object | undefined
}

/** A dossier as far as a question about one of its people must know it. */
export interface DossierAtHand {
  readonly code: string
  readonly agency: string
  readonly status: string
  readonly content_message: string
  /** Sealed. */
  readonly body: Buffer
}

const most = 200

/** The access record's writing side. What arrives together shares one statement and so one commit. */
export class Accesses {
  readonly #database: Database
  readonly #records: GroupCommit<Access, void>
  readonly #results: GroupCommit<AccessResult, void>
  readonly #dossiers: GroupCommit<{ code: string; turn: number }, DossierAtHand | undefined>
  #turn = 0

  constructor(database: Database) {
    this.#database = database
    this.#records = new GroupCommit({
      flush: items => this.#insert(items),
      keyOf: ({ id }) => id,
      most,
    })
    this.#results = new GroupCommit({
      flush: items => this.#conclude(items),
      keyOf: ({ access }) => access,
      most,
      // Nobody waits for these.
      paceMs: 20,
    })
    this.#dossiers = new GroupCommit({
      flush: items => this.#read(items.map(({ code }) => code)),
      keyOf: ({ turn }) => String(turn),
      most,
    })
  }

  /** Resolves after the commit: only then may a call leave. @throws Fault `ledger-unavailable` */
  record(access: Access): Promise<void> {
    return this.#records.submit(access)
  }

  /** @throws Fault `ledger-unavailable` */
  conclude(result: AccessResult): Promise<void> {
    return this.#results.submit(result)
  }

  /** @throws Fault `ledger-unavailable` */
  dossier(code: string): Promise<DossierAtHand | undefined> {
    return this.#dossiers.submit({ code, turn: this.#turn++ })
  }

  /** Resolves when everything is written. */
  async idle(): Promise<void> {
    await Promise.all([this.#records.idle(), this.#results.idle()])
  }

  async #insert(items: readonly Access[]): Promise<PromiseSettledResult<void>[]> {
    await this.#database.query({
      name: 'access-record',
      // One text for the whole batch: twenty arrays would take the client longer than everything else of a question.
      text: `INSERT INTO accesses (id, at, client_id, client_address, correlation_id, operation, verdict, unit, officer,
               officer_key, procedure, service, dossier, subject_key, subject_month, sealed, adapter, adapter_version, fields, flags)
             SELECT id, at, client, "clientAddress", "correlationId", operation, verdict, unit, officer,
               decode("officerKey", 'base64'), procedure, service, dossier, decode("subjectKey", 'base64'), "subjectMonth",
               decode(sealed, 'base64'), adapter, "adapterVersion", fields, flags
             FROM json_to_recordset($1) AS row (id uuid, at timestamptz, client uuid, "clientAddress" text,
               "correlationId" text, operation text, verdict text, unit text, officer text, "officerKey" text, procedure text,
               service text, dossier text, "subjectKey" text, "subjectMonth" text, sealed text, adapter text,
               "adapterVersion" text, fields text[], flags text[])`,
      values: [JSON.stringify(items.map(rowOf))],
    })
    return done(items)
  }

  async #conclude(items: readonly AccessResult[]): Promise<PromiseSettledResult<void>[]> {
    await this.#database.query({
      name: 'access-conclude',
      text: `INSERT INTO access_results (access_id, at, result, rule, released, http_status, duration_ms, evidence)
             SELECT access, at, result, rule, released, "httpStatus", "durationMs", evidence
             FROM json_to_recordset($1) AS row (access uuid, at timestamptz, result text, rule text, released text[],
               "httpStatus" integer, "durationMs" integer, evidence jsonb)`,
      values: [JSON.stringify(items)],
    })
    return done(items)
  }

  async #read(codes: readonly string[]): Promise<PromiseSettledResult<DossierAtHand | undefined>[]> {
    const rows = await this.#database.query<DossierAtHand>({
      name: 'dossiers-at-hand',
      text: `SELECT d.code, d.agency, d.status, d.content_message, m.body
             FROM dossiers d JOIN messages m ON m.id = d.content_message WHERE d.code = ANY ($1)`,
      values: [[...new Set(codes)]],
    })
    const found = new Map(rows.map(row => [row.code, row]))
    return codes.map(code => ({ status: 'fulfilled', value: found.get(code) }))
  }
}

function rowOf({ officerKey, subject, sealed, adapter, ...rest }: Access): object {
  return {
    ...rest,
    officerKey: officerKey?.toString('base64'),
    subjectKey: subject?.key.toString('base64'),
    subjectMonth: subject?.month,
    sealed: sealed.toString('base64'),
    adapter: adapter?.id,
    adapterVersion: adapter?.version,
  }
}

function done(items: readonly unknown[]): PromiseSettledResult<void>[] {
  return items.map(() => ({ status: 'fulfilled', value: undefined }))
}
