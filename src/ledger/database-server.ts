import type { Logger } from '../telemetry/log.ts'
import { Database } from './database.ts'
import { startEmbedded } from './embedded/embedded.ts'
import { migrate } from './migrate.ts'

/** The PostgreSQL server that holds the ledger. */
export interface DatabaseServer {
  /** Holds the password: never log it. */
  readonly url: string
  /** Fulfilled when it is on disk. Before, nothing may be promised: a first start that is cut off is undone. */
  readonly settled: Promise<void>
  stop(): Promise<void>
}

export interface ServerEvents {
  /** The data folder is this process's to use; without an embedded server nobody locks it. */
  onLocked(): void
  /** What remains is mostly the work of other processes. Not called for a server that runs already. */
  onLaunched(): void
  /** The embedded server ended by itself; nothing can be acknowledged any more. */
  onLost(): void
}

/**
 * The server that the settings name; without one an embedded server, which locks the data folder. The ledger's tables
 * are brought up to date.
 *
 * @throws Fault as `startEmbedded` and `migrate` do
 */
export async function openServer(
  { data, databaseUrl }: { readonly data: string; readonly databaseUrl?: string },
  log: Logger,
  { onLocked, onLaunched, onLost }: ServerEvents,
): Promise<DatabaseServer> {
  if (databaseUrl !== undefined) onLocked()
  const server =
    databaseUrl === undefined
      ? await startEmbedded({ folder: data, log, onLocked, onLaunched, onExit: onLost })
      : { url: databaseUrl, settled: Promise.resolve(), stop: async () => undefined }
  const database = new Database(server.url, () => undefined, 1)
  try {
    const ran = await migrate(database)
    if (ran.length > 0) log.info({ migrations: ran }, 'the ledger was migrated')
    return server
  } catch (error) {
    await server.stop()
    throw error
  } finally {
    await database.close()
  }
}
