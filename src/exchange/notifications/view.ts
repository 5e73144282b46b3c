import type { NotificationRow } from '../../ledger/notifications.ts'

/** A message as agencies see it: never the number, never the text. */
export interface NotificationView {
  readonly id: string
  readonly template: string
  readonly event?: string
  readonly dossier?: string
  readonly agency: string
  readonly state: NotificationRow['state']
  /** Of a refusal or a doubt: daily-cap, no-channel, or the rule of the provider's answer. */
  readonly reason?: string
  readonly channel?: string
  /** The channels before. */
  readonly tried: readonly string[]
  readonly segments: number
  /** Quiet hours put it off. */
  readonly dueAt: string
  readonly plannedAt: string
  readonly settledAt?: string
}

export function notificationView(row: NotificationRow): NotificationView {
  return {
    id: row.id,
    template: row.template,
    ...(row.event === null ? {} : { event: row.event }),
    ...(row.dossier === null ? {} : { dossier: row.dossier }),
    agency: row.agency,
    state: row.state,
    ...(row.reason === null ? {} : { reason: row.reason }),
    ...(row.adapter === null ? {} : { channel: row.adapter }),
    tried: row.tried,
    segments: row.segments,
    dueAt: row.due_at.toISOString(),
    plannedAt: row.created_at.toISOString(),
    ...(row.settled_at === null ? {} : { settledAt: row.settled_at.toISOString() }),
  }
}
