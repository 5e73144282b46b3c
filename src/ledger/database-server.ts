import type { Logger } from '../telemetry/log.ts'
import { startEmbedded } from './embedded/embedded.ts'

/** The PostgreSQL server that holds the ledger. */
export interface DatabaseServer {
  /** Holds the password: never log it. */
  readonly url: string
  /** Before, nothing may be promised to anybody: a first start that is cut off is undone. */
  readonly settled: Promise<void>
  stop(): Promise<void>
}

export interface ServerEvents {
  /** The data folder is this process's to use; without an embedded server nobody locks it. */
  onLocked(): void
  /** What remains is the work of other processes. Not called for a server that runs already. */
  onLaunched(): void
  /** The embedded server ended by itself; nothing can be acknowledged any more. */
  onLost(): void
}

/**
 * The server that the settings name; without one an embedded server, which locks the data folder.
 *
 * @throws Fault as `startEmbedded` does
 */
export async function openServer(
  { data, databaseUrl }: { readonly data: string; readonly databaseUrl?: string },
  log: Logger,
  { onLocked, onLaunched, onLost }: ServerEvents,
): Promise<DatabaseServer> {
  if (databaseUrl === undefined)
    return startEmbedded({ folder: data, log, onLocked, onLaunched, onExit: onLost })
  onLocked()
  return { url: databaseUrl, settled: Promise.resolve(), stop: async () => undefined }
}
