import { hash } from 'node:crypto'
import type { Client } from '../../access/clients.ts'
import { speaksFor } from '../../catalog/agency-code.ts'
import { Fault, type Violation } from '../../errors/fault.ts'
import type { Database } from '../../ledger/database.ts'
import type { NotificationRow, Notifications } from '../../ledger/notifications.ts'
import type { Records } from '../../ledger/records.ts'
import type { Messages, Template } from '../../notify/messages.ts'
import { mobileNumber } from '../../notify/phone.ts'
import { measure } from '../../notify/segments.ts'
import { fromCaller, render } from '../../notify/template.ts'
import { ownDossier } from '../own-dossier.ts'
import type { Sender } from '../submit.ts'
import type { Notify } from './notify.ts'
import { type NotificationView, notificationView } from './view.ts'

/** What an agency asks for, already valid by its schema. */
export interface NotificationRequest {
  readonly template: string
  readonly agency: string
  readonly dossier?: string
  readonly recipient: { readonly phone: string }
  readonly parameters?: Readonly<Record<string, string>>
}

export interface RequestParts {
  readonly database: Database
  readonly notifications: Notifications
  readonly records: Records
  readonly messages: Messages
  readonly notify: Notify
  readonly dailyCap: number
}

/** Use cases of an agency system: a message of its own by a registered template, and what became of it. */
export class RequestNotification {
  readonly #parts: RequestParts

  constructor(parts: RequestParts) {
    this.#parts = parts
  }

  /**
   * Resolves after the commit.
   *
   * @throws Fault `agency-outside-scope`, `dossier-unknown`, `notification-template-unknown`, `body-invalid`,
   *   `notification-cap`, `notification-no-channel`, `idempotency-mismatch`, `ledger-unavailable`.
   */
  async send(
    sender: Sender,
    request: NotificationRequest,
  ): Promise<{ view: NotificationView; fresh: boolean }> {
    const { client, correlationId, idempotencyKey } = sender
    const { database, notify, notifications, dailyCap } = this.#parts
    const { agency, dossier } = request
    if (!speaksFor(client, agency))
      throw new Fault('agency-outside-scope', { params: { scope: client.agency } })
    const fingerprint = hash('sha256', JSON.stringify(request), 'buffer')
    const once = `${client.id} ${hash('sha256', idempotencyKey ?? correlationId, 'base64url')}`
    const before = await notifications.findOnce(once)
    if (before !== undefined) return { view: repeated(before, fingerprint), fresh: false }
    if (dossier !== undefined) await ownDossier(this.#parts.records, client, dossier)
    const template = this.#template(request)
    const { phone, values } = contentOf(request, template)
    if (!notify.mayReach(template, agency, values, phone)) throw new Fault('notification-no-channel')
    const wish = { once, fingerprint, agency, template, phone, values, correlationId }
    const row = await database.transaction(async tx => {
      const planned = await notify.plan(tx, { ...wish, ...(dossier === undefined ? {} : { dossier }) })
      // Undone with it: a caller that is told so has no use for a message that stays refused.
      if (planned?.reason === 'daily-cap') throw new Fault('notification-cap', { params: { most: dailyCap } })
      return planned
    })
    const view = await this.#shown(row?.id, once, fingerprint)
    return { view, fresh: row !== undefined }
  }

  /** @throws Fault `notification-unknown`, also when it is outside the client's scope. */
  async find(client: Client, id: string): Promise<NotificationView> {
    const row = await this.#parts.notifications.find(id)
    if (row === undefined || !speaksFor(client, row.agency)) throw new Fault('notification-unknown')
    return notificationView(row)
  }

  async #shown(id: string | undefined, once: string, fingerprint: Buffer): Promise<NotificationView> {
    const { notifications } = this.#parts
    const row = id === undefined ? await notifications.findOnce(once) : await notifications.find(id)
    if (row === undefined) throw new Fault('notification-unknown')
    return repeated(row, fingerprint)
  }

  #template({ template: id, agency }: NotificationRequest): Template {
    const template = this.#parts.messages.find(id, agency)
    if (template === undefined)
      throw new Fault('notification-template-unknown', { params: { template: id, agency } })
    return template
  }
}

function repeated(row: NotificationRow, fingerprint: Buffer): NotificationView {
  if (row.fingerprint?.equals(fingerprint) !== true) throw new Fault('idempotency-mismatch')
  return notificationView(row)
}

/** @throws Fault `body-invalid` naming every parameter that is missing, too long or not asked for. */
function contentOf({ recipient, parameters = {} }: NotificationRequest, template: Template) {
  const phone = mobileNumber(recipient.phone)
  const filled = fromCaller(template.parameters, parameters)
  const wrong = filled.kind === 'wrong' ? filled : { missing: [], tooLong: [] }
  const unknown = Object.keys(parameters).filter(name => !Object.hasOwn(template.parameters, name))
  const { segments } =
    filled.kind === 'filled' ? measure(render(template.text, filled.values, template.form)) : { segments: 0 }
  const violations: Violation[] = [
    ...(phone === undefined
      ? [at('/recipient/phone', 'không phải số di động Việt Nam', 'is no Vietnamese mobile number')]
      : []),
    ...wrong.missing.map(name => at(`/parameters/${name}`, 'bắt buộc', 'is required')),
    ...wrong.tooLong.map(name =>
      at(
        `/parameters/${name}`,
        `không được dài quá ${template.parameters[name]?.max} ký tự`,
        `must not be longer than ${template.parameters[name]?.max} characters`,
      ),
    ),
    ...unknown.map(name =>
      at(`/parameters/${name}`, 'không phải tham số của mẫu', 'is no parameter of the template'),
    ),
    ...(segments > template.mostSegments
      ? [at('/parameters', `thành ${segments} đoạn, quá dài`, `makes ${segments} segments, too long`)]
      : []),
  ]
  if (violations.length > 0 || phone === undefined || filled.kind !== 'filled')
    throw new Fault('body-invalid', { params: { count: violations.length }, violations })
  return { phone, values: filled.values }
}

function at(pointer: string, vi: string, en: string): Violation {
  return { pointer, message: { vi, en } }
}
