import { isIPv6 } from 'node:net'
import fastify, { type FastifyInstance } from 'fastify'
import { type ControlOptions, control, type PortalState, stateOf } from './control.ts'
import { Desk } from './desk.ts'
import { Faults } from './faults.ts'
import { type CompleteOptions, complete, type PortalOptions } from './options.ts'
import { pages } from './pages.ts'
import { Sessions } from './sessions.ts'
import { Store } from './store.ts'
import { wire } from './wire.ts'

export interface Portal {
  /** Without a slash at the end; `/mapi/login` and `/mapi/g` follow. */
  readonly url: string
  readonly port: number
  readonly state: () => PortalState
  /** Ends at once: open connections are cut, delayed calls do not act any more. May be called twice. */
  readonly close: () => Promise<void>
}

const BODY_LIMIT = 20 * 1024 * 1024

/**
 * Starts an emulated National Public Service Portal, profile P1 (reference 1.1). It shares no code with the gateway, so
 * that one misunderstanding cannot be on both sides.
 *
 * @throws {JournalError} when the data folder holds a journal that is not ours; the system's error when the port is
 * taken or the folder cannot be written
 */
export async function startPortal(options: PortalOptions): Promise<Portal> {
  const settings = complete(options)
  const store = new Store(settings.data, settings.now)
  const closing = new AbortController()
  try {
    const { app, parts } = await assemble(settings, store, closing.signal)
    await app.listen({ port: settings.port, host: settings.host })
    const port = portOf(app)
    let closed: Promise<void> | undefined
    return {
      url: `http://${isIPv6(settings.host) ? `[${settings.host}]` : settings.host}:${port}`,
      port,
      state: () => stateOf(parts),
      close: () => {
        closing.abort()
        closed ??= app.close().then(() => store.close())
        return closed
      },
    }
  } catch (error) {
    store.close()
    throw error
  }
}

async function assemble(settings: CompleteOptions, store: Store, closing: AbortSignal) {
  const { username, password, lookup, now } = settings
  const sessions = new Sessions(settings.sessionSeconds * 1000, now)
  const desk = new Desk({ store, sessions, lookup, username, password, now })
  const faults = new Faults(settings.seed, settings.faults)
  const parts: ControlOptions = { desk, faults, store }

  const app = fastify({
    logger: settings.log,
    bodyLimit: BODY_LIMIT,
    forceCloseConnections: true,
    // A dossier code in a path may be percent-encoded, so far longer than its 50 characters.
    routerOptions: { maxParamLength: 500 },
  })
  await app.register(wire, { desk, faults, closing })
  await app.register(control, parts)
  await app.register(pages, parts)
  return { app, parts }
}

function portOf(app: FastifyInstance): number {
  const address = app.server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}
