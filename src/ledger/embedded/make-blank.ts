import { chmodSync, lchownSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { newAccess } from './access.ts'
import { nobody } from './account.ts'
import { findBinaries } from './binaries.ts'
import { builtBlank } from './blank.ts'
import { initdb, makePrivate } from './initdb.ts'
import { makeLauncher } from './launcher.ts'
import { failure } from './process.ts'

// A program of the build: makes the cluster that first starts copy.
const programs = findBinaries()
const account = process.geteuid?.() === 0 ? await nobody() : null
const work = `${builtBlank}.making`
const [data, run] = [join(work, 'data'), join(work, 'run')]
rmSync(work, { recursive: true, force: true })
mkdirSync(work, { recursive: true })
try {
  for (const folder of [data, run]) await makePrivate(folder, account)
  const launch = await makeLauncher(account, [programs.folder, work], programs.postgres)
  await initdb(data, { account, launch, programs, run, access: newAccess() })
  openToAll(data, statSync(dirname(builtBlank)))
  rmSync(builtBlank, { recursive: true, force: true })
  renameSync(data, builtBlank)
} finally {
  rmSync(work, { recursive: true, force: true })
}

/**
 * Whoever may read the program may copy it, and only who owns the program may change it. From the top down: whom it
 * belonged to can put no link to elsewhere into a folder that is ours.
 */
function openToAll(folder: string, { uid, gid }: { uid: number; gid: number }): void {
  lchownSync(folder, uid, gid)
  chmodSync(folder, 0o755)
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) openToAll(path, { uid, gid })
    else if (entry.isFile()) {
      lchownSync(path, uid, gid)
      chmodSync(path, 0o644)
    } else throw failure('initdb', `${path} is neither file nor folder`)
  }
}
