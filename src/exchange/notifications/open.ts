import type { Adapter } from '../../adapter/index.ts'
import type { Catalog } from '../../catalog/catalog.ts'
import { Fault } from '../../errors/fault.ts'
import type { Database, Transaction } from '../../ledger/database.ts'
import { Notifications } from '../../ledger/notifications.ts'
import type { Outbox } from '../../ledger/outbox.ts'
import { ReachedDossiers } from '../../ledger/reached-dossiers.ts'
import type { Records } from '../../ledger/records.ts'
import type { Seal } from '../../ledger/seal.ts'
import { readQuietHours } from '../../notify/hours.ts'
import { type Messages, openMessages, withHeirs } from '../../notify/messages.ts'
import type { FinishedDelivery, Handlers, ReceivedEvent, Verdict } from '../handlers.ts'
import type { Routine, Schedule } from '../schedule.ts'
import { Notify } from './notify.ts'
import { PointsTold } from './points-told.ts'
import { RequestNotification } from './request.ts'

export interface NotificationSettings {
  /** Whether citizens are told of the points by themselves. */
  readonly enabled: boolean
  /** `21:00-07:00`, or `none`. */
  readonly quietHours: string
  readonly dailyCap: number
  readonly fallbackOnUndelivered: boolean
}

export interface NotificationParts {
  readonly database: Database
  readonly seal: Seal
  readonly records: Records
  readonly outbox: Outbox
  readonly handlers: Handlers
  readonly schedule: Pick<Schedule, 'add'>
  readonly adapters: () => readonly Adapter[]
  /** Of agencies through reform. */
  readonly catalog: Pick<Catalog, 'currentAgency'>
  readonly settings: NotificationSettings
  readonly log: { info(context: object, message: string): void }
  /** Default: config/messages. */
  readonly messages?: Messages
  readonly clock?: () => Date
}

export interface OpenNotifications {
  readonly request: RequestNotification
  readonly notifications: Notifications
  /** Plans what dossiers have reached, and sends what has waited. */
  readonly routine: Routine
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
/** Nobody waits for a message by the second. */
const everyMs = 3_000

/** Messages to citizens, wired: what follows from dossiers, payments, providers' answers and reports. */
export function openNotifications(parts: NotificationParts): OpenNotifications {
  const { database, seal, records, outbox, handlers, schedule, adapters, settings, log } = parts
  const quietHours = readQuietHours(settings.quietHours)
  if (quietHours === undefined)
    throw new Fault('settings-invalid', { params: { faults: '/notifications/quietHours is no HH:mm-HH:mm' } })
  const current = (agency: string) => parts.catalog.currentAgency(agency)?.code
  const messages = withHeirs(parts.messages ?? openMessages(), current)
  const notifications = new Notifications(database)
  const { dailyCap, enabled, fallbackOnUndelivered } = settings
  const notify = new Notify({
    database,
    notifications,
    outbox,
    seal,
    messages,
    adapters,
    current,
    quietHours,
    dailyCap,
    fallbackOnUndelivered,
    ...(parts.clock === undefined ? {} : { clock: parts.clock }),
  })
  const points = new PointsTold({
    database,
    reached: new ReachedDossiers(database),
    seal,
    messages,
    notify,
    log,
  })
  handlers.onRecorded({
    types: ['payment.confirmed'],
    observed: async ({ dossier, data }, tx) => {
      if (enabled && dossier !== undefined && typeof data.amount === 'number')
        await points.paid(tx, dossier, data.amount)
    },
  })
  handlers.onEvent({
    types: ['notification.report'],
    apply: (event, tx) => reported(notify, event, tx),
  })
  handlers.onFinished({ kinds: ['notification'], finished: (delivery, tx) => settle(notify, delivery, tx) })
  const routine: Routine = {
    name: 'notifications',
    everyMs,
    async run({ cursor, save }) {
      if (enabled) await points.look(cursor, save)
      await notify.sendDue()
    },
  }
  schedule.add(routine)
  return {
    request: new RequestNotification({ database, notifications, records, messages, notify, dailyCap }),
    notifications,
    routine,
  }
}

/** What a provider's answer means for the message. */
async function settle(
  notify: Notify,
  { state, adapter, outcome, answer, message }: FinishedDelivery,
  tx: Transaction,
): Promise<void> {
  const { id } = message.body as { id: string }
  const providerId = answer?.providerId
  if (state === 'delivered')
    return notify.arrived(tx, id, adapter, typeof providerId === 'string' ? providerId : undefined)
  if (outcome.rule === 'unsure' || (state === 'dead' && outcome.kind === 'unknown'))
    return notify.doubted(tx, id, adapter, outcome.rule)
  return notify.failed(tx, id, adapter, outcome.rule)
}

/**
 * What a provider says later: whether it reached the telephone. The agency's system gets an event without the number.
 * A report about nothing that is on its way (repeated, or of another gateway) is taken and forgotten.
 */
async function reported(
  notify: Notify,
  { data, at, adapter }: ReceivedEvent,
  tx: Transaction,
): Promise<Verdict> {
  const { id: own, reference, providerId, stage, arrived } = data
  // Nothing is decided yet.
  if (stage === 'waiting' && arrived !== true) return { kind: 'accepted', events: [] }
  const about = {
    // Whoever shares the account has ids of another kind.
    ...(typeof own === 'string' && uuid.test(own) ? { id: own } : {}),
    ...(typeof reference === 'string' ? { reference } : {}),
    ...(typeof providerId === 'string' ? { providerId } : {}),
  }
  const done = await notify.reported(tx, about, { adapter, arrived: arrived === true, at })
  if (done === undefined) return { kind: 'accepted', events: [] }
  const { row, next } = done
  const dossier = row.dossier === null ? {} : { dossier: row.dossier }
  const { id, agency, template, event } = row
  const told = {
    ...{ notification: id, template, channel: adapter },
    ...(next === undefined ? {} : { next }),
    ...(event === null ? {} : { point: event }),
  }
  const type = `notification.${arrived === true ? 'delivered' : 'undelivered'}`
  return { kind: 'accepted', events: [{ type, ...dossier, agency, data: told }] }
}
