import type { HeldDossier } from './comparison.ts'
import { Caller } from './http.ts'

/** What the sandbox counts; all of it ever kept. */
export interface PortalCounts {
  readonly dossiers: number
  readonly versions: number
  readonly progress: number
}

const page = 500
/** How long a portal that does not answer is asked again. */
const usualPatienceMs = 10_000
const faultNames = [
  'delay',
  'error5xx',
  'dropBefore',
  'dropAfter',
  'expiredSession',
  'garbage',
  'doubleEncoded',
] as const

/** The sandbox portal as the demo sees it: through its own addresses, which no real portal has. */
export class Portal {
  readonly #caller: Caller
  readonly #patienceMs: number

  constructor(url: string, patienceMs = usualPatienceMs) {
    this.#patienceMs = patienceMs
    this.#caller = new Caller('sandbox portal', url, 2)
  }

  /** @throws Fault `demo-unreachable` */
  async counts(): Promise<PortalCounts> {
    return (await this.#get('/_sandbox/state')) as PortalCounts
  }

  /** Everything that the portal holds, in order of the codes. @throws Fault `demo-unreachable` */
  async *dossiers(): AsyncGenerator<HeldDossier> {
    let after = ''
    for (;;) {
      const query = new URLSearchParams({ after, limit: String(page), bodies: '1' })
      const { dossiers, next } = (await this.#get(`/_sandbox/dossiers?${query}`)) as {
        dossiers: HeldDossier[]
        next: string | null
      }
      yield* dossiers
      if (next === null) return
      after = next
    }
  }

  /**
   * Turns every fault of the dial to `rate`.
   *
   * @returns what turns it back
   * @throws Fault `demo-unreachable`
   */
  async disturb(rate: number, delayMs: number): Promise<() => Promise<void>> {
    const before = await this.#get('/_sandbox/faults')
    const dial = { ...Object.fromEntries(faultNames.map(name => [name, rate])), delayMs }
    await this.#put('/_sandbox/faults', dial)
    return () => this.#put('/_sandbox/faults', before)
  }

  close(): Promise<void> {
    return this.#caller.close()
  }

  async #get(path: string): Promise<unknown> {
    const { body } = await this.#caller.insist(() => this.#caller.call('GET', path), isDone, this.#patienceMs)
    return body
  }

  async #put(path: string, body: unknown): Promise<void> {
    await this.#caller.insist(() => this.#caller.call('PUT', path, { body }), isDone, this.#patienceMs)
  }
}

function isDone({ status }: { status: number }): boolean {
  return status === 200
}
