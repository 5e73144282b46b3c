import { execFileSync } from 'node:child_process'
import { readdir, readFile, readlink, realpath } from 'node:fs/promises'
import { errnoOf, readIfThere } from './files.ts'
import type { Layout } from './layout.ts'

/** What the running server says of itself in `postmaster.pid` (PostgreSQL's miscadmin.h, LOCK_FILE_LINE_*). */
export interface Postmaster {
  readonly pid: number
  readonly port: number
  /** Unix socket directory, or loopback address. */
  readonly host: string
  readonly status: 'starting' | 'stopping' | 'ready' | 'unknown'
}

/** The server that is alive on this data folder, or null. A leftover file, or a reused pid, is no server. */
export async function findPostmaster(layout: Layout): Promise<Postmaster | null> {
  const written = parsePidFile(await readIfThere(layout.pidFile))
  return written !== null && (await isServerOf(written.pid, layout.data)) ? written : null
}

export function parsePidFile(text: string | null): Postmaster | null {
  const [pid = '', , , port = '', socket = '', address = '', , status = ''] = (text ?? '').split('\n')
  if (!/^\d+$/.test(pid)) return null
  const word = status.trim()
  return {
    pid: Number(pid),
    port: Number(port),
    host: socket.trim() || address.trim(),
    status: word === 'starting' || word === 'stopping' || word === 'ready' ? word : 'unknown',
  }
}

/** Whether the process is a PostgreSQL server on this very folder. False for the dead, zombies and strangers. */
export async function isServerOf(pid: number, data: string): Promise<boolean> {
  const words = await commandLine(pid)
  return words.some(word => /(^|\/)postgres$/.test(word)) && words.includes(data)
}

async function commandLine(pid: number): Promise<string[]> {
  if (process.platform === 'linux') {
    // ESRCH: the process ended between open and read.
    return readFile(`/proc/${pid}/cmdline`, 'utf8').then(
      text => text.split('\0'),
      error => {
        if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ESRCH') return []
        throw error
      },
    )
  }
  try {
    const command = execFileSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], {
      encoding: 'utf8',
    }).trim()
    // Without NUL separators a folder with spaces cannot be told apart by words: cut around our own options.
    const [program = '', rest = ''] = command.split(' -D ', 2)
    return [program, rest.split(' -c ')[0] ?? '']
  } catch {
    return [] // ps exits with 1 when there is no such process
  }
}

/**
 * Backends that outlived a killed postmaster. They hold the shared memory, and PostgreSQL refuses to start
 * beside them. Every server process has the data folder as its working directory.
 */
export async function findOrphans(data: string): Promise<number[]> {
  if (process.platform !== 'linux') return []
  const real = await realpath(data)
  const found: number[] = []
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const cwd = await readlink(`/proc/${name}/cwd`).catch(() => '') // ended meanwhile, or another user's
    if (cwd !== real) continue
    if (/^postgres:/.test((await commandLine(Number(name)))[0] ?? '')) found.push(Number(name))
  }
  return found
}
