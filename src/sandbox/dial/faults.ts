import { setTimeout as sleep } from 'node:timers/promises'
import { seededRandom } from './random.ts'

/** In the order in which they are drawn: of several that hit at once the first acts. `delay` goes with any of them. */
export const faultNames = [
  'delay',
  'error5xx',
  'dropBefore',
  'dropAfter',
  'expiredSession',
  'garbage',
  'doubleEncoded',
] as const

export type FaultName = (typeof faultNames)[number]

/** How often each fault strikes (0 to 1), and how long a delay is in milliseconds. */
export type FaultDial = Readonly<Record<FaultName, number>> & { readonly delayMs: number }

/** What can be asked for call by call; the two forms of garbage are there for tests that must know whether it acted. */
export const scriptWords = [...faultNames, 'none', 'garbageActs', 'garbageIdles'] as const
export type ScriptWord = (typeof scriptWords)[number]

/** What is to happen to one call. */
export interface Fate {
  readonly delayMs: number
  readonly fault: Exclude<FaultName, 'delay'> | 'none'
  /** For garbage only: does the call act all the same, and is the body a web page or a cut-off answer? */
  readonly acts: boolean
  readonly page: boolean
}

export const calm: FaultDial = {
  delay: 0,
  error5xx: 0,
  dropBefore: 0,
  dropAfter: 0,
  expiredSession: 0,
  garbage: 0,
  doubleEncoded: 0,
  delayMs: 200,
}

/** A login has no session to lose and does nothing that could be half done, so only these strike it. */
const loginFaults: readonly FaultName[] = ['delay', 'error5xx', 'dropBefore']

/** Set so that logins between business calls do not shift the faults which the business calls draw. */
const LOGIN_SEED = 0x5bd1e995

/** The fault dial: rates for chance, a script for certainty, and counts of what was injected. */
export class Faults {
  #dial: FaultDial
  #script: ScriptWord[] = []
  #injected = zeroCounts()
  /** Of the calls that are being delayed: what ends their waiting. */
  readonly #delayed = new Set<AbortController>()
  readonly #business: () => number
  readonly #login: () => number

  constructor(seed: number, dial: FaultDial) {
    this.#dial = dial
    this.#business = seededRandom(seed)
    this.#login = seededRandom(seed ^ LOGIN_SEED)
  }

  get dial(): FaultDial {
    return this.#dial
  }

  get script(): readonly ScriptWord[] {
    return this.#script
  }

  get injected(): Readonly<Record<FaultName, number>> {
    return { ...this.#injected }
  }

  /** Calls that are being delayed go on at once: the delay they were given is no longer on the dial. */
  set(dial: FaultDial): void {
    this.#dial = dial
    for (const call of this.#delayed) call.abort()
  }

  /** Waits for the call's delay, or until the dial is turned. False: the sandbox closes, and the call must not act. */
  async delay({ delayMs }: Fate, closing: AbortSignal): Promise<boolean> {
    if (delayMs === 0) return true
    if (closing.aborted) return false
    const call = new AbortController()
    const end = () => call.abort()
    this.#delayed.add(call)
    closing.addEventListener('abort', end, { once: true })
    await sleep(delayMs, undefined, { signal: call.signal }).catch(() => undefined)
    closing.removeEventListener('abort', end)
    this.#delayed.delete(call)
    return !closing.aborted
  }

  queue(words: readonly ScriptWord[]): void {
    this.#script = [...words]
  }

  forgetCounts(): void {
    this.#injected = zeroCounts()
  }

  forLogin(): Fate {
    const hits = this.#draw(this.#login).filter(name => loginFaults.includes(name))
    return this.#count(fateOf(hits, this.#dial.delayMs, false, false))
  }

  /** The script first, as long as it lasts; then chance. */
  forBusiness(): Fate {
    const word = this.#script.shift()
    const hits = this.#draw(this.#business)
    const acts = this.#business() < 0.5
    const page = this.#business() < 0.5
    const delayMs = this.#dial.delayMs
    if (word === undefined) return this.#count(fateOf(hits, delayMs, acts, page))
    if (word === 'none') return fateOf([], delayMs, acts, page)
    if (word === 'garbageActs' || word === 'garbageIdles') {
      return this.#count(fateOf(['garbage'], delayMs, word === 'garbageActs', page))
    }
    return this.#count(fateOf([word], delayMs, acts, page))
  }

  /** One number per fault, always, so that turning one rate does not change which calls the other faults hit. */
  #draw(random: () => number): FaultName[] {
    return faultNames.filter(name => random() < this.#dial[name])
  }

  #count(fate: Fate): Fate {
    if (fate.delayMs > 0) this.#injected.delay += 1
    if (fate.fault !== 'none') this.#injected[fate.fault] += 1
    return fate
  }
}

function fateOf(hits: readonly FaultName[], delayMs: number, acts: boolean, page: boolean): Fate {
  const fault = hits.find(name => name !== 'delay') ?? 'none'
  return { delayMs: hits.includes('delay') ? delayMs : 0, fault, acts, page }
}

function zeroCounts(): Record<FaultName, number> {
  return {
    delay: 0,
    error5xx: 0,
    dropBefore: 0,
    dropAfter: 0,
    expiredSession: 0,
    garbage: 0,
    doubleEncoded: 0,
  }
}
