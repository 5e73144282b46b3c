import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { Fault } from '../../errors/fault.ts'
import { errnoOf } from './files.ts'

/** How much of a program's output a fault carries. */
const TAIL_LINES = 12

/** Waits for a short-lived program. @throws Fault `embedded-database-failed` with what it last wrote. */
export async function finish(step: string, child: ChildProcess): Promise<void> {
  let output = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  const reason = await once(child, 'close').then(
    ([code, signal]) => (code === 0 ? null : tail(output) || `exit ${String(signal ?? code)}`),
    (error: unknown) => String(error),
  )
  if (reason !== null) throw failure(step, reason)
}

/** Signals a process that may have ended since somebody looked. */
export function signalIfThere(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if (errnoOf(error) !== 'ESRCH') throw error
  }
}

export function failure(step: string, reason: string, cause?: unknown): Fault {
  return new Fault('embedded-database-failed', { params: { step, reason }, cause })
}

/** The end of the server's log, for a fault; the log is set so that it never holds data (see settings.ts). */
export async function tailOf(path: string, from: number): Promise<string> {
  return tail((await readFile(path)).subarray(from).toString('utf8'))
}

function tail(text: string): string {
  return text.trim().split('\n').slice(-TAIL_LINES).join('\n')
}
