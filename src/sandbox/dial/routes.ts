import type { FastifyInstance } from 'fastify'
import { DialError, readDial, readScript } from './dial.ts'
import { calm, type Faults } from './faults.ts'

/** The addresses at which a platform's dial is turned, and what is to happen to its next calls is written down. */
export function dialRoutes(app: FastifyInstance, faults: Faults): void {
  app.setErrorHandler((error, _request, reply) => {
    if (error instanceof DialError) return reply.code(400).send({ error: error.message, valid: error.valid })
    throw error
  })
  app.get('/faults', async () => faults.dial)
  app.put('/faults', async request => {
    faults.set(readDial(request.body))
    return faults.dial
  })
  app.delete('/faults', async () => {
    faults.set(calm)
    faults.queue([])
    return faults.dial
  })
  app.get('/script', async () => faults.script)
  app.put('/script', async request => {
    faults.queue(readScript(request.body))
    return faults.script
  })
}
