import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Fault } from './errors/fault.ts'
import type { Settings } from './settings/load.ts'
import type { Logger } from './telemetry/log.ts'

const program = fileURLToPath(
  new URL(`./sandbox/main${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url),
)
const restartMs = 1_000

/** The sandbox platforms as a process of their own beside the gateway. */
export interface SandboxProcess {
  readonly url: string
  /** Where platforms call back. */
  tell(gateway: string): void
  stop(): Promise<void>
}

/**
 * Starts the sandbox and keeps it running. It is detached, so that a Ctrl-C meant for the gateway does not take the
 * platform away from deliveries that are still finishing; it ends by itself when the gateway is gone.
 *
 * @throws Fault `sandbox-failed`
 */
export async function startSandbox({ data, sandbox }: Settings, log: Logger): Promise<SandboxProcess> {
  let stopping = false
  let port = sandbox.port
  let child = await launch(data, port)
  port = child.port
  let gateway: string | undefined
  const tell = () => {
    // A sandbox that has just ended is told when it is there again.
    if (gateway !== undefined && child.process.connected) child.process.send({ gateway }, () => undefined)
  }
  const watch = () => {
    child.process.once('exit', async () => {
      if (stopping) return
      log.warn('the sandbox ended; starting it again')
      await new Promise(resolve => setTimeout(resolve, restartMs))
      if (stopping) return
      child = await launch(data, port).catch(() => child)
      tell()
      watch()
    })
  }
  watch()
  return {
    url: `http://127.0.0.1:${port}`,
    tell(address) {
      gateway = address
      tell()
    },
    async stop() {
      stopping = true
      if (child.process.exitCode !== null || child.process.signalCode !== null) return
      child.process.kill('SIGTERM')
      await once(child.process, 'exit')
    },
  }
}

async function launch(data: string, port: number): Promise<{ process: ChildProcess; port: number }> {
  const process = fork(program, ['--port', String(port), '--data', join(data, 'sandbox')], {
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  let complaint = ''
  process.stderr?.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-500)
  })
  const ready = new Promise<number>((resolve, reject) => {
    process.once('message', message => resolve((message as { port: number }).port))
    process.once('exit', () =>
      reject(new Fault('sandbox-failed', { params: { reason: complaint.trim() || 'it said nothing' } })),
    )
    process.once('error', cause =>
      reject(new Fault('sandbox-failed', { params: { reason: cause.message }, cause })),
    )
  })
  return { process, port: await ready }
}
