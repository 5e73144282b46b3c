import { ArrayColumns } from './array-columns.ts'
import type { Database } from './database.ts'
import { GroupCommit } from './group-commit.ts'
import { statement } from './sql.ts'

/**
 * One attempt to ask about a person, as it is kept before anything leaves. What is sealed and hashed is made when its group
 * is written: twenty in a row cost the processor a third of twenty apart.
 */
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
  readonly subject?: { readonly key: () => Buffer; readonly month: string } | undefined
  readonly sealed: () => Buffer
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
  readonly revision: number
  readonly content_message: string
  /** Sealed; null when the content is that of the message which the asker knows. */
  readonly body: Buffer | null
}

interface Entry {
  readonly access: Access
  /** Of its dossier, on which the question stands; undefined: on none that could have changed. */
  readonly revision: number | undefined
}

interface Look {
  readonly code: string
  readonly known: string | undefined
  readonly turn: number
}

const most = 200
/** With one group at a time the process had nothing to do for a third of the time but wait for the next to be let in. */
const sideBySide = { flights: 3, worthwhile: 16 } as const

/** The access record's writing side. What arrives together shares one statement and so one commit. */
export class Accesses {
  readonly #database: Database
  readonly #records: GroupCommit<Entry, boolean>
  readonly #results: GroupCommit<AccessResult, void>
  readonly #dossiers: GroupCommit<Look, DossierAtHand | undefined>
  #turn = 0

  constructor(database: Database) {
    this.#database = database
    this.#records = new GroupCommit({
      flush: items => this.#insert(items),
      keyOf: ({ access }) => access.id,
      most,
      ...sideBySide,
    })
    this.#results = new GroupCommit({
      flush: items => this.#conclude(items),
      keyOf: ({ access }) => access,
      most,
      // Nobody waits for these.
      paceMs: 20,
    })
    this.#dossiers = new GroupCommit({
      flush: items => this.#read(items),
      keyOf: ({ turn }) => String(turn),
      most,
    })
  }

  /**
   * Resolves after the commit: only then may a call leave.
   * @param revision at which the dossier must still stand @returns false when it does not: then nothing is written
   * @throws Fault `ledger-unavailable`
   */
  record(access: Access, revision?: number): Promise<boolean> {
    return this.#records.submit({ access, revision })
  }

  /** @throws Fault `ledger-unavailable` */
  conclude(result: AccessResult): Promise<void> {
    return this.#results.submit(result)
  }

  /** @param known the message whose content is at hand already @throws Fault `ledger-unavailable` */
  dossier(code: string, known?: string): Promise<DossierAtHand | undefined> {
    return this.#dossiers.submit({ code, known, turn: this.#turn++ })
  }

  /** Resolves when everything is written. */
  async idle(): Promise<void> {
    await Promise.all([this.#records.idle(), this.#results.idle()])
  }

  async #insert(items: readonly Entry[]): Promise<PromiseSettledResult<boolean>[]> {
    const records = new ArrayColumns(11)
    const common = new ArrayColumns(12)
    const numbers = new Map<string, number>()
    const bytes: Buffer[] = []
    let place = 1
    for (const { access, revision = null } of items) {
      const { officerKey = none, subject } = access
      const subjectKey = subject?.key() ?? none
      const sealed = access.sealed()
      const shared = sharedOf(access)
      const key = JSON.stringify(shared)
      let number = numbers.get(key)
      if (number === undefined) {
        common.push(shared)
        number = common.rows
        numbers.set(key, number)
      }
      const { id, at, correlationId, officer = null, dossier = null } = access
      const lengths = [place, officerKey.length, subjectKey.length, sealed.length] as const
      records.push([id, at.getTime() / 1000, correlationId, officer, dossier, ...lengths, number, revision])
      bytes.push(officerKey, subjectKey, sealed)
      place += officerKey.length + subjectKey.length + sealed.length
    }
    const values = [Buffer.concat(bytes, place - 1), ...records.texts(), ...common.texts()]
    const left = await this.#database.query<{ id: string }>(statement('access-record', values))
    if (left.length === 0) return items.map(() => recorded)
    const unwritten = new Set(left.map(({ id }) => id))
    return items.map(({ access }) => ({ status: 'fulfilled', value: !unwritten.has(access.id) }))
  }

  async #conclude(items: readonly AccessResult[]): Promise<PromiseSettledResult<void>[]> {
    const rows = new ArrayColumns(8)
    for (const { access, at, result, rule, released, httpStatus = null, durationMs, evidence } of items) {
      const said = evidence === undefined ? null : JSON.stringify(evidence)
      const names = arrayText(released)
      rows.push([access, at.getTime() / 1000, result, rule, names, httpStatus, durationMs, said])
    }
    await this.#database.query(statement('access-conclude', rows.texts()))
    return done(items)
  }

  async #read(items: readonly Look[]): Promise<PromiseSettledResult<DossierAtHand | undefined>[]> {
    const looks = new Map<string, string | undefined>()
    // Of two who ask at the same time the one that knows less decides.
    for (const { code, known } of items) {
      if (!looks.has(code)) looks.set(code, known)
      else if (looks.get(code) !== known) looks.set(code, undefined)
    }
    const columns = new ArrayColumns(2)
    for (const [code, known = null] of looks) columns.push([code, known])
    const rows = await this.#database.query<DossierAtHand>(statement('dossiers-at-hand', columns.texts()))
    const found = new Map(rows.map(row => [row.code, row]))
    return items.map(({ code }) => ({ status: 'fulfilled', value: found.get(code) }))
  }
}

const none = Buffer.alloc(0)

/** What the officers of an office have in common when they ask at the same time. */
function sharedOf(access: Access): (string | null)[] {
  const { client, clientAddress, operation, verdict, unit = null, procedure = null, service = null } = access
  const { subject, adapter, fields, flags } = access
  const month = subject?.month ?? null
  const [name, version] = adapter === undefined ? [null, null] : [adapter.id, adapter.version]
  const [may, marked] = [arrayText(fields), arrayText(flags)]
  return [
    client,
    clientAddress,
    operation,
    verdict,
    unit,
    procedure,
    service,
    month,
    name,
    version,
    may,
    marked,
  ]
}

/** A PostgreSQL array inside an array. */
function arrayText(items: readonly string[]): string {
  if (items.length === 0) return '{}'
  const column = new ArrayColumns(1)
  for (const item of items) column.push([item])
  return column.texts()[0] ?? '{}'
}

function done(items: readonly unknown[]): PromiseSettledResult<void>[] {
  return items.map(() => written)
}

const recorded: PromiseSettledResult<boolean> = { status: 'fulfilled', value: true }
const written: PromiseSettledResult<void> = { status: 'fulfilled', value: undefined }
