import { calm, type FaultDial } from './faults.ts'
import type { Lookup } from './services.ts'

export interface PortalOptions {
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
  /** One line per request to standard output; never a body. */
  readonly log?: boolean
  /** Milliseconds since 1970. */
  readonly now?: () => number
}

export type CompleteOptions = Required<Omit<PortalOptions, 'faults'>> & { readonly faults: FaultDial }

export function complete(options: PortalOptions): CompleteOptions {
  return {
    port: 8090,
    host: '127.0.0.1',
    username: 'sandbox',
    password: 'sandbox',
    sessionSeconds: 600,
    lookup: 'full',
    seed: 1,
    log: false,
    now: Date.now,
    ...options,
    faults: { ...calm, ...options.faults },
  }
}
