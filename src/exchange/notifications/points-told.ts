import type { Dossier } from '../../contract/types.generated.ts'
import type { Database, Transaction } from '../../ledger/database.ts'
import type { Place, ReachedDossier, ReachedDossiers } from '../../ledger/reached-dossiers.ts'
import type { Seal } from '../../ledger/seal.ts'
import type { Messages } from '../../notify/messages.ts'
import { mobileNumber } from '../../notify/phone.ts'
import { fromDossier } from '../../notify/template.ts'
import type { Notify, Wish } from './notify.ts'
import { isNews, pointsReached, type Reached } from './points.ts'

/** Dossiers that are looked at in one transaction. */
const page = 100
/**
 * Commits become visible in another order than that of their times. What is younger than this is left for the next look;
 * what has taken longer is found by the second look, which is so far behind that nothing can still be under way.
 */
const looks = [
  { name: 'first', behindMs: 1_000 },
  { name: 'second', behindMs: 600_000 },
] as const

/** How far each look has come, in the order in which dossiers change. Codes, and no person. */
export interface Cursor {
  readonly first: { readonly at: string; readonly code: string }
  readonly second: { readonly at: string; readonly code: string }
}

export interface PointsParts {
  readonly database: Database
  readonly reached: ReachedDossiers
  readonly seal: Seal
  readonly messages: Messages
  readonly notify: Notify
  /** Numbers and codes of dossiers at the most: never a person. */
  readonly log: { info(context: object, message: string): void }
}

/**
 * Tells citizens of the points that their dossiers have reached, by reading along with the ledger. Planned inside the
 * accepting transaction instead, it would make each accepted dossier dearer; here accepting pays nothing, a crash loses
 * nothing (the places are in the ledger, and what is read again is planned once), and a message is two seconds later.
 */
export class PointsTold {
  readonly #parts: PointsParts
  readonly #opened: Date

  constructor(parts: PointsParts) {
    this.#parts = parts
    this.#opened = parts.notify.now
  }

  /**
   * Reads on from where it was; at first from when the gateway was started: what happened until then is told to nobody.
   *
   * @param save keeps how far it has come
   */
  async look(cursor: unknown, save: (cursor: Cursor) => Promise<void>): Promise<void> {
    const start = { at: this.#opened.toISOString(), code: '' }
    const places = isCursor(cursor) ? { ...cursor } : { first: start, second: start }
    if (!isCursor(cursor)) await save(places)
    for (const { name, behindMs } of looks) {
      await this.#follow(places[name], behindMs, name, async place => {
        places[name] = { at: place.at.toISOString(), code: place.code }
        await save({ ...places })
      })
    }
  }

  /** A payment was confirmed, in the transaction that says so. */
  async paid(tx: Transaction, code: string, amount: number): Promise<void> {
    const { reached, notify } = this.#parts
    const dossier = await reached.find(tx, code)
    if (dossier === undefined || dossier.told.includes('paid')) return
    const wish = this.#wish(dossier, this.#content(dossier), { point: 'paid', amount })
    if (typeof wish === 'object') await notify.plan(tx, wish)
  }

  async #follow(
    from: Cursor['first'],
    behindMs: number,
    look: string,
    keep: (place: Place) => Promise<void>,
  ): Promise<void> {
    const { database, reached, notify, log } = this.#parts
    const now = notify.now
    const until = new Date(now.getTime() - behindMs)
    let place: Place = { at: new Date(from.at), code: from.code }
    let planned = 0
    for (;;) {
      const rows = await reached.between(place, until, page)
      const wishes = rows.flatMap(row => this.#wishes(row, now))
      if (wishes.length > 0) {
        // Everybody takes the locks of recipients in one order.
        wishes.sort((a, b) => (a.phone < b.phone ? -1 : a.phone > b.phone ? 1 : 0))
        planned += await database.transaction(async tx => {
          let fresh = 0
          for (const wish of wishes) if ((await notify.plan(tx, wish)) !== undefined) fresh++
          return fresh
        })
      }
      const last = rows.at(-1)
      const full = rows.length === page && last !== undefined
      const next: Place = full ? { at: last.updated_at, code: last.code } : { at: until, code: '' }
      if (full || next.at > place.at) await keep(next)
      if (!full) break
      place = next
    }
    if (planned > 0) log.info({ look, planned }, 'messages to citizens planned')
  }

  #wishes(row: ReachedDossier, now: Date): Wish[] {
    const dossier = this.#content(row)
    return pointsReached(dossier, {
      status: row.status,
      changedAt: row.updated_at,
      ...(row.accepted_at === null ? {} : { acceptedAt: row.accepted_at }),
      ...(row.completed_at === null ? {} : { completedAt: row.completed_at }),
    })
      .filter(reached => !row.told.includes(reached.point) && isNews(reached, now))
      .flatMap(reached => this.#wish(row, dossier, reached) ?? [])
  }

  /** Nothing where the agency has no template for it, the dossier no mobile number, or nobody could send it. */
  #wish(row: ReachedDossier, dossier: Dossier, { point, amount }: Omit<Reached, 'at'>): Wish | undefined {
    const { messages, notify } = this.#parts
    const template = messages.forPoint(point, row.agency)
    const phone = mobileNumber(dossier.applicant.phone ?? '')
    if (template === undefined || phone === undefined) return undefined
    const payment = amount === undefined ? {} : { payment: { amount } }
    const filled = fromDossier(template.parameters, { ...dossier, code: row.code, ...payment })
    if (filled.kind !== 'filled' || !notify.mayReach(template, row.agency, filled.values, phone))
      return undefined
    return {
      once: `${point} ${row.code}`,
      agency: row.agency,
      dossier: row.code,
      event: point,
      template,
      phone,
      values: filled.values,
      correlationId: row.content_message,
    }
  }

  #content({ content_message, body }: ReachedDossier): Dossier {
    return JSON.parse(this.#parts.seal.open(content_message, body)) as Dossier
  }
}

function isCursor(value: unknown): value is Cursor {
  return typeof value === 'object' && value !== null && 'first' in value && 'second' in value
}
