import type { Fault } from '../errors/fault.ts'

/** A dossier as the ledger keeps it beside its sealed content. */
export interface DossierRow {
  readonly code: string
  readonly agency: string
  readonly agency_path: string
  readonly procedure: string
  readonly channel: string
  readonly status: string
  readonly withheld: string | null
  readonly dated: boolean
  readonly revision: number
  readonly steps: number
  readonly content_message: string
  /** SHA-256 of the content, in hex: a text is compared and kept at less cost than a Buffer. */
  readonly content_hash: string
  /** The number and message of the step already recorded with the submitted step's content, if any. */
  readonly same_step: number | null
  readonly same_step_message: string | null
}

export interface PlannedDelivery {
  readonly adapter: string
  readonly version: string
  readonly operation: string
  readonly carries: 'dossier' | 'step'
}

/** What a submission comes to, once the dossier as it stands is known. */
export type Decision =
  | { readonly kind: 'refuse'; readonly fault: Fault }
  | {
      readonly kind: 'unchanged'
      readonly message: string
      readonly revision: number
      readonly step?: number
    }
  | {
      readonly kind: 'write'
      readonly dossier: Omit<DossierRow, 'code' | 'content_message' | 'same_step' | 'same_step_message'> & {
        /** Absent when this message is the content. */
        readonly content_message?: string
      }
      readonly stepAt?: string
      readonly deliveries: readonly PlannedDelivery[]
      /** Codes of what the caller should know though it was accepted. */
      readonly warnings: readonly string[]
    }

export interface Submission {
  /** UUIDv7 of the message-to-be. */
  readonly id: string
  readonly client: string
  readonly kind: 'dossier' | 'step'
  readonly code: string
  /** The message as JSON; the ledger seals it. */
  readonly body: string
  readonly correlationId: string
  /** The fingerprint is a SHA-256 in hex. */
  readonly idempotency?: { readonly key: string; readonly fingerprint: string }
  /** SHA-256 of a step's content in hex, by which a step sent twice is known. */
  readonly stepHash?: string
  /** Pure: runs inside the transaction and may run more than once. */
  decide(current: DossierRow | undefined): Decision
}

export interface AcceptedDelivery {
  readonly id: string
  readonly adapter: string
  readonly operation: string
}

/** The answer to a submission; stored under its idempotency key and given again to the same call. */
export interface Acceptance {
  readonly unchanged: boolean
  readonly message: string
  readonly dossier: string
  readonly revision: number
  readonly step?: number
  readonly deliveries: readonly AcceptedDelivery[]
  readonly warnings: readonly string[]
}
