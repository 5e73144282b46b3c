import { type ChildProcess, spawn } from 'node:child_process'
import type { Test } from 'tap'
import { ownProgram } from '../support/node-args.ts'

export interface Program {
  readonly child: ChildProcess
  readonly url: string
  /** Exit code, or null when a signal ended it. */
  readonly ended: Promise<number | null>
}

const command = ownProgram('sandbox/main.ts')

/** Starts the sandbox as a program of its own on a free port and waits for its word over the IPC channel. */
export async function startProgram(t: Test, args: readonly string[]): Promise<Program> {
  const child = spawn(process.execPath, [...command, '--port', '0', ...args], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  t.teardown(() => child.kill('SIGKILL'))
  const ended = new Promise<number | null>(resolve => child.once('exit', resolve))
  const message = await new Promise<unknown>((resolve, reject) => {
    child.once('message', resolve)
    child.once('exit', code => reject(new Error(`the sandbox ended with ${code} before it was ready`)))
  })
  const { ready, port } = message as { ready: boolean; port: number }
  t.equal(ready, true)
  return { child, url: `http://127.0.0.1:${port}`, ended }
}

/** Runs it without IPC until it ends by itself, or until `until` is printed. */
export async function runProgram(
  args: readonly string[],
  until?: (output: string, child: ChildProcess) => void,
): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, [...command, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  let out = ''
  let err = ''
  child.stdout.on('data', (data: Buffer) => {
    out += data.toString()
    until?.(out, child)
  })
  child.stderr.on('data', (data: Buffer) => {
    err += data.toString()
  })
  const code = await new Promise<number | null>(resolve => child.once('close', resolve))
  return { code, out, err }
}
