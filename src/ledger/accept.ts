import { uuidv7 } from 'uuidv7'
import { Fault } from '../errors/fault.ts'
import { type Database, sqlState, type Transaction } from './database.ts'
import type { Job } from './deliveries.ts'
import { GroupCommit } from './group-commit.ts'
import { statement } from './sql.ts'

/** A dossier as the ledger keeps it beside its sealed content. */
export interface DossierRow {
  readonly code: string
  readonly agency: string
  readonly agency_path: string
  readonly procedure: string
  readonly channel: string
  readonly status: string
  readonly withheld: string | null
  readonly dated: boolean
  readonly revision: number
  readonly steps: number
  readonly content_message: string
  readonly content_hash: Buffer
  /** The number and message of the step already recorded with the submitted step's content, if any. */
  readonly same_step: number | null
  readonly same_step_message: string | null
}

export interface PlannedDelivery {
  readonly adapter: string
  readonly version: string
  readonly operation: string
  readonly carries: 'dossier' | 'step'
}

/** What a submission comes to, once the dossier as it stands is known. */
export type Decision =
  | { readonly kind: 'refuse'; readonly fault: Fault }
  | {
      readonly kind: 'unchanged'
      readonly message: string
      readonly revision: number
      readonly step?: number
    }
  | {
      readonly kind: 'write'
      readonly dossier: Omit<DossierRow, 'code' | 'content_message' | 'same_step' | 'same_step_message'> & {
        /** Absent when this message is the content. */
        readonly content_message?: string
      }
      readonly stepAt?: string
      readonly deliveries: readonly PlannedDelivery[]
      /** Codes of what the caller should know though it was accepted. */
      readonly warnings: readonly string[]
    }

export interface Submission {
  /** UUIDv7 of the message-to-be. */
  readonly id: string
  readonly client: string
  readonly kind: 'dossier' | 'step'
  readonly code: string
  readonly body: Buffer
  readonly correlationId: string
  readonly idempotency?: { readonly key: string; readonly fingerprint: Buffer }
  /** SHA-256 of a step's content, by which a step sent twice is known. */
  readonly stepHash?: Buffer
  /** Pure: runs inside the transaction and may run more than once. */
  decide(current: DossierRow | undefined): Decision
}

export interface AcceptedDelivery {
  readonly id: string
  readonly adapter: string
  readonly operation: string
}

/** The answer to a submission; stored under its idempotency key and given again to the same call. */
export interface Acceptance {
  readonly unchanged: boolean
  readonly message: string
  readonly dossier: string
  readonly revision: number
  readonly step?: number
  readonly deliveries: readonly AcceptedDelivery[]
  readonly warnings: readonly string[]
}

/** Accepts submissions: those that arrive together share one transaction, those of one dossier keep their order. */
export class Acceptor {
  readonly #database: Database
  readonly #commit: GroupCommit<Submission, Acceptance>
  readonly #onQueued: (jobs: Job[]) => void

  /** @param onQueued told after each commit, without anybody waiting for it, which deliveries now need a job. */
  constructor(database: Database, onQueued: (jobs: Job[]) => void) {
    this.#database = database
    this.#onQueued = onQueued
    this.#commit = new GroupCommit({
      flush: submissions => this.#flush(submissions),
      keyOf: submission => submission.code,
      // Beyond this the statement's arrays cost more than a second commit.
      most: 128,
      // While one batch is at the disk, the next is prepared.
      flights: 2,
    })
  }

  /**
   * Resolves once the ledger has committed.
   *
   * @throws Fault what `decide` refused with, or `idempotency-mismatch`, `ledger-unavailable`.
   */
  accept(submission: Submission): Promise<Acceptance> {
    return this.#commit.submit(submission)
  }

  idle(): Promise<void> {
    return this.#commit.idle()
  }

  async #flush(submissions: Submission[]): Promise<Array<PromiseSettledResult<Acceptance>>> {
    for (let round = 1; ; round++) {
      try {
        const batch = await this.#database.transaction(transaction => acceptBatch(transaction, submissions))
        if (batch.queued.length > 0) this.#onQueued(batch.queued)
        return batch.results
      } catch (error) {
        // Another process created one of these dossiers, or used one of these keys, a moment ago: now it can be seen.
        if (sqlState(error) === '23505' && round < 5) continue
        // One submission that the server cannot take must not pull the others down.
        if (sqlState(error)?.startsWith('22') && submissions.length > 1) {
          const single = await Promise.all(
            submissions.map(submission => this.#flush([submission]).catch(rejected)),
          )
          return single.flat()
        }
        throw error
      }
    }
  }
}

const rejected = (reason: unknown): Array<PromiseSettledResult<Acceptance>> => [
  { status: 'rejected', reason },
]

interface Batch {
  results: Array<PromiseSettledResult<Acceptance>>
  queued: Job[]
}

