import type { Logger } from '../telemetry/log.ts'
import { startEmbedded } from './embedded/embedded.ts'

/** The PostgreSQL server that holds the ledger. */
export interface DatabaseServer {
  /** Holds the password: never log it. */
  readonly url: string
  stop(): Promise<void>
}

/**
 * The server that the settings name; without one an embedded server, which locks the data folder.
 *
 * @param onLocked the data folder is this process's to use; without an embedded server nobody locks it.
 * @param onLost the embedded server ended by itself; nothing can be acknowledged any more.
 * @throws Fault as `startEmbedded` does
 */
export async function openServer(
  { data, databaseUrl }: { readonly data: string; readonly databaseUrl?: string },
  log: Logger,
  onLocked: () => void,
  onLost: () => void,
): Promise<DatabaseServer> {
  if (databaseUrl === undefined) return startEmbedded({ folder: data, log, onLocked, onExit: onLost })
  onLocked()
  return { url: databaseUrl, stop: async () => undefined }
}
