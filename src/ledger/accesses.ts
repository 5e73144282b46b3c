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
/** Two batches under way keep the disk busy while the next one gathers. */
const flights = 2

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
      flights,
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
      flights,
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
      text: `INSERT INTO accesses (id, at, client_id, client_address, correlation_id, operation, verdict, unit, officer,
               officer_key, procedure, service, dossier, subject_key, subject_month, sealed, adapter, adapter_version, fields, flags)
             SELECT id, at, client_id, client_address, correlation_id, operation, verdict, unit, officer, officer_key,
               procedure, service, dossier, subject_key, subject_month, sealed, adapter, adapter_version,
               string_to_array(fields, ' '), string_to_array(flags, ' ')
             FROM unnest($1::uuid[], $2::timestamptz[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
               $9::text[], $10::bytea[], $11::text[], $12::text[], $13::text[], $14::bytea[], $15::text[], $16::bytea[],
               $17::text[], $18::text[], $19::text[], $20::text[])
               AS row (id, at, client_id, client_address, correlation_id, operation, verdict, unit, officer, officer_key,
                 procedure, service, dossier, subject_key, subject_month, sealed, adapter, adapter_version, fields, flags)`,
      values: columns(items, [
        item => item.id,
        item => item.at,
        item => item.client,
        item => item.clientAddress,
        item => item.correlationId,
        item => item.operation,
        item => item.verdict,
        item => item.unit,
        item => item.officer,
        item => item.officerKey,
        item => item.procedure,
        item => item.service,
        item => item.dossier,
        item => item.subject?.key,
        item => item.subject?.month,
        item => item.sealed,
        item => item.adapter?.id,
        item => item.adapter?.version,
        item => item.fields.join(' '),
        item => item.flags.join(' '),
      ]),
    })
    return done(items)
  }

  async #conclude(items: readonly AccessResult[]): Promise<PromiseSettledResult<void>[]> {
    await this.#database.query({
      name: 'access-conclude',
      text: `INSERT INTO access_results (access_id, at, result, rule, released, http_status, duration_ms, evidence)
             SELECT access_id, at, result, rule, string_to_array(released, ' '), http_status, duration_ms, evidence
             FROM unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::integer[], $7::integer[], $8::jsonb[])
               AS row (access_id, at, result, rule, released, http_status, duration_ms, evidence)`,
      values: columns(items, [
        item => item.access,
        item => item.at,
        item => item.result,
        item => item.rule,
        item => item.released.join(' '),
        item => item.httpStatus,
        item => item.durationMs,
        item => (item.evidence === undefined ? undefined : JSON.stringify(item.evidence)),
      ]),
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

function columns<Item>(items: readonly Item[], readers: readonly ((item: Item) => unknown)[]): unknown[][] {
  return readers.map(read => items.map(item => read(item) ?? null))
}

function done(items: readonly unknown[]): PromiseSettledResult<void>[] {
  return items.map(() => ({ status: 'fulfilled', value: undefined }))
}
