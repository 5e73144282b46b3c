import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from 'node:child_process'
import { readFile, realpath, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Fault } from '../../errors/fault.ts'
import type { Account } from './account.ts'

/** Starts a PostgreSQL program as the server's OS user. */
export type Launch = (program: string, args: readonly string[], options: SpawnOptions) => ChildProcess

/**
 * What suffices to read and search below a directory that is closed to the server's user, the least first.
 * Containers commonly keep the second only. Bits: capabilities(7).
 */
const SEARCH_CAPABILITIES = [
  { name: 'dac_read_search', bit: 2n },
  { name: 'dac_override', bit: 1n },
] as const

/**
 * Finds out how to start programs as `account` (null: as ourselves) so that they reach `paths`, without
 * loosening any directory: a checkout or data folder below `mktemp -d` or /root is closed to every other user.
 * There the server gets one ambient capability through setpriv; the folder it writes to is its own.
 *
 * @throws Fault `embedded-database-unreachable-folder` when a directory is closed and that way is barred.
 */
export async function makeLauncher(
  account: Account | null,
  paths: readonly string[],
  probe: string,
): Promise<Launch> {
  if (account === null) return (program, args, options) => spawn(program, args, apart(options))
  const plain: Launch = (program, args, options) =>
    spawn(program, args, { ...apart(options), uid: account.uid, gid: account.gid })
  const closed = await closedDirectory(account, paths)
  if (closed === null) return plain

  for (const capability of SEARCH_CAPABILITIES) {
    if (!(await hasCapability(capability.bit))) continue
    const lead = setpriv(account, capability.name)
    if (spawnSync('setpriv', [...lead, probe, '--version'], { cwd: '/', env: environment() }).status !== 0)
      continue
    return (program, args, options) => spawn('setpriv', [...lead, program, ...args], apart(options))
  }
  throw new Fault('embedded-database-unreachable-folder', {
    params: { directory: closed, user: account.name },
  })
}

/**
 * `no_setuid_fixup` matters: access(2), by which PostgreSQL checks its own programs, otherwise ignores the
 * capabilities of a process whose real user is not root.
 */
function setpriv(account: Account, capability: string): string[] {
  const only = `-all,+${capability}`
  return [
    `--reuid=${account.uid}`,
    `--regid=${account.gid}`,
    '--clear-groups',
    `--inh-caps=${only}`,
    `--ambient-caps=${only}`,
    `--bounding-set=${only}`,
    '--securebits=+no_setuid_fixup',
  ]
}

/**
 * Our own working directory may be closed to the server's user, and our PG* variables are not the server's. A session
 * of its own: neither Ctrl-C nor a supervisor's signal to our group may end the database, or its making, before us.
 */
function apart(options: SpawnOptions): SpawnOptions {
  return { ...options, detached: true, cwd: '/', env: environment() }
}

function environment(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' }
}

/** The topmost directory on the way to one of the paths that the account may not search, or null. */
async function closedDirectory(account: Account, paths: readonly string[]): Promise<string | null> {
  for (const path of paths) {
    const way: string[] = []
    for (let at = await realpath(path); way[0] !== at; at = dirname(at)) way.unshift(at)
    for (const directory of way) {
      const { mode, uid, gid } = await stat(directory)
      const search = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001
      if ((mode & search) === 0) return directory
    }
  }
  return null
}

async function hasCapability(bit: bigint): Promise<boolean> {
  if (process.platform !== 'linux') return false
  const held = /^CapEff:\s*([0-9a-f]+)$/m.exec(await readFile('/proc/self/status', 'utf8'))?.[1] ?? '0'
  return (BigInt(`0x${held}`) & (1n << bit)) !== 0n
}
