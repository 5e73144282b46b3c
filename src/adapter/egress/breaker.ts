import type { Logger } from '../logger.ts'
import { Circuit, type CircuitPolicy } from './circuit.ts'
import type { Interceptor } from './outgoing.ts'
import type { Reply } from './reply.ts'

/**
 * Only a platform that does next to nothing is spared. One that fails every second call still does half of the work,
 * and each delivery gets through after a few tries: opening at half of ten results, with a sandbox that
 * failed 27 % of its calls, kept 150 dossiers from arriving within 90 s that arrive within 30 s without.
 * Two seconds of rest let a restart pass unnoticed; half a minute bounds how long a mended platform waits for us.
 */
const policy = {
  calls: 20,
  windowMs: 60_000,
  minimum: 20,
  share: 0.9,
  restMs: 2_000,
  longestRestMs: 30_000,
} as const satisfies Omit<CircuitPolicy, 'trialMs'>

export interface BreakerOptions {
  readonly now: () => number
  /** How long a call takes at most. */
  readonly timeoutMs: number
  readonly log: Logger
}

/**
 * Spares a platform that does not work, and spares deliveries the wait: while the circuit of an origin is open, calls
 * to it do not leave and say when to come back.
 */
export function breaker({ now, timeoutMs, log }: BreakerOptions): Interceptor {
  const circuits = new Map<string, Circuit>()
  const circuitOf = (origin: string): Circuit => {
    const known = circuits.get(origin)
    if (known !== undefined) return known
    const made = new Circuit({ ...policy, trialMs: timeoutMs })
    circuits.set(origin, made)
    return made
  }
  return next => async outgoing => {
    const { origin } = outgoing
    const circuit = circuitOf(origin)
    const admission = circuit.admit(now())
    if ('waitMs' in admission) {
      const retryAfterSeconds = Math.ceil(admission.waitMs / 1000)
      return { event: 'unsent', cause: 'CIRCUIT_OPEN', retryAfterSeconds }
    }
    const before = circuit.state
    const reply = await next(outgoing)
    circuit.record(admission.ticket, resultOf(reply), now())
    if (before === 'closed' && circuit.state === 'open')
      log.warn({ origin }, 'the platform fails: calls pause')
    if (before === 'open' && circuit.state === 'closed') log.info({ origin }, 'the platform works again')
    return reply
  }
}

// These say something about this gateway, its settings or its callers, nothing about the platform.
const ours = new Set([
  'aborted',
  'timeout',
  'ADDRESS_REFUSED',
  'BODY_BROKEN',
  'UND_ERR_INVALID_ARG',
  'UND_ERR_CLOSED',
  'UND_ERR_DESTROYED',
])

/** What a reply tells about the platform's health. */
export function resultOf(reply: Reply): 'success' | 'failure' | 'neither' {
  switch (reply.event) {
    case 'answer':
      return reply.status >= 500 && !isAnswerOfService(reply.headers) ? 'failure' : 'success'
    case 'unsent':
    case 'lost':
      return ours.has(reply.cause) ? 'neither' : 'failure'
    case 'timeout':
      return 'failure'
    case 'too-large':
      return 'success'
  }
}

/** SOAP 1.1 §6.2 sends every fault, also "no such dossier", with status 500; X-Road REST its refusals (pr-rest §4.5). */
function isAnswerOfService(headers: Readonly<Record<string, string | string[] | undefined>>): boolean {
  const type = headers['content-type']
  return (
    headers['x-road-error'] !== undefined ||
    (typeof type === 'string' && /^(text|application)\/(\S+\+)?xml\b/i.test(type))
  )
}
