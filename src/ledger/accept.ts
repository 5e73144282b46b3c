import { Fault } from '../errors/fault.ts'
import { type Database, sqlState, type Transaction } from './database.ts'
import type { Job } from './deliveries.ts'
import { GroupCommit } from './group-commit.ts'
import { KnownDossiers } from './known-dossiers.ts'
import type { Seal } from './seal.ts'
import { statement } from './sql.ts'
import type { Acceptance, DossierRow, Submission } from './submission.ts'
import { type Exception, rowAfter, type WriteOrder, Writes, writeStatement } from './writes.ts'

type Result = PromiseSettledResult<Acceptance>
/** By submission; what is missing has to be tried again. */
type Results = Map<Submission, Result>

/** Batches at the database at once. */
export const flights = 3
/** A dossier that processes change all the time is met as supposed within a few rounds, or not at all. */
const rounds = 5
/** Unique violation, deadlock: another process was quicker, and now it can be seen what it did. */
const overtaken = new Set(['23505', '40P01', '40001'])

/**
 * Accepts submissions: those that arrive together share one commit, those of one dossier keep their order.
 *
 * What a submission comes to depends on the dossier as it stands. Mostly that is what this process last saw of it, so
 * the batch is decided on that and written by one statement that checks it: one journey to the database. What it finds
 * otherwise, and what would be refused or changes nothing, is looked at under lock.
 */
export class Acceptor {
  readonly #database: Database
  readonly #seal: Seal
  readonly #writeOrder: (order: WriteOrder) => Promise<Exception[]>
  readonly #commit: GroupCommit<Submission, Acceptance>
  readonly #onQueued: (jobs: Job[]) => void
  readonly #known = new KnownDossiers()

  /**
   * @param onQueued told after each commit, without anybody waiting for it, which deliveries now need a job.
   * @param write runs accept-write.sql elsewhere; absent: on `database`.
   */
  constructor(
    database: Database,
    seal: Seal,
    onQueued: (jobs: Job[]) => void,
    write = (order: WriteOrder) => database.query<Exception>(writeStatement(order, seal, false)),
  ) {
    this.#database = database
    this.#seal = seal
    this.#writeOrder = write
    this.#onQueued = onQueued
    this.#commit = new GroupCommit({
      flush: submissions => this.#flush(submissions),
      keyOf: submission => submission.code,
      // Beyond this the statement's arrays cost more than a second commit.
      most: 128,
      // While one batch is at the disk, the next is prepared; but each statement costs the database as much as ten rows,
      // so few submissions wait for the next one's end, and the batches of a crowd keep a small distance.
      flights,
      worthwhile: 16,
      paceMs: 4,
      paceShare: 0.4,
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

  async #flush(submissions: Submission[]): Promise<Result[]> {
    const results: Results = await this.#write(submissions)
    for (let round = 1; round <= rounds && results.size < submissions.length; round++) {
      const rest = submissions.filter(submission => !results.has(submission))
      for (const [submission, result] of await this.#lookAndWrite(rest)) results.set(submission, result)
    }
    return submissions.map(submission => results.get(submission) ?? contended)
  }

  /** Decides on what was last seen, and writes what then is to be written. */
  async #write(submissions: readonly Submission[]): Promise<Results> {
    const batch = new Batch()
    for (const submission of submissions) {
      const decision = submission.decide(this.#known.get(submission.code))
      if (decision.kind === 'write') batch.write(submission, decision)
    }
    if (batch.writes.empty) return new Map()
    let exceptions: Exception[]
    try {
      exceptions = await this.#writeOrder(batch.writes.order())
    } catch (error) {
      const state = sqlState(error) ?? ''
      if (overtaken.has(state) || isData(state)) return new Map()
      throw error
    }
    const { queued, mended } = batch.writes.outcome(exceptions)
    // Refused in the moment between: rare, and nothing is lost by a crash here but the mending, which an operator can do.
    if (mended.length > 0) queued.push(...(await this.#mend(mended)))
    return this.#committed(batch, exceptions, queued)
  }

  /** In a transaction that holds the lanes first: an operator may be sending the refused one again just now. */
  #mend(deliveries: readonly string[]): Promise<Job[]> {
    return this.#database.transaction(async transaction => {
      await transaction.query(statement('finish-lock', [deliveries]))
      return supersede(transaction, deliveries)
    })
  }

