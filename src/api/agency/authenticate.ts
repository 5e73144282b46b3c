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
    const { operation } = request.routeOptions.config
    request.client = await admit(clients, bearerToken(request.headers.authorization), operation)
  })
}

/** @throws Fault `key-missing`, `key-invalid`, `operation-forbidden` */
export async function admit(
  clients: Clients,
  key: string | undefined,
  operation: Operation | undefined,
): Promise<Client> {
  if (key === undefined) throw new Fault('key-missing')
  const client = await clients.byKey(key)
  if (client === undefined) throw new Fault('key-invalid')
  if (operation !== undefined && !client.operations.includes(operation)) {
    throw new Fault('operation-forbidden', { params: { operation } })
  }
  return client
}

/** The caller, on routes behind `authenticate`. */
export function clientOf(request: FastifyRequest): Client {
  if (request.client === undefined) throw new Fault('key-missing')
  return request.client
}
