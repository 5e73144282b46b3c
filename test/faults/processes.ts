import { execFileSync } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'

interface Listed {
  readonly pid: number
  readonly parent: number
  readonly args: string
}

/**
 * The processes that work on a data folder of ours and everything below them: sandbox and postmaster name the folder in
 * their arguments, the database's backends do not, but are the postmaster's children.
 */
export function processesOf(folder: string): number[] {
  const table = list()
  const found = new Set(table.filter(({ args }) => args.includes(folder)).map(({ pid }) => pid))
  for (let size = -1; size !== found.size; ) {
    size = found.size
    for (const { pid, parent } of table) if (found.has(parent)) found.add(pid)
  }
  found.delete(process.pid)
  return [...found]
}

export function killAll(pids: readonly number[]): void {
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
    }
  }
}

export async function untilGone(pids: readonly number[]): Promise<void> {
  while (pids.some(isThere)) await sleep(10)
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !isZombie(pid)
  } catch {
    return false
  }
}

/** Where nobody reaps orphans (a container without init) the dead stay listed. */
function isZombie(pid: number): boolean {
  try {
    const state = execFileSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' })
    return state.trim().startsWith('Z')
  } catch {
    return true
  }
}

function list(): Listed[] {
  const table = execFileSync('ps', ['-A', '-ww', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' })
  return table.split('\n').flatMap(line => {
    const [, pid, parent, args] = /^\s*(\d+)\s+(\d+)\s(.*)$/.exec(line) ?? []
    return args === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), args }]
  })
}
