import type { Database, Transaction } from './database.ts'
import type { DeliveryState } from './delivery-state.ts'
import { GroupCommit } from './group-commit.ts'
import { type Instance, instanceLockClass } from './instance.ts'
import { statement } from './sql.ts'

/** A delivery that needs a job: what the queue is told. */
export interface Job {
  readonly id: string
  readonly adapter: string
  /** The delivery's version: names the job, so that the same need is never queued twice and a new need always is. */
  readonly version: number
  readonly dueAt?: Date
}

/** A dossier as a delivery carried it. */
export type Snapshot = Pick<Leased, 'content_message' | 'status' | 'kind' | 'body'>

/** A delivery in a worker's hands. */
export interface Leased {
  readonly id: string
  readonly version: number
  readonly state: 'sending' | 'probing'
  readonly adapter: string
  readonly adapter_version: string
  readonly operation: string
  readonly lane_key: string
  readonly message_id: string
  readonly content_message: string
  readonly status: string
  readonly attempts: number
  readonly patient_since: Date
  readonly standing: 'absent' | 'present' | 'unsure'
  /** The platform's own id of the lane's record, once it has told it. */
  readonly record_id: string | null
  readonly correlation_id: string
  /** Of the message whose body it carries. */
  readonly kind: string
  /** Sealed. */
  readonly body: Buffer
}

export interface AttemptRecord {
  readonly number: number
  /** restore: the dossier that the platform has lost, sent again before its step. */
  readonly action: 'send' | 'probe' | 'restore'
  readonly outcome: object
  readonly httpStatus?: number
  readonly durationMs: number
  readonly requestBytes: number
  readonly responseBytes: number
  readonly losses?: readonly object[]
  readonly startedAt: Date
}

/** How a leased delivery goes on. */
export interface Finish {
  readonly id: string
  readonly version: number
  readonly state: Extract<DeliveryState, 'delivered' | 'refused' | 'dead' | 'retrying' | 'unknown' | 'queued'>
  readonly dueAt?: Date
  /** Attempts made in all. */
  readonly attempts: number
  readonly outcome: object
  readonly standing?: Leased['standing']
  /** Lease the lane's next delivery at once instead of queueing it. */
  readonly goOn: boolean
  readonly tried: readonly AttemptRecord[]
  /** What follows from it, written in the same transaction; then the finish shares its commit with no other. */
  readonly also?: (tx: Transaction) => Promise<void>
}

export interface Finished {
  /** False: somebody else moved the delivery meanwhile; nothing was written. */
  readonly moved: boolean
  /** The next of the lane, when the worker goes on with it. */
  readonly next?: Leased
}

type FinishRow = Omit<Leased, 'state'> & { after: string; state: DeliveryState; due_at: Date }

/** Longer than any call with its login, re-login and probe; only a worker that hangs ever runs into it. */
const leaseMs = 5 * 60_000
/** The database's answer to a lease comes within this, or never. */
const leaseAnswerMs = 30_000
/** How long a lease waits for the worker's session to stand again. */
const sessionMs = 2_000
/** Deliveries leased or finished in one transaction at the most. */
const most = 64

/** The worker's side of the ledger: leases and finishes deliveries, many in one transaction. */
export class Deliveries {
  readonly #database: Database
  readonly #instance: Instance
  readonly #onQueued: (jobs: Job[]) => void
  readonly #leases: GroupCommit<string, Leased | undefined>
  readonly #finishes: GroupCommit<Finish, Finished>
  /** Leased, and the worker knows it. */
  readonly #inHand = new Set<string>()

  constructor(database: Database, instance: Instance, onQueued: (jobs: Job[]) => void) {
    this.#database = database
    this.#instance = instance
    this.#onQueued = onQueued
    this.#leases = new GroupCommit({ flush: ids => this.#lease(ids), keyOf: id => id, most })
    this.#finishes = new GroupCommit({ flush: items => this.#finish(items), keyOf: item => item.id, most })
  }

  /** The delivery, leased to this process; undefined when it is not due, not waiting, or in other hands. */
  lease(id: string): Promise<Leased | undefined> {
    return this.#leases.submit(id)
  }

  /** @throws what `also` throws; then nothing is written, and the delivery stays in hand. */
  async finish(finish: Finish): Promise<Finished> {
    if (finish.also === undefined) return this.#finishes.submit(finish)
    const [finished] = await this.#finish([finish])
    if (finished?.status !== 'fulfilled') throw finished?.reason
    return finished.value
  }

