import type { FastifyInstance } from 'fastify'
import { Fault } from '../errors/fault.ts'

/** `/healthz`: the process lives. `/readyz`: it can do its work; `check` says why not. */
export function healthRoutes(app: FastifyInstance, check: () => Promise<string | undefined>): void {
  app.get(
    '/healthz',
    { schema: { tags: ['Vận hành'], summary: 'Tiến trình còn sống', security: [] } },
    async () => ({ status: 'ok' }),
  )
  app.get(
    '/readyz',
    { schema: { tags: ['Vận hành'], summary: 'Sẵn sàng nhận việc', security: [] } },
    async () => {
      const reason = await check()
      if (reason !== undefined) throw new Fault('not-ready', { params: { reason } })
      return { status: 'ready' }
    },
  )
}
