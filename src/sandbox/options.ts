import { calm, type FaultDial } from './dial/faults.ts'
import type { Lookup } from './portal/services.ts'

export interface SandboxOptions {
  /** Folder of the journal; made when it is not there. */
  readonly data: string
  /** 0 takes any free port. */
  readonly port?: number
  readonly host?: string
  readonly username?: string
  readonly password?: string
  readonly sessionSeconds?: number
  readonly lookup?: Lookup
  /** Rates of the fault dial; those left out are 0. */
  readonly faults?: Partial<FaultDial>
  /** Of the generator that draws the faults. */
  readonly seed?: number
  /** Where the gateway takes platforms' calls, for those that call back: `http://127.0.0.1:8080/platforms`. */
  readonly gateway?: string
  /** One line per request to standard output; never a body. */
  readonly log?: boolean
  /** Milliseconds since 1970. */
  readonly now?: () => number
}

export type CompleteOptions = Required<Omit<SandboxOptions, 'faults'>> & { readonly faults: FaultDial }

export function complete(options: SandboxOptions): CompleteOptions {
  return {
    port: 8090,
    host: '127.0.0.1',
    username: 'sandbox',
    password: 'sandbox',
    sessionSeconds: 600,
    lookup: 'full',
    seed: 1,
    gateway: '',
    log: false,
    now: Date.now,
    ...options,
    faults: { ...calm, ...options.faults },
  }
}
