import type { Database, Transaction } from './database.ts'
import type { Job } from './deliveries.ts'
import { statement } from './sql.ts'

export interface AdapterStop {
  readonly adapter: string
  readonly stopped_at: Date
  readonly rule: string
  readonly delivery: string
}

/** How soon every process knows. Until then its calls are refused one by one, and are sent again with the others. */
const freshMs = 1_000

/** Adapters that are not called until an admin says so, because their platform wants no more calls. */
export class AdapterStops {
  readonly #database: Database
  readonly #onQueued: (jobs: Job[]) => void
  #known: { readonly until: number; readonly stops: Promise<ReadonlySet<string>> } | undefined

  constructor(database: Database, onQueued: (jobs: Job[]) => void) {
    this.#database = database
    this.#onQueued = onQueued
  }

  /**
   * That it is not is believed for a second; that it is, only of the ledger itself, so that nothing waits once it is
   * enabled. The ledger being away is no reason not to call.
   */
  async isStopped(adapter: string): Promise<boolean> {
    const now = performance.now()
    if (this.#known === undefined || this.#known.until < now) {
      const stops = this.all().then(
        rows => new Set(rows.map(row => row.adapter)),
        () => new Set<string>(),
      )
      this.#known = { until: now + freshMs, stops }
    }
    if (!(await this.#known.stops).has(adapter)) return false
    const stops = await this.all().catch(() => [])
    return stops.some(stop => stop.adapter === adapter)
  }

  /** With the outcome that says so; its process knows at once. */
  async stop(tx: Transaction, { adapter, rule, delivery }: Omit<AdapterStop, 'stopped_at'>): Promise<void> {
    await tx.query({
      name: 'adapter-stop',
      text: `INSERT INTO adapter_stops (adapter, stopped_at, rule, delivery) VALUES ($1, $2, $3, $4)
             ON CONFLICT DO NOTHING`,
      values: [adapter, new Date(), rule, delivery],
    })
    tx.afterCommit(() => {
      this.#known = undefined
    })
  }

  all(): Promise<AdapterStop[]> {
    return this.#database.query<AdapterStop & Record<string, unknown>>({
      name: 'adapter-stops',
      text: 'SELECT adapter, stopped_at, rule, delivery FROM adapter_stops ORDER BY adapter',
      values: [],
    })
  }

  /**
   * Called again from now on: what was refused by that rule is sent again, what has waited goes on, each in its lane’s
   * order, and the adapter’s patience begins anew.
   *
   * @returns false when it was not stopped
   */
  async resume(adapter: string): Promise<boolean> {
    const jobs = await this.#database.transaction(async tx => {
      const [stop] = await tx.query<{ rule: string }>({
        text: 'DELETE FROM adapter_stops WHERE adapter = $1 RETURNING rule',
        values: [adapter],
      })
      if (stop === undefined) return undefined
      const now = new Date()
      const refused = await tx.query<{ id: string }>({
        text: `SELECT id FROM deliveries WHERE adapter = $1 AND state = 'refused' AND outcome->>'rule' = $2
               ORDER BY id FOR UPDATE`,
        values: [adapter, stop.rule],
      })
      const found: Job[] = []
      for (const { id } of refused) found.push(...(await tx.query<Job>(statement('replay', [id, now, null]))))
      const waiting = await tx.query<Job>({
        text: `UPDATE deliveries SET due_at = $2, patient_since = $2, version = version + 1
               WHERE adapter = $1 AND state IN ('retrying', 'unknown') RETURNING id, adapter, version`,
        values: [adapter, now],
      })
      return [...found, ...waiting]
    })
    this.#known = undefined
    if (jobs === undefined) return false
    this.#onQueued(jobs.map(({ id, adapter: of, version }) => ({ id, adapter: of, version })))
    return true
  }

  /** Another adapter of the same id begins. */
  async forget(adapter: string): Promise<void> {
    await this.#database.query({ text: 'DELETE FROM adapter_stops WHERE adapter = $1', values: [adapter] })
    this.#known = undefined
  }
}