  /** Takes back the leases of workers that are gone. */
  async sweepLost(now: Date): Promise<Job[]> {
    const answered = new Date(now.getTime() + leaseMs - leaseAnswerMs)
    const parameters = [now, instanceLockClass, this.#instance.own, [...this.#inHand], answered]
    return (await this.#database.query<JobRow>(statement('sweep-lost', parameters))).map(toJob)
  }

  /** What the platform was last told by this operation in the delivery's lane; index of the lane's sequence. */
  async lastDelivered({ id }: Leased, operation: string): Promise<Snapshot | undefined> {
    const [row] = await this.#database.query<Snapshot>(statement('last-delivered', [id, operation]))
    return row
  }

  /** Everything due before `before` that is not in a worker's hands, in pages. */
  async *due(before: Date, page = 1000): AsyncGenerator<Job[]> {
    let after: [Date, string] = [new Date(0), '00000000-0000-0000-0000-000000000000']
    for (;;) {
      const rows = await this.#database.query<JobRow>(statement('sweep-due', [before, ...after, page]))
      const last = rows.at(-1)
      if (last === undefined) return
      yield rows.map(toJob)
      if (rows.length < page) return
      after = [last.due_at, last.id]
    }
  }

  async #lease(ids: string[]): Promise<Array<PromiseSettledResult<Leased | undefined>>> {
    const number = await this.#instance.standing(sessionMs)
    const now = new Date()
    const deadline = new Date(now.getTime() + leaseMs)
    // No worker of the ledger just now; the sweep brings these deliveries back.
    if (number === undefined) return ids.map(() => ({ status: 'fulfilled', value: undefined }))
    const rows = await this.#database.query<Leased>(statement('lease', [ids, number, now, deadline]))
    for (const { id } of rows) this.#inHand.add(id)
    const byId = new Map(rows.map(row => [row.id, row]))
    return ids.map(id => ({ status: 'fulfilled', value: byId.get(id) }))
  }

  async #finish(items: Finish[]): Promise<Array<PromiseSettledResult<Finished>>> {
    const now = new Date()
    const deadline = new Date(now.getTime() + leaseMs)
    const tried = items.flatMap(item => item.tried.map(attempt => ({ delivery: item.id, ...attempt })))
    const { number } = this.#instance
    const parameters = [
      now,
      number ?? null,
      deadline,
      items.map(i => i.id),
      items.map(i => i.version),
      items.map(i => i.state),
      items.map(i => i.dueAt ?? null),
      items.map(i => i.attempts),
      items.map(i => JSON.stringify(i.outcome)),
      items.map(i => i.standing ?? null),
      items.map(i => i.goOn && number !== undefined),
      tried.map(a => a.delivery),
      tried.map(a => a.number),
      tried.map(a => a.action),
      tried.map(a => JSON.stringify(a.outcome)),
      tried.map(a => a.httpStatus ?? null),
      tried.map(a => Math.round(a.durationMs)),
      tried.map(a => a.requestBytes),
      tried.map(a => a.responseBytes),
      tried.map(a => (a.losses?.length ? JSON.stringify(a.losses) : null)),
      tried.map(a => a.startedAt),
    ]
    const { rows, mended } = await this.#database.transaction(async transaction => {
      const locked = transaction.query(statement('finish-lock', [items.map(i => i.id)]))
      const written = transaction.query<FinishRow>(statement('finish', parameters))
      const rows = (await Promise.all([locked, written]))[1]
      const moved = new Set(rows.filter(row => row.id === row.after).map(row => row.id))
      for (const { id, also } of items) if (also !== undefined && moved.has(id)) await also(transaction)
      const stopped = rows.filter(row => row.state === 'refused' || row.state === 'dead').map(row => row.id)
      return { rows, mended: stopped.length === 0 ? [] : await supersedeMended(transaction, stopped, now) }
    })
    const jobs = rows.filter(
      row => row.state === 'queued' || row.state === 'retrying' || row.state === 'unknown',
    )
    if (jobs.length + mended.length > 0) this.#onQueued([...jobs.map(toJob), ...mended])
    const moved = new Set(rows.filter(row => row.id === row.after).map(row => row.id))
    const next = new Map(rows.filter(isLeased).map(row => [row.after, row]))
    for (const { id } of items) this.#inHand.delete(id)
    for (const { id } of next.values()) this.#inHand.add(id)
    return items.map(({ id }) => {
      const following = next.get(id)
      const value: Finished = following ? { moved: moved.has(id), next: following } : { moved: moved.has(id) }
      return { status: 'fulfilled', value }
    })
  }
}

/** A dossier put again while the one before it was still waiting mends that one as well as a put that comes later. */
async function supersedeMended(transaction: Transaction, stopped: string[], now: Date): Promise<Job[]> {
  const queued: Job[] = []
  for (const { id } of await transaction.query<{ id: string }>(statement('finish-mended', [stopped])))
    queued.push(...(await transaction.query<Job>(statement('supersede', [id, now]))))
  return queued
}

interface JobRow {
  readonly id: string
  readonly adapter: string
  readonly version: number
  readonly due_at: Date
}

const toJob = ({ id, adapter, version, due_at }: JobRow): Job => ({ id, adapter, version, dueAt: due_at })

function isLeased(row: FinishRow): row is FinishRow & Leased {
  return row.id !== row.after && row.state === 'sending'
}