async function acceptBatch(transaction: Transaction, submissions: Submission[]): Promise<Batch> {
  const [rows, answered] = await Promise.all([
    transaction.query<DossierRow>(
      statement('accept-read', [submissions.map(s => s.code), submissions.map(s => s.stepHash ?? null)]),
    ),
    answeredBefore(transaction, submissions),
  ])
  const current = new Map(rows.map(row => [row.code, row]))
  const now = new Date()
  const writes = new Writes(now)
  const results = submissions.map((submission): PromiseSettledResult<Acceptance> => {
    const earlier =
      submission.idempotency && answered.get(answerKey(submission.client, submission.idempotency.key))
    if (earlier !== undefined) {
      return earlier.fingerprint.equals(submission.idempotency?.fingerprint ?? Buffer.alloc(0))
        ? { status: 'fulfilled', value: earlier.answer }
        : { status: 'rejected', reason: new Fault('idempotency-mismatch') }
    }
    const decision = submission.decide(current.get(submission.code))
    if (decision.kind === 'refuse') return { status: 'rejected', reason: decision.fault }
    return { status: 'fulfilled', value: writes.add(submission, decision) }
  })
  if (writes.empty) return { results, queued: [] }
  const deliveries = await transaction.query<InsertedDelivery>(writes.statement())
  const queued = deliveries
    .filter(delivery => delivery.state === 'queued')
    .map(({ id, adapter }) => ({ id, adapter, version: 0 }))
  // A dossier put again is the mended one: it takes the place of a refused one at the head of its lane.
  for (const { id } of deliveries.filter(
    delivery => delivery.state === 'held' && writes.mends(delivery.id),
  )) {
    queued.push(...(await transaction.query<Job>(statement('supersede', [id, now]))))
  }
  return { results, queued }
}

interface InsertedDelivery {
  readonly id: string
  readonly adapter: string
  readonly state: 'queued' | 'accepted' | 'held'
}

const answerKey = (client: string, key: string) => `${client} ${key}`

async function answeredBefore(transaction: Transaction, submissions: Submission[]) {
  const keyed = submissions.filter(s => s.idempotency !== undefined)
  if (keyed.length === 0) return new Map<string, never>()
  const rows = await transaction.query<{
    client_id: string
    key: string
    fingerprint: Buffer
    answer: Acceptance
  }>({
    name: 'answered-before',
    text: `SELECT i.client_id, i.key, i.fingerprint, i.answer FROM idempotency i
           JOIN unnest($1::uuid[], $2::text[]) AS asked (client_id, key) USING (client_id, key)`,
    values: [keyed.map(s => s.client), keyed.map(s => s.idempotency?.key)],
  })
  return new Map(rows.map(row => [answerKey(row.client_id, row.key), row]))
}

/** Collects the columns of one batch for accept-write.sql. */
class Writes {
  readonly #now: Date
  readonly #bodies: Buffer[] = []
  #bodyBytes = 0
  readonly #columns: unknown[][] = Array.from({ length: 32 }, () => [])
  readonly #putDeliveries = new Set<string>()
  #messages = 0

  constructor(now: Date) {
    this.#now = now
  }

  get empty(): boolean {
    return this.#columns.every(column => column.length === 0)
  }

  add(submission: Submission, decision: Exclude<Decision, { kind: 'refuse' }>): Acceptance {
    const acceptance =
      decision.kind === 'unchanged'
        ? {
            unchanged: true,
            message: decision.message,
            dossier: submission.code,
            revision: decision.revision,
            ...(decision.step === undefined ? {} : { step: decision.step }),
            deliveries: [],
            warnings: [],
          }
        : this.#write(submission, decision)
    if (submission.idempotency !== undefined) {
      const { key, fingerprint } = submission.idempotency
      this.#push(28, submission.client, key, fingerprint, JSON.stringify(acceptance))
    }
    return acceptance
  }

  #write(
    submission: Submission,
    { dossier, stepAt, deliveries, warnings }: Extract<Decision, { kind: 'write' }>,
  ): Acceptance {
    const place = ++this.#messages
    this.#push(
      0,
      ...[submission.id, submission.client, submission.kind, submission.code, submission.correlationId],
      ...[this.#bodyBytes + 1, submission.body.length],
      ...[dossier.agency, dossier.agency_path, dossier.procedure, dossier.channel],
      ...[
        dossier.status,
        dossier.withheld,
        dossier.dated,
        dossier.revision,
        dossier.steps,
        dossier.content_message ?? submission.id,
        dossier.content_hash,
      ],
    )
    this.#bodies.push(submission.body)
    this.#bodyBytes += submission.body.length
    if (stepAt !== undefined) this.#push(18, place, stepAt, submission.stepHash)
    const ordinals = new Map<string, number>()
    const accepted = deliveries.map(planned => {
      const ordinal = (ordinals.get(planned.adapter) ?? 0) + 1
      ordinals.set(planned.adapter, ordinal)
      const id = uuidv7()
      this.#push(21, place, id, planned.adapter, planned.version, planned.operation, planned.carries, ordinal)
      if (submission.kind === 'dossier') this.#putDeliveries.add(id)
      return { id, adapter: planned.adapter, operation: planned.operation }
    })
    return {
      unchanged: false,
      message: submission.id,
      dossier: submission.code,
      revision: dossier.revision,
      ...(stepAt === undefined ? {} : { step: dossier.steps }),
      deliveries: accepted,
      warnings,
    }
  }

  /** The statement's parameters from `first` on (0 is $3) take one more row. */
  #push(first: number, ...row: unknown[]): void {
    row.forEach((value, index) => {
      this.#columns[first + index]?.push(value)
    })
  }

  statement() {
    return statement('accept-write', [
      this.#now,
      Buffer.concat(this.#bodies, this.#bodyBytes),
      ...this.#columns,
    ])
  }

  /** Whether this delivery carries a dossier that was put just now. */
  mends(delivery: string): boolean {
    return this.#putDeliveries.has(delivery)
  }
}
