import { writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'

import { readIfThere } from './files.ts'
import type { Layout } from './layout.ts'
import type { EmbeddedLog } from './log.ts'
import { findOrphans, parsePidFile } from './postmaster.ts'
import { signalIfThere } from './process.ts'

/** No process can have it (pid_max is at most 2^22), so PostgreSQL sees at once that its owner is gone. */
const NOBODYS_PID = '2147483647'
const ORPHAN_PATIENCE = 1_000

/**
 * Clears what a killed server left on disk and in memory, so that neither can bar the next start. Call only
 * while holding the folder's lock and knowing that no server runs.
 *
 * PostgreSQL takes a pid file for a live server when any process of its own user has that pid by now. The file
 * is not removed, for it also names the shared memory, by which PostgreSQL makes sure that no backend of the
 * dead server still writes: only the pid in it is replaced.
 */
export async function clearLeftovers(layout: Layout, log: EmbeddedLog): Promise<void> {
  const text = await readIfThere(layout.pidFile)
  if (text === null) return
  if (parsePidFile(text) !== null) {
    await writeFile(layout.pidFile, [NOBODYS_PID, ...text.split('\n').slice(1)].join('\n'))
  }
  await endOrphans(layout.data, log)
}

async function endOrphans(data: string, log: EmbeddedLog): Promise<void> {
  for (const signal of ['SIGQUIT', 'SIGKILL'] as const) {
    const stubborn = await orphansAfter(ORPHAN_PATIENCE, data)
    if (stubborn.length === 0) return
    log.warn(`processes of the killed embedded database still run: ${signal} to ${stubborn.join(', ')}`)
    for (const pid of stubborn) signalIfThere(pid, signal)
  }
  await orphansAfter(ORPHAN_PATIENCE, data)
}

/** Orphans end by themselves as soon as they look up from their work; returns those that have not. */
async function orphansAfter(patience: number, data: string): Promise<number[]> {
  const deadline = Date.now() + patience
  for (;;) {
    const orphans = await findOrphans(data)
    if (orphans.length === 0 || Date.now() > deadline) return orphans
    await sleep(20)
  }
}
