import { AdapterFault } from '../adapter-fault.ts'
import { type Logger, silent } from '../logger.ts'
import { breaker } from './breaker.ts'
import { callsLog } from './calls-log.ts'
import type { Resolve } from './connector.ts'
import { addressGuard } from './guard.ts'
import { compose, type EgressRequest, type Interceptor, type Outgoing } from './outgoing.ts'
import { pauses } from './pause.ts'
import { rateLimit } from './rate.ts'
import { redactor } from './redact.ts'
import type { Reply } from './reply.ts'
import { signing } from './signing.ts'
import { secureContextOf, type TlsMaterial } from './tls.ts'
import { tracing } from './trace.ts'
import { openWire } from './wire.ts'
import { witnessing } from './witness.ts'

export type { EgressRequest } from './outgoing.ts'

export interface EgressOptions {
  /** The only places calls may go to, as `scheme://host:port`; they come from the adapter's manifest and settings. */
  readonly origins: readonly string[]
  /** Networks that are not public and yet may be called, as the guard reads them; from the operator only. */
  readonly allowedNetworks?: readonly string[]
  /** Connections per origin. */
  readonly concurrency: number
  /** Calls to all origins together. Absent: as they come. */
  readonly ratePerSecond?: number
  /** For name, TCP and TLS together. */
  readonly connectMs: number
  /** From the request's last byte to the answer's headers. Absent: as `timeoutMs`. */
  readonly headersMs?: number
  /** Between two pieces of the answer. Absent: as `timeoutMs`. */
  readonly idleMs?: number
  /** For one whole exchange, waiting for its turn included. */
  readonly timeoutMs: number
  readonly responseBytes: number
  readonly tls?: TlsMaterial
  /** What a log must not show even where a platform wants it in a path. */
  readonly secrets?: readonly string[]
  /** Absent: the system's. */
  readonly resolve?: Resolve
  readonly clock?: () => Date
  /** Monotonic milliseconds. */
  readonly now?: () => number
  readonly log?: Logger
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

// A delivery that waits for its turn holds a worker; longer than this share of its time it had better come again.
const turnShare = 0.25

/** @throws AdapterFault when a network, certificate or key cannot be read. */
export function openEgress(options: EgressOptions): Egress {
  const { timeoutMs } = options
  const origins = new Set(options.origins)
  const wire = openWire([...origins], {
    ...options,
    headersMs: options.headersMs ?? timeoutMs,
    idleMs: options.idleMs ?? timeoutMs,
    guard: addressGuard(options.allowedNetworks ?? []),
    secureContext: secureContextOf(options.tls ?? {}),
    resolve: options.resolve,
  })
  const out = compose(wire.send, interceptorsOf(options))
  const admitted = (url: URL): string => {
    const { origin } = url
    if (!origins.has(origin) || url.username !== '' || url.password !== '') {
      throw new AdapterFault(`address ${origin} is not among those that the settings name`)
    }
    return origin
  }
  return {
    admit: url => void admitted(url),
    send(request) {
      const { method, url, headers, body, stream, receive, signal, correlationId, sign, witness } = request
      const origin = admitted(url)
      const deadline = performance.now() + timeoutMs
      // Every member by its name: none can be forgotten on the way.
      // biome-ignore format: what is sent, what sees to it
      const outgoing: Required<Outgoing> = {
        method, url, origin, headers, body, stream,
        receive, signal, deadline, correlationId, sign, witness,
      }
      return out(outgoing)
    },
    close: () => wire.close(),
  }
}

/** From the outermost to the last before the wire. */
function interceptorsOf(options: EgressOptions): Interceptor[] {
  const { ratePerSecond, timeoutMs, secrets = [], log = silent } = options
  const { now = () => performance.now(), clock = () => new Date() } = options
  return [
    callsLog({ log, redact: redactor(secrets) }),
    ...(ratePerSecond === undefined
      ? []
      : [rateLimit({ perSecond: ratePerSecond, maxWaitMs: timeoutMs * turnShare, now })]),
    pauses({ now, clock }),
    breaker({ now, timeoutMs, log }),
    tracing,
    signing,
    witnessing,
  ]
}
