import type { Outcome } from '../outcome.ts'

/** A credential for one call, or why there is none now. */
export type Grant = { readonly session?: string } | { readonly outcome: Outcome }

/** How calls of an adapter prove who they are. */
export interface Auth {
  /** Never rejects for what the platform or the network does. */
  grant(correlationId: string): Promise<Grant>
  /** The platform has rejected this very session. */
  reject(session: string): Promise<void>
}

/** Platforms that ask for nothing. */
export const noAuth: Auth = {
  async grant() {
    return {}
  },
  async reject() {},
}
