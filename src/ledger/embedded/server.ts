import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { open, readdir, rename, rm, stat } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { readIfThere } from './files.ts'
import type { Launch } from './launcher.ts'
import type { Layout } from './layout.ts'
import { findPostmaster, isServerOf, type Postmaster, parsePidFile } from './postmaster.ts'
import { failure, signalIfThere, tailOf } from './process.ts'
import { serverOptions, socketFits } from './settings.ts'

/** Crash recovery replays at most max_wal_size; two minutes cover a slow disk. */
const READY_TIMEOUT = 120_000
const STOP_TIMEOUT = 30_000
/** Between two looks at the pid file: what a start can lose at most. */
const POLL = 10
const LOG_LIMIT = 10_000_000
/** Another program may take the free port before the server does. */
const PORT_ATTEMPTS = 3

/** Starts a server on a complete PGDATA that has none, and waits until it accepts connections. */
export async function startPostmaster(
  layout: Layout,
  launch: Launch,
  postgres: string,
  tuning: Readonly<Record<string, string>>,
): Promise<Postmaster> {
  // Nothing runs here, so whatever lies here is a leftover; a socket's lock file naming a reused pid would bar the start.
  for (const name of await readdir(layout.run)) await rm(join(layout.run, name), { force: true })
  if (socketFits(layout)) return spawnPostmaster(layout, launch, postgres, null, tuning)
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await spawnPostmaster(layout, launch, postgres, await freePort(), tuning)
    } catch (error) {
      if (attempt === PORT_ATTEMPTS || !/address already in use/i.test(String(error))) throw error
    }
  }
}

async function spawnPostmaster(
  layout: Layout,
  launch: Launch,
  postgres: string,
  port: number | null,
  tuning: Readonly<Record<string, string>>,
): Promise<Postmaster> {
  await rotate(layout.log)
  const log = await open(layout.log, 'a', 0o600)
  const { size } = await log.stat()
  let child: ChildProcess
  try {
    child = launch(postgres, ['-D', layout.data, ...serverOptions(layout, port, tuning)], {
      // A file, not a pipe: the server outlives a killed gateway without SIGPIPE.
      stdio: ['ignore', log.fd, log.fd],
    })
  } finally {
    await log.close()
  }
  child.unref()
  let ended: string | null = null
  child.once('error', error => {
    ended = String(error)
  })
  child.once('exit', (code, signal) => {
    ended = `exit ${signal ?? code}`
  })

  const deadline = Date.now() + READY_TIMEOUT
  while (Date.now() < deadline) {
    if (ended !== null) throw failure('postgres', (await tailOf(layout.log, size)) || ended)
    const written = parsePidFile(await readIfThere(layout.pidFile))
    if (written?.pid === child.pid && written?.status === 'ready') return written
    await sleep(POLL)
  }
  child.kill('SIGQUIT')
  throw failure('postgres', `not ready within ${READY_TIMEOUT / 1000} s\n${await tailOf(layout.log, size)}`)
}

/**
 * Waits until a server that somebody else started is ready, through crash recovery too; null when it is gone
 * instead, for example because it was shutting down.
 */
export async function awaitPostmaster(layout: Layout): Promise<Postmaster | null> {
  const deadline = Date.now() + READY_TIMEOUT
  while (Date.now() < deadline) {
    const found = await findPostmaster(layout)
    if (found === null || found.status === 'ready') return found
    await sleep(POLL)
  }
  throw failure('adopt', `the running server was not ready within ${READY_TIMEOUT / 1000} s`)
}

/** Ends a server the fast way (open transactions are rolled back) and waits until its process is gone. */
export async function stopPostmaster(layout: Layout, pid: number): Promise<void> {
  if (!(await isServerOf(pid, layout.data))) return
  signalIfThere(pid, 'SIGINT')
  const deadline = Date.now() + STOP_TIMEOUT
  while (Date.now() < deadline) {
    if (!(await isServerOf(pid, layout.data))) return
    await sleep(POLL)
  }
  throw failure('stop', `the server (pid ${pid}) did not end within ${STOP_TIMEOUT / 1000} s`)
}

async function rotate(log: string): Promise<void> {
  const size = await stat(log).then(
    found => found.size,
    () => 0,
  )
  if (size > LOG_LIMIT) await rename(log, `${log}.1`)
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw failure('postgres', 'no free loopback port')
  return address.port
}
