import { closeSync, constants, openSync } from 'node:fs'
import { run } from './child.mjs'

/** open(2) on macOS and BSD can lock at once; Linux has no such flag. */
const BSD_O_EXLOCK = 0x20

/**
 * Does `work` while no other process of this checkout does the same. It is the kernel's lock on a file that is
 * always there, so a killed process leaves nothing stale behind. Where flock(1) is missing, work goes unguarded.
 */
export async function alone(file, work) {
  const linux = process.platform === 'linux'
  const fd = openSync(file, linux ? constants.O_RDONLY : constants.O_RDONLY | BSD_O_EXLOCK)
  try {
    if (linux) await run('flock', ['-x', '3'], { stdio: ['ignore', 'ignore', 'ignore', fd] }).catch(() => {})
    return await work()
  } finally {
    closeSync(fd)
  }
}
