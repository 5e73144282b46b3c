import { mkdir, realpath } from 'node:fs/promises'
import { resolve } from 'node:path'
import pg from 'pg'
import { Fault } from '../../errors/fault.ts'
import { type Access, DATABASE, ROLE, readAccess, urlOf } from './access.ts'
import { chooseAccount } from './account.ts'
import { findBinaries } from './binaries.ts'
import { builtBlank } from './blank.ts'
import { ensureCluster, settle } from './cluster.ts'
import { makePrivate } from './initdb.ts'
import { type Launch, makeLauncher } from './launcher.ts'
import { type Layout, layoutOf } from './layout.ts'
import { lockFolder } from './lock.ts'
import type { EmbeddedLog } from './log.ts'
import { findPostmaster, isServerOf, type Postmaster } from './postmaster.ts'
import { failure } from './process.ts'
import { clearLeftovers } from './recovery.ts'
import { awaitPostmaster, startPostmaster, stopPostmaster } from './server.ts'

export interface EmbeddedOptions {
  /** The gateway's data folder; everything of the server lies in `postgres/` below it. */
  readonly folder: string
  readonly log: EmbeddedLog
  /** Called once when the data folder is ours, long before the server is ready. */
  readonly onLocked?: () => void
  /** Called whenever a program of the server has been started: what remains is mostly its work. */
  readonly onLaunched?: () => void
  /** Called once when the server ends without `stop()`, within a second. */
  readonly onExit?: () => void
  /** Server settings over the usual ones; a server that is adopted keeps those that it runs with. */
  readonly tuning?: Readonly<Record<string, string>>
  /** Folder of the cluster that the first start copies, null: none; default: the one that the build has made. */
  readonly blank?: string | null
}

export interface Embedded {
  /** PostgreSQL URL of the role and database `lienthong`. Holds the password: never log it. */
  readonly url: string
  /** Whether the server was already running, left by a gateway that was killed. */
  readonly adopted: boolean
  /** Fulfilled when what a first start has made is on disk. Before, nothing may be promised: a crash undoes it all. */
  readonly settled: Promise<void>
  /** Ends the server once it is settled, waits until it is gone (30 s), then frees the data folder. Idempotent. */
  stop(): Promise<void>
}

const WATCH_INTERVAL = 500

/**
 * Starts, or adopts, the PostgreSQL server of a data folder, making it on the first start.
 *
 * @throws Fault `data-folder-in-use`, `embedded-database-failed`, `embedded-database-lost`,
 *   `embedded-database-unreachable-folder`, `embedded-database-unsupported`.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  try {
    return await start(options)
  } catch (error) {
    rethrow(error)
  }
}

function rethrow(error: unknown): never {
  throw error instanceof Fault ? error : failure('files', String(error), error)
}

async function start(options: EmbeddedOptions): Promise<Embedded> {
  const { folder, onLocked, onExit } = options
  const layout = await prepare(folder)
  const release = await lockFolder(layout.lock, folder)
  try {
    onLocked?.()
    const { server, access, adopted, settled } = await open(layout, options)
    // Whoever waits for it hears of a failure, and nobody need wait.
    settled.catch(() => undefined)
    const stopWatching = watch(layout, server, onExit)
    let stopped: Promise<void> | undefined
    return {
      url: urlOf(server, ROLE, access.password, DATABASE),
      adopted,
      settled,
      stop() {
        stopWatching()
        const stop = () => stopPostmaster(layout, server.pid)
        stopped ??= settled.then(stop, stop).finally(release)
        return stopped
      },
    }
  } catch (error) {
    release()
    throw error
  }
}

/**
 * URL of the running server of a data folder, for a second process such as the CLI; null when none is ready.
 *
 * @throws Fault `embedded-database-failed` when the folder belongs to another user.
 */
export async function attachEmbedded(folder: string): Promise<string | null> {
  const layout = layoutOf(await realpath(resolve(folder)).catch(() => resolve(folder)))
  const access = await readAccess(layout).catch((error: unknown) => {
    throw failure('access', String(error), error)
  })
  if (access?.created === undefined) return null
  const server = await findPostmaster(layout)
  return server?.status === 'ready' ? urlOf(server, ROLE, access.password, DATABASE) : null
}

async function prepare(folder: string): Promise<Layout> {
  await mkdir(folder, { recursive: true })
  // Physical paths: a server is recognised by the folder on its command line, whatever symlink led us here.
  const layout = layoutOf(await realpath(folder))
  await mkdir(layout.home, { recursive: true, mode: 0o711 })
  return layout
}

async function open(
  layout: Layout,
  { log, onLaunched, tuning = {}, blank = builtBlank }: EmbeddedOptions,
): Promise<Pick<Embedded, 'adopted' | 'settled'> & { server: Postmaster; access: Access }> {
  const programs = findBinaries()
  const account = await chooseAccount(layout.data, log)
  await makePrivate(layout.run, account)
  const launcher = await makeLauncher(account, [programs.folder, layout.home], programs.postgres)
  const launch: Launch = (...program) => {
    const child = launcher(...program)
    onLaunched?.()
    return child
  }
  const { access, fresh } = await ensureCluster({ layout, account, launch, programs, blank, log })

  const running = await awaitPostmaster(layout)
  if (running === null) await clearLeftovers(layout, log)
  const server = running ?? (await startPostmaster(layout, launch, programs.postgres, tuning))
  try {
    // Of one that has just been made, its passwords are known; whoever uses it connects at once.
    if (!fresh) await verify(urlOf(server, ROLE, access.password, DATABASE))
  } catch (error) {
    if (running === null) await stopPostmaster(layout, server.pid)
    throw error
  }
  if (running !== null) log.info(`adopted the embedded database that was still running (pid ${server.pid})`)
  const settled = fresh ? settle(layout, access, launch, programs).catch(rethrow) : Promise.resolve()
  return { server, access, adopted: running !== null, settled }
}

async function verify(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  client.on('error', () => {}) // rejects the query too; unheard, it would end the process
  try {
    await client.connect()
    await client.query('SELECT 1')
  } catch (error) {
    throw failure('connect', error instanceof Error ? error.message : String(error), error)
  } finally {
    await client.end()
  }
}

/** An adopted server is no child of ours, so its end is seen by looking. */
function watch(layout: Layout, server: Postmaster, onExit: (() => void) | undefined): () => void {
  if (onExit === undefined) return () => {}
  const timer = setInterval(async () => {
    if (await isServerOf(server.pid, layout.data)) return
    clearInterval(timer)
    onExit()
  }, WATCH_INTERVAL).unref()
  return () => clearInterval(timer)
}
