import type { Sign } from '../egress/outgoing.ts'
import type { Outcome } from '../outcome.ts'

/** What a call may fill its templates with, and how its finished request is signed. */
export interface Granted {
  /** Secrets by the name of their placeholder. */
  readonly values: Readonly<Partial<Record<'session' | 'token', string>>>
  readonly sign?: Sign
}

/** A credential for one call, or why there is none now. */
export type Grant =
  | Granted
  | {
      readonly outcome: Outcome
      /** What the steps before have granted was rejected when this one used it. */
      readonly rejected?: boolean
    }

/** How calls of an adapter prove who they are. */
export interface Auth {
  /** Never rejects for what the platform or the network does. */
  grant(correlationId: string): Promise<Grant>
  /** The platform has rejected a call with this very grant. What is renewed is fetched again, the rest stays. */
  reject(granted: Granted): Promise<void>
}

/** One of the things that a platform asks for together, e.g. a Bearer token beside a signed header. */
export interface Step {
  /**
   * @param before what the steps before this one have granted; calls that it makes itself carry that.
   */
  grant(correlationId: string, before: Granted): Promise<Grant>
  reject?(granted: Granted): Promise<void>
}

const nothing: Granted = { values: {} }

/** The steps one after the other. Without any: platforms that ask for nothing. */
export function combine(steps: readonly Step[]): Auth {
  const reject = async (granted: Granted): Promise<void> => {
    await Promise.all(steps.map(step => step.reject?.(granted)))
  }
  return {
    reject,
    async grant(correlationId) {
      let granted = nothing
      for (const step of steps) {
        const more = await step.grant(correlationId, granted)
        if ('outcome' in more) {
          if (more.rejected === true) await reject(granted)
          return more
        }
        granted = join(granted, more)
      }
      return granted
    },
  }
}

function join(first: Granted, second: Granted): Granted {
  const sign = signBoth(first.sign, second.sign)
  return { values: { ...first.values, ...second.values }, ...(sign === undefined ? {} : { sign }) }
}

function signBoth(first: Sign | undefined, second: Sign | undefined): Sign | undefined {
  if (first === undefined || second === undefined) return first ?? second
  return request => second({ ...request, headers: first(request) })
}
