import { chmodSync, chownSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Database } from './database.ts'
import { builtBlank } from './embedded/blank.ts'
import { startEmbedded } from './embedded/embedded.ts'
import { layoutOf } from './embedded/layout.ts'
import { migrate } from './migrate.ts'

/** A program of the build: makes the cluster with an empty ledger that first starts copy. Forgets its passwords. */

/** On the same disk, which a rename needs. */
const work = `${builtBlank}.making`
const log = { info: () => undefined, warn: (line: string) => console.error(line) }
/** Nothing has to be replayed, so that there is less to copy. */
const tuning = { max_wal_size: '32MB', min_wal_size: '32MB', wal_recycle: 'off' }

rmSync(work, { recursive: true, force: true })
mkdirSync(work, { recursive: true })
try {
  const server = await startEmbedded({ folder: work, log, tuning, blank: '' })
  const database = new Database(server.url, error => log.warn(error.message), 1)
  await migrate(database).finally(() => database.close())
  await server.stop()
  const { data, marker } = layoutOf(work)
  rmSync(marker)
  openToAll(data)
  rmSync(builtBlank, { recursive: true, force: true })
  renameSync(data, builtBlank)
} finally {
  rmSync(work, { recursive: true, force: true })
}

/** Whoever may read the program may copy it, and only who owns the program may change it. */
function openToAll(folder: string): void {
  const { uid, gid } = statSync(dirname(builtBlank))
  const everything = readdirSync(folder, { recursive: true, withFileTypes: true })
  for (const path of [folder, ...everything.map(entry => join(entry.parentPath, entry.name))]) {
    chownSync(path, uid, gid)
    chmodSync(path, statSync(path).isDirectory() ? 0o755 : 0o644)
  }
}
