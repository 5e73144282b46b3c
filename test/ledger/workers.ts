import type { Test } from 'tap'
import { Operate } from '../../src/exchange/operate.ts'
import { Acceptor } from '../../src/ledger/accept.ts'
import type { Database } from '../../src/ledger/database.ts'
import { Deliveries, type Finish, type Job, type Leased } from '../../src/ledger/deliveries.ts'
import { Instance } from '../../src/ledger/instance.ts'
import { Records } from '../../src/ledger/records.ts'
import type { Acceptance, Submission } from '../../src/ledger/submission.ts'
import { connect, type TestLedger } from '../support/ledger.ts'
import { seal } from '../support/submissions.ts'

/** A ledger with as many worker processes as a test needs, and everything that the queue was told. */
export interface Office {
  readonly url: string
  readonly database: Database
  readonly records: Records
  readonly operate: Operate
  readonly told: Job[]
  accept(submission: Submission): Promise<Acceptance>
  worker(): Promise<Worker>
}

export interface Worker {
  readonly deliveries: Deliveries
  readonly instance: Instance
  /** Its database session ends, as it does when the process is killed. */
  die(): Promise<void>
}

export async function openOffice(t: Pick<Test, 'teardown'>, ledger: TestLedger): Promise<Office> {
  const url = await ledger.freshUrl()
  const database = connect(url, 6)
  const told: Job[] = []
  const onQueued = (jobs: Job[]) => void told.push(...jobs)
  const acceptor = new Acceptor(database, seal, onQueued)
  const records = new Records(database)
  const workers: Worker[] = []
  t.teardown(async () => {
    for (const worker of workers) await worker.die()
    await database.close()
  })
  return {
    url,
    database,
    records,
    operate: new Operate(database, records, onQueued),
    told,
    accept: submission => acceptor.accept(submission),
    async worker() {
      const instance = new Instance(url, () => undefined)
      await instance.open()
      const worker = {
        instance,
        deliveries: new Deliveries(database, instance, onQueued),
        die: () => instance.close(),
      }
      workers.push(worker)
      return worker
    },
  }
}

/** How a worker says what came of a delivery it holds; delivered, unless told otherwise. */
export function finishOf(leased: Leased, changes: Partial<Finish> = {}): Finish {
  return {
    id: leased.id,
    version: leased.version,
    state: 'delivered',
    attempts: leased.attempts + 1,
    outcome: { kind: 'delivered', rule: 'test' },
    goOn: false,
    tried: [
      {
        number: leased.attempts + 1,
        action: leased.state === 'probing' ? 'probe' : 'send',
        outcome: { kind: 'delivered', rule: 'test' },
        durationMs: 1,
        requestBytes: 1,
        responseBytes: 1,
        startedAt: new Date(),
      },
    ],
    ...changes,
  }
}
