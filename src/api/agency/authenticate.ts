import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Client, Clients, Operation } from '../../access/clients.ts'
import { bearerToken } from '../../access/key.ts'
import { Fault } from '../../errors/fault.ts'

declare module 'fastify' {
  interface FastifyRequest {
    client?: Client
  }
  interface FastifyContextConfig {
    /** What the caller's key must permit. */
    operation?: Operation
  }
}

/** Every route below needs a key that permits the route's operation. */
export function authenticate(app: FastifyInstance, clients: Clients): void {
  app.addHook('onRequest', async request => {
    const key = bearerToken(request.headers.authorization)
    if (key === undefined) throw new Fault('key-missing')
    const client = await clients.byKey(key)
    if (client === undefined) throw new Fault('key-invalid')
    const { operation } = request.routeOptions.config
    if (operation !== undefined && !client.operations.includes(operation)) {
      throw new Fault('operation-forbidden', { params: { operation } })
    }
    request.client = client
  })
}

/** The caller, on routes behind `authenticate`. */
export function clientOf(request: FastifyRequest): Client {
  if (request.client === undefined) throw new Fault('key-missing')
  return request.client
}