  /** Decides on what stands in the ledger, under lock. */
  async #lookAndWrite(submissions: readonly Submission[]): Promise<Results> {
    try {
      const { batch, exceptions, queued } = await this.#database.transaction(transaction =>
        acceptUnderLock(transaction, this.#seal, submissions),
      )
      return this.#committed(batch, exceptions, queued)
    } catch (error) {
      const state = sqlState(error) ?? ''
      if (overtaken.has(state)) return new Map()
      // One submission that the server cannot take must not pull the others down.
      if (!isData(state) || submissions.length === 1) throw error
      return new Map(
        await Promise.all(
          submissions.map(async (submission): Promise<[Submission, Result]> => {
            try {
              return [submission, (await this.#flush([submission]))[0] ?? contended]
            } catch (reason) {
              return [submission, { status: 'rejected', reason }]
            }
          }),
        ),
      )
    }
  }

  #committed(batch: Batch, exceptions: readonly Exception[], queued: Job[]): Results {
    if (queued.length > 0) this.#onQueued(queued)
    for (const row of batch.seen) this.#known.remember(row)
    const unwritten = new Set(exceptions.filter(row => row.id === null).map(row => row.place))
    for (const { submission, place, row } of batch.written) {
      if (unwritten.has(place)) {
        batch.results.delete(submission)
        this.#known.forget(submission.code)
      } else {
        this.#known.remember(row)
      }
    }
    return batch.results
  }
}

const contended: Result = {
  status: 'rejected',
  reason: new Fault('ledger-unavailable', {
    params: { reason: 'the dossier is being changed all the time' },
  }),
}

/** SQLSTATE class 22: a value that the server does not take. */
const isData = (state: string) => state.startsWith('22')

/** Submissions on their way into one statement. */
class Batch {
  readonly writes = new Writes(new Date())
  /** What they come to, once committed. */
  readonly results: Results = new Map()
  readonly written: { submission: Submission; place: number; row: DossierRow }[] = []
  /** Dossiers as read under lock. */
  seen: readonly DossierRow[] = []

  write(submission: Submission, decision: Parameters<Writes['write']>[1]): void {
    const { acceptance, place } = this.writes.write(submission, decision)
    this.results.set(submission, { status: 'fulfilled', value: acceptance })
    this.written.push({ submission, place, row: rowAfter(submission, decision) })
  }
}

async function acceptUnderLock(transaction: Transaction, seal: Seal, submissions: readonly Submission[]) {
  const codes = submissions.map(({ code }) => code)
  const stepHashes = submissions.map(({ stepHash }) => stepHash ?? null)
  const [rows, answered] = await Promise.all([
    transaction.query<DossierRow>(statement('accept-read', [codes, stepHashes])),
    answeredBefore(transaction, submissions),
  ])
  const current = new Map(rows.map(row => [row.code, row]))
  const batch = new Batch()
  batch.seen = rows
  for (const submission of submissions) {
    const { idempotency, client, code } = submission
    const earlier = idempotency && answered.get(answerKey(client, idempotency.key))
    if (earlier !== undefined && idempotency !== undefined) {
      batch.results.set(submission, repeated(earlier, idempotency.fingerprint))
      continue
    }
    const decision = submission.decide(current.get(code))
    if (decision.kind === 'write') batch.write(submission, decision)
    else if (decision.kind === 'refuse')
      batch.results.set(submission, { status: 'rejected', reason: decision.fault })
    else
      batch.results.set(submission, {
        status: 'fulfilled',
        value: batch.writes.unchanged(submission, decision),
      })
  }
  if (batch.writes.empty) return { batch, exceptions: [], queued: [] }
  const exceptions = await transaction.query<Exception>(writeStatement(batch.writes.order(), seal, true))
  const { queued, mended } = batch.writes.outcome(exceptions)
  queued.push(...(await supersede(transaction, mended)))
  return { batch, exceptions, queued }
}

/** A dossier put again is the mended one: it takes the place of a refused one at the head of its lane. */
async function supersede(transaction: Transaction, deliveries: readonly string[]): Promise<Job[]> {
  const queued: Job[] = []
  for (const id of deliveries)
    queued.push(...(await transaction.query<Job>(statement('supersede', [id, new Date()]))))
  return queued
}

interface Answered {
  readonly client_id: string
  readonly key: string
  /** In hex. */
  readonly fingerprint: string
  readonly answer: Acceptance
}

const answerKey = (client: string, key: string) => `${client} ${key}`

function repeated({ fingerprint, answer }: Answered, asked: string): Result {
  return fingerprint === asked
    ? { status: 'fulfilled', value: answer }
    : { status: 'rejected', reason: new Fault('idempotency-mismatch') }
}

async function answeredBefore(transaction: Transaction, submissions: readonly Submission[]) {
  const keyed = submissions.filter(s => s.idempotency !== undefined)
  if (keyed.length === 0) return new Map<string, never>()
  const rows = await transaction.query<Answered>({
    name: 'answered-before',
    text: `SELECT i.client_id, i.key, encode(i.fingerprint, 'hex') AS fingerprint, i.answer FROM idempotency i
           JOIN unnest($1::uuid[], $2::text[]) AS asked (client_id, key) USING (client_id, key)`,
    values: [keyed.map(s => s.client), keyed.map(s => s.idempotency?.key)],
  })
  return new Map(rows.map(row => [answerKey(row.client_id, row.key), row]))
}
