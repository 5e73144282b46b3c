import { openServer } from './ledger/database-server.ts'
import type { Closer, Roles } from './roles.ts'
import { type SandboxProcess, startSandbox } from './sandbox-process.ts'
import type { Settings } from './settings/load.ts'
import type { Logger } from './telemetry/log.ts'

/** A gateway that runs. */
export interface Gateway extends Roles {
  /**
   * Takes no new requests, lets what is in flight finish or hands it back, closes the database last. Idempotent.
   * Resolves with whether all of it was closed; what was not is in the log.
   */
  stop(): Promise<boolean>
}

/**
 * Starts the roles that the settings ask for. What is opened here is closed in the opposite order.
 *
 * @param onFatal the embedded database ended by itself: nothing can be acknowledged any more.
 */
export async function startGateway(settings: Settings, log: Logger, onFatal: () => void): Promise<Gateway> {
  const closers: Closer[] = []
  let stopping: Promise<boolean> | undefined
  const stop = () => {
    stopping ??= closeAll(closers, log)
    return stopping
  }
  try {
    return { ...(await open(settings, log, onFatal, closers)), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Loading what the roles are made of takes as long as starting what runs beside them: both at once. */
async function open(settings: Settings, log: Logger, onFatal: () => void, closers: Closer[]): Promise<Roles> {
  const launched = event()
  const starting = startBeside(settings, log, onFatal, closers, launched.tell)
  // While modules load, this thread hardly takes a step towards the launch of the database.
  await launched.told
  const loading = load()
  // When one fails, the other comes to its end first: what it opened is closed as well.
  await Promise.allSettled([loading, starting])
  const { openRoles, prepared } = await loading
  return openRoles({ settings, log, closers, ...prepared, ...(await starting) })
}

async function load() {
  const { openRoles, prepare } = await import('./roles.ts')
  return { openRoles, prepared: await prepare() }
}

/** @param onLaunched what remains of the database's start is mostly the work of other processes, or it is over */
async function startBeside(
  settings: Settings,
  log: Logger,
  onLost: () => void,
  closers: Closer[],
  onLaunched: () => void,
) {
  const locked = event()
  const opening = openServer(settings, log, { onLocked: locked.tell, onLaunched, onLost })
  opening.then(onLaunched, onLaunched)
  // The lock first: the sandbox keeps its journal in the data folder. A server that fails before has none to wait for.
  const launching = settings.sandbox.enabled
    ? Promise.race([locked.told, opening]).then(() => openSandbox(settings, log))
    : undefined
  const [server, sandbox] = await Promise.allSettled([opening, launching])
  if (server.status === 'fulfilled') closers.push(() => server.value.stop())
  if (sandbox.status === 'fulfilled') closers.push(async () => sandbox.value?.stop())
  return { server: await opening, sandbox: await launching }
}

/** Something that happens, and can be waited for. */
function event(): { readonly told: Promise<void>; tell(): void } {
  let tell = () => {}
  const told = new Promise<void>(resolve => {
    tell = resolve
  })
  return { told, tell }
}

/** A worker on its own uses the sandbox that its gateway runs on the same machine. */
async function openSandbox(settings: Settings, log: Logger): Promise<SandboxProcess> {
  if (settings.role !== 'worker') return startSandbox(settings, log)
  return {
    url: `http://127.0.0.1:${settings.sandbox.port}`,
    tell: () => undefined,
    stop: async () => undefined,
  }
}

async function closeAll(closers: Closer[], log: Logger): Promise<boolean> {
  let all = true
  for (const close of closers.reverse()) {
    await close().catch((error: unknown) => {
      all = false
      log.error({ error }, 'closing failed')
    })
  }
  return all
}
