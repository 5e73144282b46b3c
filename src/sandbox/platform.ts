import type { FastifyInstance } from 'fastify'

/** One emulated platform: its own protocol below `/{name}`, as strict as the real one is known to be. */
export interface SandboxPlatform {
  readonly name: string
  /** What the gateway calls. Struck by the fault dial, so that a platform need not know of faults. */
  readonly routes: (app: FastifyInstance) => Promise<void>
  /** What people open in a browser. The dial leaves it alone. */
  readonly pages?: (app: FastifyInstance) => Promise<void>
  /** What came in and what was done, for `GET /_sandbox/{name}`. Holds no person's data. */
  readonly state: () => object
  /** Forgets everything. */
  readonly reset: () => void
  /** Ends what is still planned, calls back to the gateway for example. */
  readonly close?: () => Promise<void>
}

export interface PlatformContext {
  readonly now: () => Date
  /** Where the gateway takes platforms' calls (`…/platforms`), once it has told; without a slash at the end. */
  readonly gateway: () => string | undefined
}

export type MakePlatform = (context: PlatformContext) => SandboxPlatform
