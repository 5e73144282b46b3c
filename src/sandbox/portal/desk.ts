import { isMembers, type Members } from '../members.ts'
import { type Answer, done, Refusal } from './codes.ts'
import { allowOnly, type Incoming, readList, readObject, requireText } from './envelope.ts'
import { Refusals } from './refusals.ts'
import { catalogueServices, facadeServices, type Office, type Service, services } from './services.ts'
import type { Sessions } from './sessions.ts'

export interface DeskOptions extends Office {
  readonly sessions: Sessions
  readonly username: string
  readonly password: string
  readonly now: () => number
}

/** The portal without HTTP: takes what came in, acts, and says what the portal would say (reference 1.1). */
export class Desk {
  readonly refusals = new Refusals()
  readonly calls = new Map<string, number>(
    [...services.keys(), ...catalogueServices.keys()].map(name => [name, 0]),
  )
  logins = 0
  readonly #options: DeskOptions

  constructor(options: DeskOptions) {
    this.#options = options
  }

  login(incoming: Incoming): Answer {
    return this.#answer('login', () => {
      const body = readObject(incoming)
      allowOnly(body, ['username', 'password'])
      const username = requireText(body, 'username')
      const password = requireText(body, 'password')
      const { username: wantedName, password: wantedPassword, sessions } = this.#options
      if (username !== wantedName || password !== wantedPassword) throw new Refusal('wrongCredentials')
      this.logins += 1
      return { ...done, session: sessions.open() }
    })
  }

  business(incoming: Incoming): Answer {
    return this.#serve(incoming, services)
  }

  /** The catalogues have an address of their own. */
  catalogue(incoming: Incoming): Answer {
    return this.#serve(incoming, catalogueServices)
  }

  get ratings(): Office['ratings'] {
    return this.#options.ratings
  }

  get questions(): Office['questions'] {
    return this.#options.questions
  }

  #serve(incoming: Incoming, services: ReadonlyMap<string, Service>): Answer {
    let name = ''
    return this.#answer(
      () => name,
      () => {
        const envelope = readObject(incoming)
        if (typeof envelope.service === 'string' && services.has(envelope.service)) name = envelope.service
        if (incoming.dstcode.trim() === '') throw new Refusal('noDestination', 'dstcode')
        this.#requireSession(envelope)
        const service = services.get(requireText(envelope, 'service'))
        if (service === undefined) throw new Refusal('unknownService', 'service')
        this.calls.set(name, (this.calls.get(name) ?? 0) + 1)
        const unit = requireText(envelope, 'madonvi')
        if (unit.length > 50 || !/H\d\d/.test(unit)) throw new Refusal('wrongUnit', 'madonvi')
        return service(envelope, this.#options)
      },
    )
  }

  /** A call of an LGSP that has logged in by itself: a bare array, no envelope (reference 1.2, 1.3). */
  facade(name: string, incoming: Incoming, most: number, more: Members = {}): Answer {
    return this.#answer(name, () => {
      const data = readList(incoming)
      if (data.length > most) throw new Refusal('tooMany', String(most))
      const service = services.get(name) ?? facadeServices.get(name)
      if (service === undefined) throw new Refusal('unknownService', 'service')
      this.calls.set(name, (this.calls.get(name) ?? 0) + 1)
      return service({ ...more, data }, this.#options)
    })
  }

  /** The fault `expiredSession`: the session that the call carries ends now, whatever the call was. */
  expire(incoming: Incoming): Answer {
    const session = sessionOf(incoming)
    if (session !== undefined) this.#options.sessions.drop(session)
    return new Refusal('sessionExpired').answer
  }

  forget(): void {
    this.refusals.clear()
    this.#options.ratings.clear()
    this.#options.questions.clear()
    this.logins = 0
    for (const name of this.calls.keys()) this.calls.set(name, 0)
  }

  #requireSession(envelope: Members): void {
    const session = envelope.session
    if (session === undefined || session === '') throw new Refusal('noSession', 'session')
    if (typeof session !== 'string') throw new Refusal('wrongType', 'session')
    if (!this.#options.sessions.isOpen(session)) throw new Refusal('sessionExpired')
  }

  #answer(service: string | (() => string), act: () => Answer): Answer {
    try {
      return act()
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      this.refusals.add(typeof service === 'string' ? service : service(), error, this.#options.now())
      return error.answer
    }
  }
}

function sessionOf(incoming: Incoming): string | undefined {
  try {
    const envelope = readObject(incoming)
    return isMembers(envelope) && typeof envelope.session === 'string' ? envelope.session : undefined
  } catch (error) {
    if (error instanceof Refusal) return undefined
    throw error
  }
}
