import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Test } from 'tap'
import { type Egress, type EgressOptions, openEgress } from '../../../src/adapter/egress/egress.ts'

export interface Place {
  readonly url: URL
  readonly origin: string
  readonly port: number
  /** Connections ever made to it. */
  readonly connections: () => number
  /** Requests in full, in the order of their arrival. */
  readonly requests: IncomingMessage[]
  play: (response: ServerResponse, request: IncomingMessage, turn: number) => void
  close(): Promise<void>
}

/** A real server on loopback; without a `play` of its own it answers 200. */
export async function startPlace(t: Test, at: { host?: string; port?: number } = {}): Promise<Place> {
  const requests: IncomingMessage[] = []
  const server = createServer(async (request, response) => {
    await request.toArray()
    requests.push(request)
    place.play(response, request, requests.length - 1)
  })
  const place = await serve(t, server, 'http', requests, at)
  return place
}

/** Listens and counts. */
export async function serve(
  t: Test,
  server: Server,
  scheme: 'http' | 'https',
  requests: IncomingMessage[] = [],
  { host = '127.0.0.1', port = 0 }: { host?: string; port?: number } = {},
): Promise<Place> {
  let connections = 0
  server.on('connection', () => {
    connections += 1
  })
  await new Promise<void>(resolve => server.listen(port, host, resolve))
  const bound = (server.address() as AddressInfo).port
  const origin = `${scheme}://${host}:${bound}`
  const place: Place = {
    url: new URL(`${origin}/nhan`),
    origin,
    port: bound,
    connections: () => connections,
    requests,
    play: response => response.end('{}'),
    close: () => {
      server.closeAllConnections()
      return new Promise(resolve => server.close(() => resolve()))
    },
  }
  t.teardown(() => place.close())
  return place
}

/** An egress to these origins, with loopback's first address allowed; closed when the test ends. */
export function anEgress(t: Test, origins: readonly string[], options: Partial<EgressOptions> = {}): Egress {
  const egress = openEgress({
    origins,
    allowedNetworks: ['127.0.0.1/32'],
    concurrency: 4,
    connectMs: 1_000,
    timeoutMs: 2_000,
    responseBytes: 100_000,
    ...options,
  })
  t.teardown(() => egress.close())
  return egress
}

export function get(egress: Egress, url: URL | string, headers: Record<string, string> = {}) {
  return egress.send({ method: 'GET', url: new URL(url), headers })
}
