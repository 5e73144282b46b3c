import { Pool } from 'undici'
import { AdapterFault } from '../adapter-fault.ts'
import { call } from './call.ts'
import type { Reply } from './reply.ts'

export interface EgressOptions {
  /** The only places calls may go to, as `scheme://host:port`; they come from the adapter's settings. */
  readonly origins: readonly string[]
  /** Connections per origin. */
  readonly concurrency: number
  /** For TCP and TLS together. */
  readonly connectMs: number
  /** For one whole exchange. */
  readonly timeoutMs: number
  readonly responseBytes: number
}

export interface EgressRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Absolute. */
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Buffer
  readonly signal?: AbortSignal
}

/**
 * The one way out. Nothing else in this room opens a socket. Connections are kept alive, redirects are answers like
 * any other and never followed, answers are read up to a limit.
 */
export interface Egress {
  /** Never rejects for what the network does. @throws AdapterFault when the address is not one of the origins. */
  send(request: EgressRequest): Promise<Reply>
  /** @throws AdapterFault when the address is not one of the origins. */
  admit(url: URL): void
  close(): Promise<void>
}

// Portals' front ends commonly drop idle connections after 5 s; staying below avoids writing onto a dying one,
// which would turn a harmless race into an unknown outcome.
const keepAliveMs = 4_000

export function openEgress(options: EgressOptions): Egress {
  const pools = new Map(options.origins.map(origin => [origin, open(origin, options)]))
  const poolOf = (url: URL): Pool => {
    const pool = pools.get(url.origin)
    if (pool === undefined || url.username !== '' || url.password !== '') {
      throw new AdapterFault(`address ${url.origin} is not among those that the settings name`)
    }
    return pool
  }
  return {
    admit(url) {
      poolOf(url)
    },
    send({ method, url, headers, body, signal }) {
      return call({
        dispatcher: poolOf(url),
        origin: url.origin,
        path: url.pathname + url.search,
        method,
        headers,
        timeoutMs: options.timeoutMs,
        responseBytes: options.responseBytes,
        ...(body === undefined ? {} : { body }),
        ...(signal === undefined ? {} : { signal }),
      })
    },
    async close() {
      await Promise.all([...pools.values()].map(pool => (pool.closed ? undefined : pool.close())))
    },
  }
}

function open(origin: string, { concurrency, connectMs, timeoutMs }: EgressOptions): Pool {
  return new Pool(origin, {
    connections: concurrency,
    pipelining: 1,
    allowH2: false,
    keepAliveTimeout: keepAliveMs,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    connect: { timeout: connectMs, minVersion: 'TLSv1.2' },
  })
}
