import { uuidv7 } from 'uuidv7'
import type { Adapter } from '../../adapter/index.ts'
import type { Database, Transaction } from '../../ledger/database.ts'
import type { NotificationRow, Notifications, Reported } from '../../ledger/notifications.ts'
import type { Outbox } from '../../ledger/outbox.ts'
import type { Seal } from '../../ledger/seal.ts'
import { afterQuiet, dayStart, type QuietHours } from '../../notify/hours.ts'
import type { Messages, Template } from '../../notify/messages.ts'
import { measure } from '../../notify/segments.ts'
import { render } from '../../notify/template.ts'
import { type Letter, nextWay, referenceOf } from './compose.ts'

export interface NotifyParts {
  readonly database: Database
  readonly notifications: Notifications
  readonly outbox: Outbox
  readonly seal: Seal
  readonly messages: Messages
  /** Those that new messages go to. */
  readonly adapters: () => readonly Adapter[]
  /** The code of the agency that stands in the place of that of a code now. */
  readonly current: (agency: string) => string | undefined
  readonly quietHours: QuietHours
  /** Messages to one number in a day at the most. */
  readonly dailyCap: number
  /** Whether another way is tried when a provider reports that it has not reached the telephone. */
  readonly fallbackOnUndelivered: boolean
  readonly clock?: () => Date
}

/** A message that somebody, or some point of a dossier's life, wants sent. */
export interface Wish {
  readonly once: string
  readonly fingerprint?: Buffer
  readonly agency: string
  readonly dossier?: string
  readonly event?: string
  readonly template: Template
  readonly phone: string
  readonly values: Readonly<Record<string, string>>
  readonly correlationId: string
}

interface Content {
  readonly phone: string
  readonly values: Readonly<Record<string, string>>
  readonly correlationId: string
}

/** How many of those that waited for the morning go out in one transaction. */
const batch = 50
const dayMs = 86_400_000

/** Plans messages, each once for ever, and sends them by the first way that reaches the person. */
export class Notify {
  readonly #parts: NotifyParts

  constructor(parts: NotifyParts) {
    this.#parts = parts
  }

  get now(): Date {
    return this.#parts.clock?.() ?? new Date()
  }

  /** Whether any channel is there that could carry the template for the agency. */
  mayReach(template: Template, agency: string, values: Readonly<Record<string, string>>, phone: string) {
    const letter = { id: uuidv7(), reference: '0'.repeat(17), at: this.now, agency, phone, values }
    return this.#way(letter, template, []) !== undefined
  }

  /**
   * Plans a message and, outside the quiet hours, posts it, all in the transaction of its cause.
   *
   * @returns undefined when one of its key had been planned before
   */
  async plan(tx: Transaction, wish: Wish): Promise<NotificationRow | undefined> {
    const { notifications, seal, quietHours, dailyCap } = this.#parts
    const { template, phone, values, correlationId } = wish
    const at = this.now
    const dueAt = afterQuiet(at, quietHours)
    const id = uuidv7()
    const content: Content = { phone, values, correlationId }
    const { segments } = measure(render(template.text, values, template.form))
    const day = dayStart(dueAt)
    const row = await notifications.add(
      tx,
      {
        id,
        once: wish.once,
        ...(wish.fingerprint === undefined ? {} : { fingerprint: wish.fingerprint }),
        agency: wish.agency,
        ...(wish.dossier === undefined ? {} : { dossier: wish.dossier }),
        ...(wish.event === undefined ? {} : { event: wish.event }),
        template: template.id,
        recipient: seal.digest(phone),
        sealed: seal.close(id, JSON.stringify(content)),
        segments,
        dueAt,
        at,
        ...(segments > template.mostSegments ? { refused: 'too-many-segments' } : {}),
      },
      { most: dailyCap, from: day, to: new Date(day.getTime() + dayMs) },
    )
    if (row?.state === 'planned' && dueAt <= at) await this.#send(tx, row)
    return row
  }

  /** Sends what has waited for the end of the quiet hours. @returns how many */
  async sendDue(): Promise<number> {
    const { database, notifications } = this.#parts
    for (let sent = 0; ; ) {
      const rows = await database.transaction(async tx => {
        const due = await notifications.due(tx, this.now, batch)
        for (const row of due) await this.#send(tx, row)
        return due.length
      })
      sent += rows
      if (rows < batch) return sent
    }
  }

  /** The provider has it. */
  async arrived(tx: Transaction, id: string, adapter: string, providerId: string | undefined): Promise<void> {
    const row = await this.#parts.notifications.hold(tx, id)
    // Another way was quicker, or its report came before.
    if (row === undefined || row.adapter !== adapter || row.state === 'delivered') return
    const known = providerId === undefined ? {} : { providerId }
    await this.#parts.notifications.settle(tx, id, { state: 'sent', ...known, at: this.now })
  }

