import { setTimeout as sleep } from 'node:timers/promises'
import { openCatalog } from '../../src/catalog/catalog.ts'
import { Admin } from '../../src/cli/demo/admin.ts'
import { Agency } from '../../src/cli/demo/agency.ts'
import { Arrivals, awaitArrival } from '../../src/cli/demo/arrival.ts'
import { Book } from '../../src/cli/demo/book.ts'
import { type Sent, sendAll } from '../../src/cli/demo/fleet.ts'
import { Portal } from '../../src/cli/demo/portal.ts'
import { isLocal } from '../../src/cli/demo/run.ts'
import type { DossierLife } from '../../src/sandbox/province/life.ts'
import { provincialMonth } from '../../src/sandbox/province/month.ts'
import type { DrillResult } from './drill.ts'
import type { Rig } from './rig.ts'

const concurrency = 16
/** So many rows may be on their way: enough that every fault meets some, few enough that the end comes soon. */
const mostOnTheWay = 1_500
const monthSize = 500
const sayMs = 5_000
/** It is killed with everything else, and starts after the database has recovered. */
const portalPatienceMs = 120_000

/** The demo's senders, going on and on until a drill has done its worst; then the demo's comparison. */
export class Load {
  readonly sent: Sent = { events: 0, dossiers: 0, refused: 0 }
  readonly portal: Portal
  readonly #agency: Agency
  readonly #admin: Admin
  readonly #arrivals: Arrivals
  readonly #book = new Book()
  readonly #began = performance.now()
  readonly #sending: Promise<void>
  readonly #watching = new AbortController()
  readonly #watch: Promise<void>
  #enough = false
  #failure: unknown
  #saidAt = performance.now()

  constructor({ gateway }: Rig) {
    this.portal = new Portal(gateway.sandboxUrl, portalPatienceMs)
    this.#agency = new Agency(gateway.url, gateway.key, concurrency)
    this.#admin = new Admin(gateway.url, gateway.admin)
    this.#arrivals = new Arrivals(this.portal)
    const catalog = openCatalog()
    this.#sending = sendAll({
      lives: this.#lives(catalog),
      concurrency,
      agency: this.#agency,
      book: this.#book,
      isLocal: dossier => isLocal(dossier, catalog),
      run: 'drill',
      sent: this.sent,
      pace: () => this.#pace(),
    }).catch((error: unknown) => {
      this.#failure = error
    })
    this.#watch = this.#look().catch((error: unknown) => {
      this.#failure ??= error
    })
  }

  /** Events acknowledged and rows arrived by now, for a line of progress. */
  get soFar(): string {
    return `${this.sent.events} events acknowledged, ${this.#arrivals.count} rows arrived`
  }

  /** Waits until so many more rows are there; so that a drill does not end before it has begun. */
  async rows(more: number): Promise<void> {
    const goal = this.#arrivals.count + more
    while (this.#arrivals.count < goal) {
      if (this.#failure !== undefined) throw this.#failure
      await sleep(50)
    }
  }

  /** Lets dossiers under way live to their end, waits for what was acknowledged, and compares. */
  async finish(say: (line: string) => void): Promise<DrillResult> {
    this.#enough = true
    say(`no more dossiers; ${this.soFar}`)
    try {
      await this.#sending
      this.#watching.abort()
      await this.#watch
      if (this.#failure !== undefined) throw this.#failure
      const found = await awaitArrival({
        portal: this.portal,
        arrivals: this.#arrivals,
        book: this.#book,
        admin: this.#admin,
        onLook: () => this.#sayNowAndThen(say),
      })
      const { open, dead, held, unfinished } = await this.#admin.status()
      const inDoubt = await this.#admin.inDoubt()
      if (unfinished.length > 0) say(`not at their end: ${unfinished.join(', ')}; in doubt: ${inDoubt}`)
      return {
        acknowledged: found.deliveries,
        arrived: found.delivered,
        lost: found.lost,
        duplicatedEffects: found.portalDuplicates + found.unexpected,
        outOfOrder: found.outOfOrder,
        stuck: open + dead + held - inDoubt,
        inDoubt,
        refused: this.sent.refused,
        differing: found.differing.slice(0, 5),
        seconds: Math.round((performance.now() - this.#began) / 10) / 100,
      }
    } finally {
      await Promise.all([this.portal.close(), this.#agency.close(), this.#admin.close()])
    }
  }

  #sayNowAndThen(say: (line: string) => void): void {
    if (performance.now() - this.#saidAt < sayMs) return
    this.#saidAt = performance.now()
    say(`waiting for the rest: ${this.#arrivals.count} of ${this.#book.rows} rows`)
  }

  *#lives(catalog: ReturnType<typeof openCatalog>): Generator<DossierLife> {
    for (let month = 1; !this.#enough; month++) {
      const lives = provincialMonth({
        dossiers: monthSize,
        seed: month,
        catalog,
        codePrefix: `${month}`.padStart(3, '0'),
      })
      for (const life of lives) {
        if (this.#enough) return
        yield life
      }
    }
  }

  async #pace(): Promise<void> {
    while (!this.#enough && this.#book.rows - this.#arrivals.count > mostOnTheWay) await sleep(50)
  }

  async #look(): Promise<void> {
    await this.#arrivals.begin()
    while (!this.#watching.signal.aborted) {
      await this.#arrivals.look()
      await sleep(250)
    }
  }
}
