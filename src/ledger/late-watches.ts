import { uuidv7 } from 'uuidv7'
import type { Database, Transaction } from './database.ts'
import type { Job, Leased } from './deliveries.ts'

/** A lane in which a call may act late. */
export interface LateWatch {
  readonly adapter: string
  readonly lane_key: string
  readonly operation: string
}

/** `again`: the newest version goes out once more; `over`: it was told after the danger; `later`: the lane is at work. */
export type LateVerdict = 'again' | 'over' | 'later'

/** A lane that is at work, or waits for an operator, is looked at again so much later. */
const laterMs = 5 * 60_000

/** No call lasts longer: what ended so soon after the danger may have acted while it lasted. */
const callMs = 60_000

/** Which lanes must be told their newest version again, because a call given up before might have acted after it. */
export class LateWatches {
  readonly #database: Database
  readonly #onQueued: (jobs: Job[]) => void

  constructor(database: Database, onQueued: (jobs: Job[]) => void) {
    this.#database = database
    this.#onQueued = onQueued
  }

  /** @param overAt the platform’s longest plausible delay from now */
  async begin(
    tx: Transaction,
    { adapter, lane_key, operation }: Pick<Leased, 'adapter' | 'lane_key' | 'operation'>,
    overAt: Date,
  ): Promise<void> {
    await tx.query({
      name: 'late-watch-begin',
      text: `INSERT INTO late_watches AS w (adapter, lane_key, operation, over_at, next_at) VALUES ($1, $2, $3, $4, $4)
             ON CONFLICT (adapter, lane_key, operation)
             DO UPDATE SET over_at = greatest(w.over_at, $4), next_at = greatest(w.next_at, $4)`,
      values: [adapter, lane_key, operation, overAt],
    })
  }

  async due(now: Date, most: number): Promise<LateWatch[]> {
    return this.#database.query<LateWatch & Record<string, unknown>>({
      name: 'late-watch-due',
      text: `SELECT adapter, lane_key, operation FROM late_watches WHERE next_at <= $1 ORDER BY next_at LIMIT $2`,
      values: [now, most],
    })
  }

  /**
   * Ends a watch: what the lane was told last is told once more under this version of the adapter, unless it was told
   * after the danger was over. The lane's lock comes first, as everywhere.
   */
  async settle(watch: LateWatch, version: string | undefined, now: Date): Promise<LateVerdict> {
    const { adapter, lane_key: key, operation } = watch
    return this.#database.transaction(async tx => {
      const [lane] = await tx.query<{ head: string | null; last_sequence: number }>({
        name: 'late-lane',
        text: 'SELECT head, last_sequence FROM lanes WHERE adapter = $1 AND key = $2 FOR UPDATE',
        values: [adapter, key],
      })
      const [due] = await tx.query<{ over_at: Date }>({
        name: 'late-watch-lock',
        text: `SELECT over_at FROM late_watches
               WHERE adapter = $1 AND lane_key = $2 AND operation = $3 AND next_at <= $4 FOR UPDATE`,
        values: [adapter, key, operation, now],
      })
      // A call was given up meanwhile, and the watch begun anew.
      if (due === undefined) return 'later'
      if (version === undefined || (lane !== undefined && lane.head !== null)) {
        await tx.query({
          name: 'late-watch-later',
          text: 'UPDATE late_watches SET next_at = $4 WHERE adapter = $1 AND lane_key = $2 AND operation = $3',
          values: [adapter, key, operation, new Date(now.getTime() + laterMs)],
        })
        return 'later'
      }
      await tx.query({
        name: 'late-watch-end',
        text: 'DELETE FROM late_watches WHERE adapter = $1 AND lane_key = $2 AND operation = $3',
        values: [adapter, key, operation],
      })
      const rows = await tx.query<{ id: string }>({
        name: 'late-again',
        text: `INSERT INTO deliveries (id, adapter, adapter_version, operation, lane_key, sequence, message_id,
                                       content_message, status, state, version, attempts, due_at, created_at, patient_since)
               SELECT $4, adapter, $5, operation, lane_key, $6, content_message, content_message, status,
                      'queued', 0, 0, $7, $7, $7
               FROM (SELECT * FROM deliveries
                     WHERE adapter = $1 AND lane_key = $2 AND operation = $3 AND state = 'delivered'
                     ORDER BY sequence DESC LIMIT 1) newest
               WHERE newest.finished_at < $8
               RETURNING id`,
        values: [
          adapter,
          key,
          operation,
          uuidv7(),
          version,
          (lane?.last_sequence ?? 0) + 1,
          now,
          new Date(due.over_at.getTime() + callMs),
        ],
      })
      const [again] = rows
      if (again === undefined) return 'over'
      await tx.query({
        name: 'late-head',
        text: 'UPDATE lanes SET head = $3, last_sequence = last_sequence + 1 WHERE adapter = $1 AND key = $2',
        values: [adapter, key, again.id],
      })
      tx.afterCommit(() => this.#onQueued([{ id: again.id, adapter, version: 0 }]))
      return 'again'
    })
  }
}
