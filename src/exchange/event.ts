/** Something that happened, as agencies get it: from the events list, the dossier's page, or a webhook. */
export interface CanonicalEvent {
  /** UUIDv7. */
  readonly id: string
  /** `payment.confirmed`: what it is about, what became of it. */
  readonly type: string
  readonly at: string
  /** Code of the dossier, else the event's own id: events of one subject are delivered in their order. */
  readonly subject: string
  readonly dossier?: string
  readonly agency?: string
  /** The platform that it came from, or `gateway`. */
  readonly adapter: string
  readonly data: Readonly<Record<string, unknown>>
}
