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
  app.addHook('onRequest', (request, _reply, done) => {
    const { operation } = request.routeOptions.config
    const admitted = admit(clients, bearerToken(request.headers.authorization), operation)
    const go = (client: Client) => {
      request.client = client
      done()
    }
    // Mostly the key is known, and the request goes on at once.
    if (admitted instanceof Promise) admitted.then(go, done)
    else go(admitted)
  })
}

/** @throws Fault `key-missing`, `key-invalid`, `operation-forbidden` */
export function admit(
  clients: Clients,
  key: string | undefined,
  operation: Operation | undefined,
): Client | Promise<Client> {
  if (key === undefined) throw new Fault('key-missing')
  const client = clients.byKey(key)
  return client instanceof Promise
    ? client.then(found => permitted(found, operation))
    : permitted(client, operation)
}

function permitted(client: Client | undefined, operation: Operation | undefined): Client {
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
