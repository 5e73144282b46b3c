import { setMaxListeners } from 'node:events'
import { isIPv6 } from 'node:net'
import fastify, { type FastifyInstance } from 'fastify'
import { Faults } from './dial/faults.ts'
import { mount } from './mount.ts'
import { complete, type SandboxOptions } from './options.ts'
import type { MakePlatform } from './platform.ts'
import type { PortalState } from './portal/control.ts'
import { openPortal } from './portal/portal.ts'

export interface Sandbox {
  /** Without a slash at the end. */
  readonly url: string
  readonly port: number
  /** Of the portal. */
  readonly state: () => PortalState
  /** Where the gateway takes platforms' calls (`…/platforms`). */
  readonly tell: (gateway: string) => void
  /** Ends at once: open connections are cut, delayed calls do not act any more. May be called twice. */
  readonly close: () => Promise<void>
}

const BODY_LIMIT = 20 * 1024 * 1024

/**
 * Starts the portal at the root and every other platform below its name.
 *
 * @throws {JournalError} when the data folder holds a journal that is not ours; the system's error when the port is
 * taken or the folder cannot be written
 */
export async function startSandbox(
  options: SandboxOptions,
  makers: readonly MakePlatform[] = [],
): Promise<Sandbox> {
  const settings = complete(options)
  let gateway = settings.gateway
  const closing = new AbortController()
  // Every call that is being delayed listens, and stops listening when it goes on.
  setMaxListeners(0, closing.signal)
  const portal = openPortal(settings, closing.signal)
  const platforms = makers.map(make =>
    make({ now: () => new Date(settings.now()), gateway: () => gateway || undefined }),
  )
  const app = fastify({
    logger: settings.log,
    bodyLimit: BODY_LIMIT,
    forceCloseConnections: true,
    // A dossier code in a path may be percent-encoded, so far longer than its 50 characters.
    routerOptions: { maxParamLength: 500 },
  })
  const close = async () => {
    closing.abort()
    await app.close()
    await Promise.all(platforms.map(platform => platform.close?.()))
    portal.close()
  }
  try {
    await app.register(portal.routes)
    app.put<{ Body: { url?: unknown } }>('/_sandbox/gateway', async ({ body }, reply) => {
      if (typeof body?.url !== 'string') return reply.code(400).send({ error: 'url: the gateway’s address' })
      gateway = body.url.replace(/\/+$/, '')
      return { url: gateway }
    })
    for (const [place, platform] of platforms.entries()) {
      // A seed of its own: platforms shall not fail in step.
      const faults = new Faults(settings.seed + place + 1, settings.faults)
      await app.register(scope => mount(scope, { platform, faults, closing: closing.signal }))
    }
    await app.listen({ port: settings.port, host: settings.host })
  } catch (error) {
    await close()
    throw error
  }
  const port = portOf(app)
  let closed: Promise<void> | undefined
  return {
    url: `http://${isIPv6(settings.host) ? `[${settings.host}]` : settings.host}:${port}`,
    port,
    state: portal.state,
    tell(address) {
      gateway = address
    },
    close() {
      closed ??= close()
      return closed
    },
  }
}

function portOf(app: FastifyInstance): number {
  const address = app.server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}
