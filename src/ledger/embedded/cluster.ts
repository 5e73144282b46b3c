import { randomUUID } from 'node:crypto'
import { readdir, rename, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { Fault } from '../../errors/fault.ts'
import { type Access, newAccess, readAccess, writeAccess } from './access.ts'
import type { Account } from './account.ts'
import type { Binaries } from './binaries.ts'
import { isBlank } from './blank.ts'
import { readIfThere, syncFolder } from './files.ts'
import { copyCluster, initdb, type Making, makePrivate } from './initdb.ts'
import type { Launch } from './launcher.ts'
import type { Layout } from './layout.ts'
import type { EmbeddedLog } from './log.ts'
import { findPostmaster } from './postmaster.ts'
import { finish } from './process.ts'
import { stopPostmaster } from './server.ts'

/** Start of the name of a folder in which a cluster is being made. */
const MAKING_PREFIX = 'making-'

/** What start-up found on disk. `fresh`: just made, and `settle` must follow. */
export interface Cluster {
  readonly access: Access
  readonly fresh: boolean
}

export interface ClusterParts {
  readonly layout: Layout
  readonly account: Account | null
  readonly launch: Launch
  readonly programs: Binaries
  /** The cluster to copy; null: none. */
  readonly blank: string | null
  readonly log: EmbeddedLog
}

/**
 * Makes sure that PGDATA holds a cluster. One whose making was interrupted (killed before all of it was on
 * disk) holds nothing that anybody was promised, and is made again; that is judged by two marks, in
 * PGDATA and beside it, and only when neither was ever set.
 *
 * @throws Fault `embedded-database-lost` when the marks disagree: better no start than an empty ledger.
 */
export async function ensureCluster(parts: ClusterParts): Promise<Cluster> {
  const { layout, log } = parts
  const access = await readAccess(layout)
  const marked = await readIfThere(layout.marker)
  if (marked !== null && access !== null) {
    // Cut off between the two.
    if (access.created === undefined) await writeAccess(layout, { ...access, created: marked.trim() })
    return { access, fresh: false }
  }
  if (marked !== null || access?.created !== undefined) {
    const missing = marked !== null ? layout.access : layout.data
    throw new Fault('embedded-database-lost', { params: { missing } })
  }

  await discardHalfMade(layout, log)
  const secrets = access ?? newAccess()
  await writeAccess(layout, secrets)
  await initialise(parts, secrets)
  return { access: secrets, fresh: true }
}

async function discardHalfMade(layout: Layout, log: EmbeddedLog): Promise<void> {
  const names = await readdir(layout.home)
  const leftovers = names.filter(name => name === basename(layout.data) || name.startsWith(MAKING_PREFIX))
  if (leftovers.length === 0) return
  log.warn('the embedded database was interrupted while it was being made: making it again')
  const running = await findPostmaster(layout)
  if (running !== null) await stopPostmaster(layout, running.pid)
  for (const name of leftovers) {
    // Retries: a program that outlived its killed parent may still be writing for a moment.
    await rm(join(layout.home, name), { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
  }
}

/** Works in a folder of its own and renames it at the end: a program of a killed gateway may still be at work. */
async function initialise(parts: ClusterParts, access: Access): Promise<void> {
  const { layout, account } = parts
  const making = `${layout.home}/${MAKING_PREFIX}${randomUUID()}`
  const how = { ...parts, run: layout.run, access }
  await makePrivate(making, account)
  if (!(await copied(making, parts, how))) await initdb(making, how)
  await rename(making, layout.data)
  await syncFolder(layout.home)
}

/** @returns false when there is no cluster to copy, or it could not be copied: then the folder is empty */
async function copied(making: string, { blank, account, log }: ClusterParts, how: Making): Promise<boolean> {
  if (blank === null || !isBlank(blank)) return false
  try {
    await copyCluster(blank, making, how)
    return true
  } catch (error) {
    log.warn(`the cluster that the build made could not be copied, so one is made: ${String(error)}`)
    await rm(making, { recursive: true })
    await makePrivate(making, account)
    return false
  }
}

/** Waits until all is on disk, then sets both marks. */
export async function settle(
  layout: Layout,
  access: Access,
  launch: Launch,
  programs: { readonly initdb: string },
): Promise<void> {
  const sync = launch(programs.initdb, [`--pgdata=${layout.data}`, '--sync-only'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  await finish('initdb --sync-only', sync)
  const created = new Date().toISOString()
  await writeFile(layout.marker, `${created}\n`, { mode: 0o600, flush: true })
  await syncFolder(layout.data)
  await writeAccess(layout, { ...access, created })
}
