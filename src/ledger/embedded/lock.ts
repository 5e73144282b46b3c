import { spawnSync } from 'node:child_process'
import { closeSync, constants, ftruncateSync, openSync, writeSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { Fault } from '../../errors/fault.ts'
import { errnoOf } from './files.ts'

/** open(2) on macOS and BSD can lock at once; Linux has no such flag. */
const BSD_O_EXLOCK = 0x20

/**
 * Takes the exclusive lock of a data folder and returns what releases it.
 *
 * It is the kernel's flock, held by an open file of this process: it ends with the process, however that ends,
 * so it cannot go stale, and neither a reused pid nor two processes starting at once can fool it. Node has no
 * flock of its own: flock(1) locks the file that it inherits from us, and the lock stays with our descriptor.
 * The file's content (our pid) only serves the message; the file itself is never removed, because a lock on a
 * removed file would exclude nobody.
 *
 * @throws Fault `data-folder-in-use` when another process holds it.
 */
export async function lockFolder(path: string, folder: string): Promise<() => void> {
  const fd = openLocked(path)
  if (fd === null) throw new Fault('data-folder-in-use', { params: { folder, pid: await holder(path) } })
  ftruncateSync(fd)
  writeSync(fd, `${process.pid}\n`, 0)
  let released = false
  return () => {
    if (released) return
    released = true
    ftruncateSync(fd)
    closeSync(fd)
  }
}

function openLocked(path: string): number | null {
  const flags = constants.O_RDWR | constants.O_CREAT
  if (process.platform !== 'linux') {
    try {
      return openSync(path, flags | constants.O_NONBLOCK | BSD_O_EXLOCK, 0o600)
    } catch (error) {
      if (errnoOf(error) === 'EAGAIN' || errnoOf(error) === 'EWOULDBLOCK') return null
      throw error
    }
  }
  const fd = openSync(path, flags, 0o600)
  const { status, error } = spawnSync('flock', ['-n', '-x', '3'], {
    stdio: ['ignore', 'ignore', 'ignore', fd],
  })
  if (status === 0) return fd
  closeSync(fd)
  if (error !== undefined) {
    const reason = `the command "flock" (package util-linux) could not be run: ${error.message}`
    throw new Fault('embedded-database-failed', { params: { step: 'lock', reason }, cause: error })
  }
  return null
}

/** The pid that the holder wrote; it may need a moment between locking and writing. */
async function holder(path: string): Promise<string> {
  for (let attempt = 0; attempt < 10; attempt += 1) {
    const pid = (await readFile(path, 'utf8')).trim()
    if (pid !== '') return pid
    await sleep(50)
  }
  return '?'
}
