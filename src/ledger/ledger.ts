import type { Logger } from '../telemetry/log.ts'
import { Acceptor, flights } from './accept.ts'
import { Database } from './database.ts'
import type { DatabaseServer } from './database-server.ts'
import { Deliveries, type Job } from './deliveries.ts'
import { Instance } from './instance.ts'
import { Records } from './records.ts'
import { openSeal, type Seal } from './seal.ts'
import { Writer } from './writer.ts'

export interface LedgerSettings {
  readonly data: string
  readonly sealKey?: string
}

/** The ledger, open: its database, its repositories, its seal. */
export interface Ledger {
  readonly url: string
  readonly database: Database
  readonly seal: Seal
  readonly records: Records
  /** @param onQueued told after each commit which deliveries need a job. Once: it has a thread of its own. */
  acceptor(onQueued: (jobs: Job[]) => void): Acceptor
  /** Registers this process as a worker. */
  deliveries(onQueued: (jobs: Job[]) => void): Promise<Deliveries>
  close(): Promise<void>
}

/** Opens the ledger on its server, whose tables are up to date. */
export function openLedger(settings: LedgerSettings, { url }: DatabaseServer, log: Logger): Ledger {
  const seal = openSeal(settings)
  const database = new Database(url, error =>
    log.warn({ reason: error.message }, 'a ledger connection was lost'),
  )
  const instance = new Instance(url, error =>
    log.warn({ reason: error.message }, 'the worker’s ledger session was lost'),
  )
  let writer: Writer | undefined
  return {
    url,
    database,
    seal,
    records: new Records(database),
    acceptor(onQueued) {
      const own = new Writer({ ...settings, url, connections: flights })
      writer = own
      return new Acceptor(database, seal, onQueued, order => own.write(order))
    },
    async deliveries(onQueued) {
      await instance.open()
      return new Deliveries(database, instance, onQueued)
    },
    async close() {
      await writer?.close()
      await instance.close().catch(() => undefined)
      await database.close()
    },
  }
}
