import { Caller } from './http.ts'

const patienceMs = 60_000
/** States in which a delivery will move by itself. */
const open = new Set(['accepted', 'queued', 'sending', 'retrying', 'unknown', 'probing'])

export interface AtRest {
  /** Deliveries that are still on their way. */
  readonly open: number
  readonly dead: number
  /** Held behind those. */
  readonly held: number
  /** Of those three: how many of which adapter are in which state, as text. */
  readonly unfinished: readonly string[]
}

/** The admin's view of a gateway of ours: how many deliveries are still on their way, and how many never will be. */
export class Admin {
  readonly #caller: Caller
  readonly #account: { readonly name: string; readonly password: string }
  #token: string | undefined

  constructor(url: string, account: { name: string; password: string }) {
    this.#caller = new Caller('gateway', url, 1, { 'accept-language': 'en' })
    this.#account = account
  }

  /** @throws Fault `demo-unreachable` */
  async status(): Promise<AtRest> {
    const body = await this.#read('/admin/v1/status')
    const { deliveries } = body as { deliveries: { adapter: string; state: string; count: number }[] }
    const sum = (wanted: (state: string) => boolean) =>
      deliveries.reduce((total, { state, count }) => total + (wanted(state) ? count : 0), 0)
    return {
      open: sum(state => open.has(state)),
      dead: sum(state => state === 'dead' || state === 'refused'),
      held: sum(state => state === 'held'),
      unfinished: deliveries
        .filter(({ state }) => state !== 'delivered' && state !== 'cancelled')
        .map(({ adapter, state, count }) => `${adapter} ${state} ${count}`),
    }
  }

  /** How many nobody may send again before somebody has said whether they arrived. @throws Fault `demo-unreachable` */
  async inDoubt(): Promise<number> {
    const body = await this.#read('/admin/v1/deliveries?state=refused&inDoubt=true&limit=500')
    return (body as { deliveries: unknown[] }).deliveries.length
  }

  /** Has a routine run now, instead of when it would be due. @throws Fault `demo-unreachable` */
  async hurry(routine: string): Promise<void> {
    this.#token ??= await this.#login()
    const headers = { authorization: `Bearer ${this.#token}` }
    await this.#insist(() => this.#caller.call('POST', `/admin/v1/routines/${routine}/run`, { headers }), 202)
  }

  close(): Promise<void> {
    return this.#caller.close()
  }

  async #read(path: string): Promise<unknown> {
    this.#token ??= await this.#login()
    const headers = { authorization: `Bearer ${this.#token}` }
    return (await this.#insist(() => this.#caller.call('GET', path, { headers }))).body
  }

  async #login(): Promise<string> {
    const { body } = await this.#insist(() =>
      this.#caller.call('POST', '/admin/v1/session', { body: this.#account }),
    )
    return (body as { token: string }).token
  }

  #insist(attempt: () => ReturnType<Caller['call']>, wanted = 200) {
    return this.#caller.insist(attempt, ({ status }) => status === wanted, patienceMs)
  }
}
