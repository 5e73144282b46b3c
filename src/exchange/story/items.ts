import type { AccessRecord } from '../../ledger/access-records.ts'
import type { EventRow } from '../../ledger/events.ts'
import type { FileOpening } from '../../ledger/file-openings.ts'
import type { NotificationRow } from '../../ledger/notifications.ts'
import type { PaymentRecord } from '../../ledger/payments.ts'
import { type DeliveryRecord, type DossierRecord, isInDoubt, type StepRecord } from '../../ledger/records.ts'

/** One line of what happened to a dossier. Holds no citizen's data. */
export interface StoryItem {
  readonly at: Date
  /** A key of the words: `citizen.verified`, `delivery.delivered`, `land.finished`. */
  readonly what: string
  /** The platform. */
  readonly adapter?: string
  readonly operation?: string
  /** The dossier's, as it was told. */
  readonly status?: string
  /** Of a message to the citizen: what it was about. */
  readonly event?: string
  /** Đồng. */
  readonly amount?: number
  /** Sends that it took. */
  readonly attempts?: number
  /** Of a paper that a platform opened: where it stands in the dossier, as a JSON pointer. */
  readonly file?: string
  /** Of it, that were passed on. */
  readonly bytes?: number
  /** Of a refusal: the rule or the reason. */
  readonly rule?: string
  /** Id of the delivery, access record, event, payment, notification or opening. */
  readonly ref?: string
}

/** What the ledger holds of one dossier. */
export interface StoryParts {
  readonly dossier: DossierRecord
  readonly steps: readonly StepRecord[]
  readonly accesses: readonly AccessRecord[]
  readonly deliveries: readonly DeliveryRecord[]
  readonly events: readonly Pick<EventRow, 'id' | 'type' | 'at' | 'adapter'>[]
  readonly payments: readonly PaymentRecord[]
  readonly notifications: readonly NotificationRow[]
  readonly openings: readonly FileOpening[]
}

/** One line after another, in the order in which things happened. */
export function storyItems(parts: StoryParts): StoryItem[] {
  const { dossier, steps, accesses, deliveries, events, payments, notifications, openings } = parts
  const items: StoryItem[] = [
    { at: dossier.created_at, what: 'dossier.received' },
    ...steps.map(({ accepted_at, status, message_id }) => ({
      at: accepted_at,
      what: 'step.told',
      status,
      ref: message_id,
    })),
    ...accesses.map(access => ({
      at: access.at,
      what: askedAbout(access),
      ...(access.adapter !== null && { adapter: access.adapter }),
      operation: access.operation,
      ref: access.id,
    })),
    // A message to the citizen has a line of its own.
    ...deliveries.filter(({ operation }) => operation !== 'notification.send').map(sent),
    ...events.map(({ id, type, at, adapter }) => ({ at, what: type, adapter, ref: id })),
    ...payments.map(({ created_at, adapter, amount, reference }) => ({
      at: created_at,
      what: 'payment.opened',
      adapter,
      amount,
      ref: reference,
    })),
    ...notifications.map(told),
    ...openings.map(openedFile),
  ]
  return items.sort((one, other) => one.at.getTime() - other.at.getTime())
}

function askedAbout({ verdict, result }: AccessRecord): string {
  if (verdict !== 'asked') return 'citizen.not-asked'
  switch (result) {
    case 'matched':
      return 'citizen.verified'
    case 'mismatched':
      return 'citizen.differs'
    case 'found':
      return 'citizen.looked-up'
    default:
      return 'citizen.not-answered'
  }
}

function sent(delivery: DeliveryRecord): StoryItem {
  const { id, adapter, operation, status, state, attempts, outcome } = delivery
  const ended = state === 'delivered' || state === 'refused' || state === 'dead' || state === 'cancelled'
  const rule = state === 'delivered' ? undefined : outcome?.rule
  return {
    at: delivery.finished_at ?? delivery.created_at,
    what: isInDoubt(delivery) ? 'delivery.in-doubt' : ended ? `delivery.${state}` : 'delivery.waiting',
    adapter,
    operation,
    ...(status !== '' && { status }),
    attempts,
    ...(typeof rule === 'string' && { rule }),
    ref: id,
  }
}

function told({ id, state, event, adapter, reason, settled_at, created_at }: NotificationRow): StoryItem {
  const well = state === 'sent' || state === 'delivered'
  const open = state === 'planned' || state === 'sending'
  const doubt = state === 'in-doubt'
  return {
    at: settled_at ?? created_at,
    what: doubt ? 'message.in-doubt' : well ? 'message.sent' : open ? 'message.planned' : 'message.not-sent',
    ...(adapter !== null && { adapter }),
    ...(event !== null && { event }),
    ...(reason !== null && { rule: reason }),
    ref: id,
  }
}

function openedFile({ id, at, adapter, pointer, outcome, bytes }: FileOpening): StoryItem {
  return {
    at,
    what: openingWords(outcome),
    adapter,
    ...(pointer !== null && { file: pointer }),
    ...(bytes !== null && { bytes }),
    ...(outcome !== null && outcome !== 'opened' && outcome !== 'abandoned' && { rule: outcome }),
    ref: id,
  }
}

function openingWords(outcome: FileOpening['outcome']): string {
  switch (outcome) {
    case null:
      return 'file.opening'
    case 'opened':
      return 'file.opened'
    case 'abandoned':
      return 'file.left'
    default:
      return 'file.not-opened'
  }
}
