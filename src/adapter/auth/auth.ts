import type { Sign } from '../egress/outgoing.ts'
import type { Outcome } from '../outcome.ts'
import { unsigned } from './add-headers.ts'

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
  /** At once where all is at hand; the same object as long as nothing is renewed. Never rejects for what the platform or the network does. */
  grant(correlationId: string): Grant | Promise<Grant>
  /** The platform has rejected a call with this very grant. What is renewed is fetched again, the rest stays. */
  reject(granted: Granted): Promise<void>
}

/** One of the things that a platform asks for together, e.g. a Bearer token beside a signed header. */
export interface Step {
  /**
   * @param before what the steps before this one have granted; calls that it makes itself carry that.
   */
  grant(correlationId: string, before: Granted): Grant | Promise<Grant>
  reject?(granted: Granted): Promise<void>
}

const nothing: Granted = { values: {} }

/** The steps one after the other. Without any: platforms that ask for nothing. */
export function combine(steps: readonly Step[]): Auth {
  const reject = async (granted: Granted): Promise<void> => {
    await Promise.all(steps.map(step => step.reject?.(granted)))
  }
  const joins = steps.map(joinOnce)
  const fail = async (failed: Extract<Grant, { outcome: Outcome }>, granted: Granted): Promise<Grant> => {
    if (failed.rejected === true) await reject(granted)
    return failed
  }
  const waited = async (
    correlationId: string,
    from: number,
    given: Promise<Grant>,
    before: Granted,
  ): Promise<Grant> => {
    const more = await given
    if ('outcome' in more) return fail(more, before)
    return go(correlationId, from + 1, joins[from]?.(before, more) ?? before)
  }
  const go = (correlationId: string, from: number, before: Granted): Grant | Promise<Grant> => {
    let granted = before
    for (let index = from; index < steps.length; index++) {
      const more = steps[index]?.grant(correlationId, granted) ?? nothing
      if (more instanceof Promise) return waited(correlationId, index, more, granted)
      if ('outcome' in more) return fail(more, granted)
      granted = joins[index]?.(granted, more) ?? granted
    }
    return granted
  }
  return { reject, grant: correlationId => go(correlationId, 0, nothing) }
}

/** Steps grant the same for many calls; what they come to together is then the same, too. */
function joinOnce(): typeof join {
  let last: { readonly first: Granted; readonly second: Granted; readonly both: Granted } | undefined
  return (first, second) => {
    if (last?.first !== first || last.second !== second) last = { first, second, both: join(first, second) }
    return last.both
  }
}

function join(first: Granted, second: Granted): Granted {
  const sign = signBoth(first.sign, second.sign)
  return { values: { ...first.values, ...second.values }, ...(sign === undefined ? {} : { sign }) }
}

function signBoth(first: Sign | undefined, second: Sign | undefined): Sign | undefined {
  if (first === undefined || first === unsigned) return second
  if (second === undefined || second === unsigned) return first
  return request => second({ ...request, headers: first(request) })
}
