import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * A cluster as `initdb` (initdb.ts) leaves it, for first starts to copy. The build makes it beside this file
 * (make-blank.ts) and forgets its passwords; there is none while the sources run. It is of no use to another kind of
 * machine. All that is copied from one has the same system identifier, which only replication would care about.
 */
export const builtBlank = fileURLToPath(
  new URL(`./blank/${process.platform}-${process.arch}`, import.meta.url),
)

export const isBlank = (folder: string) => existsSync(join(folder, 'PG_VERSION'))
