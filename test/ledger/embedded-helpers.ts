import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import type { Test } from 'tap'
import { nodeArgs } from '../support/node-args.ts'

/** A log that keeps its lines. */
export function memoryLog() {
  const lines: string[] = []
  const keep = (line: string) => {
    lines.push(line)
  }
  return { lines, info: keep, warn: keep }
}

/** A data folder below a directory that is closed to other users, as `mktemp -d` makes it. */
export async function closedFolder(t: Test): Promise<string> {
  const parent = await mkdtemp(join(tmpdir(), 'lienthong-embedded-'))
  t.teardown(async () => {
    for (const pid of processesOf(parent)) kill(pid)
    while (processesOf(parent).length > 0) await sleep(20)
    await rm(parent, { recursive: true, force: true })
  })
  return join(parent, 'data')
}

/** Pids whose command line names the folder. */
export function processesOf(folder: string): number[] {
  const table = execFileSync('ps', ['-A', '-ww', '-o', 'pid=,args='], { encoding: 'utf8' })
  return table.split('\n').flatMap(line => {
    const [, pid, args] = /^\s*(\d+) (.*)$/.exec(line) ?? []
    return args?.includes(folder) ? [Number(pid)] : []
  })
}

/** kill -9, the process may be gone already. */
export function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}

/** Another process that starts the embedded server of the folder and stays; `lead` is a program that runs it. */
export function spawnOwner(
  folder: string,
  lead: readonly string[] = [],
  stderr: 'inherit' | 'pipe' = 'inherit',
  ...options: string[]
): ChildProcess {
  const script = fileURLToPath(new URL('./embedded-owner.ts', import.meta.url))
  const [program, ...args] = [...lead, process.execPath, ...nodeArgs, script, folder, ...options]
  return spawn(program ?? process.execPath, args, {
    stdio: ['ignore', 'pipe', stderr],
    // Not the whole environment: the test runner's hooks in it would write into this test's own output.
    env: { PATH: process.env.PATH, HOME: process.env.HOME },
  })
}

export async function ownerReady(owner: ChildProcess): Promise<{ url: string; adopted: boolean }> {
  if (owner.stdout === null) throw new Error('the owner has no output')
  for await (const line of createInterface({ input: owner.stdout })) return JSON.parse(line)
  throw new Error('the owner ended before it was ready')
}

export async function killAndWait(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}

export async function postmasterPid(folder: string): Promise<number> {
  return Number((await readFile(join(folder, 'postgres/data/postmaster.pid'), 'utf8')).split('\n')[0])
}

export async function sql(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {}) // the query rejects as well
  await client.connect()
  try {
    const { rows } = await client.query<Record<string, unknown>>(text)
    return rows
  } finally {
    await client.end()
  }
}
