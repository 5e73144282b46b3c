import { Database } from '../ledger/database.ts'
import { attachEmbedded, startEmbedded } from '../ledger/embedded/embedded.ts'
import { migrate } from '../ledger/migrate.ts'
import { loadSettings, type Settings } from '../settings/load.ts'
import { openLog } from '../telemetry/log.ts'

/**
 * The ledger for one command: the given database, else the embedded server of the data folder, whether the gateway
 * runs it already or it has to be started for as long as the command takes.
 */
export async function withLedger<T>(
  work: (database: Database, settings: Settings & { databaseUrl: string }) => Promise<T>,
): Promise<T> {
  const settings = loadSettings()
  const log = openLog('silent', '-')
  const running = settings.databaseUrl ?? (await attachEmbedded(settings.data)) ?? undefined
  const embedded = running === undefined ? await startEmbedded({ folder: settings.data, log }) : undefined
  const databaseUrl = running ?? embedded?.url ?? ''
  const database = new Database(databaseUrl, () => undefined, 2)
  try {
    await embedded?.settled
    await migrate(database)
    return await work(database, { ...settings, databaseUrl })
  } finally {
    await database.close()
    await embedded?.stop()
  }
}