  /** It did not go this way: by the next one, if the rule says that this one cannot reach the person. */
  async failed(tx: Transaction, id: string, adapter: string, rule: string): Promise<void> {
    const { notifications, messages } = this.#parts
    const row = await notifications.hold(tx, id)
    if (row === undefined || row.adapter !== adapter || row.state !== 'sending') return
    if (messages.fallsBackOn(rule) && (await this.#send(tx, row, rule)) !== undefined) return
    await notifications.settle(tx, id, { state: 'refused', reason: rule, at: this.now })
  }

  /**
   * Nobody knows whether it went, and it may not be sent twice, this way or another. The provider's report may have been
   * quicker than the end of the call.
   */
  async doubted(tx: Transaction, id: string, adapter: string, rule: string): Promise<void> {
    const { notifications, outbox } = this.#parts
    const row = await notifications.hold(tx, id)
    if (row === undefined || row.adapter !== adapter) return
    if (row.state === 'delivered' || row.state === 'undelivered')
      return outbox.arrived(tx, onceOf(id, adapter))
    if (row.state === 'sending')
      await notifications.settle(tx, id, { state: 'in-doubt', reason: rule, at: this.now })
  }

  /**
   * What a provider says later of a channel. Undelivered on the channel that it is on: the next one, if there is one and
   * the settings say so. Delivered on one before, late: the person has it, and the way tried since is called back if it has
   * not left. So a message is seen as delivered once at most, whatever providers say twice or against themselves. Either
   * word shows that the provider has had it, and ends a doubt about the call.
   *
   * @returns the message and the channel tried next; undefined when the report changes nothing
   */
  async reported(
    tx: Transaction,
    about: Reported,
    { adapter, arrived, at }: { adapter: string; arrived: boolean; at: Date },
  ): Promise<{ row: NotificationRow; next?: string } | undefined> {
    const { notifications, outbox, fallbackOnUndelivered } = this.#parts
    const row = await notifications.holdReported(tx, about)
    if (row === undefined || row.adapter === null) return
    const current = row.adapter === adapter
    if (!current && !row.tried.includes(adapter)) return
    await outbox.arrived(tx, onceOf(row.id, adapter))
    if (row.state === 'delivered') return
    if (arrived) {
      if (!current && row.state === 'sending') await outbox.withdraw(tx, onceOf(row.id, row.adapter))
      await notifications.report(tx, row.id, { state: 'delivered', adapter, at })
      return { row }
    }
    if (!current || !['sending', 'sent', 'in-doubt'].includes(row.state)) return
    if (fallbackOnUndelivered) {
      const next = await this.#send(tx, row, 'undelivered')
      if (next !== undefined) return { row, next }
    }
    await notifications.report(tx, row.id, { state: 'undelivered', adapter, at })
    return { row }
  }

  /** @returns the channel, if there was one; without one a first attempt is refused. */
  async #send(tx: Transaction, row: NotificationRow, after?: string): Promise<string | undefined> {
    const { notifications, outbox, seal, messages } = this.#parts
    const template = messages.find(row.template, row.agency)
    const { phone, values, correlationId } = JSON.parse(seal.open(row.id, row.sealed)) as Content
    const letter: Letter = {
      id: row.id,
      reference: referenceOf(row.created_at, row.number),
      at: row.created_at,
      agency: row.agency,
      ...(row.dossier === null ? {} : { dossier: row.dossier }),
      ...(row.event === null ? {} : { event: row.event }),
      phone,
      values,
    }
    const tried = row.adapter === null ? [] : [...row.tried, row.adapter]
    const way = template && this.#way(letter, template, tried)
    if (way === undefined) {
      const reason = template === undefined ? 'template-gone' : 'no-channel'
      if (after === undefined)
        await notifications.settle(tx, row.id, { state: 'refused', reason, at: this.now })
      return undefined
    }
    await notifications.sending(tx, row.id, way.route.adapter, letter.reference)
    await outbox.postIn(tx, [
      {
        kind: 'notification',
        subject: row.dossier ?? row.id,
        agency: row.agency,
        body: way.message,
        correlationId,
        once: onceOf(row.id, way.route.adapter),
        deliveries: [way.route],
      },
    ])
    return way.route.adapter
  }

  #way(letter: Letter, template: Template, tried: readonly string[]) {
    const { adapters, messages, current } = this.#parts
    const heir = current(letter.agency)
    return nextWay(adapters(), messages.channelsOf(template), tried, letter, template, heir)
  }
}

/** One message for each channel, for ever. */
function onceOf(id: string, adapter: string): string {
  return `notification ${id} ${adapter}`
}
