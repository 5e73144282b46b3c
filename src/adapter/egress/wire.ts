import type { SecureContext } from 'node:tls'
import { Pool } from 'undici'
import { call } from './call.ts'
import { guardedConnector, type Resolve } from './connector.ts'
import type { Guard } from './guard.ts'
import type { Leg } from './outgoing.ts'

export interface WireOptions {
  /** Connections per origin, and calls at the same time on them. */
  readonly concurrency: number
  readonly connectMs: number
  /** From the last byte of the request to the answer's headers. */
  readonly headersMs: number
  /** Between two pieces of the answer's body. */
  readonly idleMs: number
  readonly responseBytes: number
  readonly guard: Guard
  readonly secureContext: SecureContext
  readonly resolve?: Resolve | undefined
}

// Portals' front ends commonly drop idle connections after 5 s; staying below avoids writing onto a dying one,
// which would turn a harmless race into an unknown outcome.
const keepAliveMs = 4_000

/** The connections themselves. Redirects are answers like any other and never followed. */
export interface Wire {
  readonly send: Leg
  close(): Promise<void>
}

/** @param origins the only places there are connections to. */
export function openWire(origins: readonly string[], options: WireOptions): Wire {
  const pools = new Map(origins.map(origin => [origin, open(origin, options)]))
  return {
    send({ method, url, origin, headers, body, stream, receive, signal, deadline }) {
      const pool = pools.get(origin)
      if (pool === undefined) return Promise.resolve({ event: 'unsent', cause: 'HOST_REFUSED' })
      return call({
        dispatcher: pool,
        origin,
        path: url.pathname + url.search,
        method,
        headers,
        timeoutMs: Math.max(0, deadline - performance.now()),
        responseBytes: options.responseBytes,
        body,
        stream,
        receive,
        signal,
      })
    },
    async close() {
      await Promise.all([...pools.values()].map(pool => (pool.closed ? undefined : pool.close())))
    },
  }
}

function open(origin: string, options: WireOptions): Pool {
  const { concurrency, headersMs, idleMs, guard, secureContext, connectMs, resolve } = options
  const { port, protocol } = new URL(origin)
  return new Pool(origin, {
    connections: concurrency,
    pipelining: 1,
    keepAliveTimeout: keepAliveMs,
    // A platform may ask for longer with a Keep-Alive header; the reason above stands all the same.
    keepAliveMaxTimeout: keepAliveMs,
    headersTimeout: headersMs,
    bodyTimeout: idleMs,
    connect: guardedConnector({
      guard,
      secureContext,
      connectMs,
      resolve,
      port: port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port),
    }),
  })
}
