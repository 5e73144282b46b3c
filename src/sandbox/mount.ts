import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Fate, Faults } from './dial/faults.ts'
import { dialRoutes } from './dial/routes.ts'
import { drop, ERROR_PAGE, GARBAGE_PAGE } from './dial/wreck.ts'
import type { SandboxPlatform } from './platform.ts'

export interface MountOptions {
  readonly platform: SandboxPlatform
  readonly faults: Faults
  /** Aborted when the sandbox closes: calls being delayed neither act any more nor hold it up. */
  readonly closing: AbortSignal
}

/** A platform below its name, with a fault dial of its own around it. */
export async function mount(app: FastifyInstance, options: MountOptions): Promise<void> {
  const { platform } = options
  await app.register(
    async scope => {
      strike(scope, options)
      await platform.routes(scope)
    },
    { prefix: `/${platform.name}` },
  )
  const { pages } = platform
  if (pages !== undefined) await app.register(pages, { prefix: `/${platform.name}` })
  await app.register(control, { prefix: `/_sandbox/${platform.name}`, ...options })
}

/** The sandbox's own addresses for one platform, which no real platform has. */
async function control(app: FastifyInstance, { platform, faults }: MountOptions): Promise<void> {
  dialRoutes(app, faults)
  app.get('/', async () => ({ ...platform.state(), faults: faults.injected }))
  app.delete('/', async (_request, reply) => {
    platform.reset()
    faults.forgetCounts()
    return reply.code(204).send()
  })
}

/**
 * The delay comes before acting, and a caller who has hung up meanwhile is served all the same: that is how a time-out
 * leaves a sender not knowing.
 */
function strike(app: FastifyInstance, { faults, closing }: MountOptions): void {
  const fates = new WeakMap<FastifyRequest, Fate>()
  app.addHook('preHandler', async (request, reply) => {
    const fate = faults.forBusiness()
    if (!(await faults.delay(fate, closing))) return drop(request, reply)
    switch (fate.fault) {
      case 'error5xx':
        return reply.code(503).type('text/html; charset=utf-8').send(ERROR_PAGE)
      case 'dropBefore':
        return drop(request, reply)
      case 'expiredSession':
        return reply.code(401).send({ error: 'invalid_token', error_description: 'The token has expired' })
      case 'garbage':
        if (!fate.acts) return reply.type('text/html; charset=utf-8').send(GARBAGE_PAGE)
        break
      case 'none':
      case 'dropAfter':
      case 'doubleEncoded':
        break
    }
    fates.set(request, fate)
  })
  app.addHook<unknown>('onSend', async (request, reply, payload) => {
    const fault = fates.get(request)?.fault
    if (fault === 'dropAfter') {
      request.raw.socket.destroy()
      return payload
    }
    return typeof payload === 'string' && fault !== undefined ? spoil(payload, fault, reply) : payload
  })
}

/** An answer that says nothing, or says it within a string. */
function spoil(payload: string, fault: Fate['fault'], reply: FastifyReply): string {
  if (fault === 'garbage') return payload.slice(0, Math.floor(payload.length / 2))
  const json = String(reply.getHeader('content-type')).includes('json')
  return fault === 'doubleEncoded' && json ? JSON.stringify(payload) : payload
}
