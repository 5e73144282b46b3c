import type { AuthSpec } from './auth/spec.ts'
import type { InboundSpec } from './inbound-spec.ts'
import type { Rule, Text } from './outcome.ts'
import type { NumberOrSetting, RequestSpec } from './request-spec.ts'
import type { Transport } from './transport/spec.ts'

/** What an operation may carry: dossiers and steps as agencies send them, the rest as the gateway posts it (outbox). */
export const messageKinds = [
  'dossier',
  'step',
  'event',
  'notification',
  'payment',
  'refund',
  'receipt',
  'land-dossier',
  'land-supplement',
  'land-handover',
  'land-wrong-result',
  'tax-slip',
  'postal-order',
  'document',
  'document-status',
  'rating',
  'question',
  'answer',
] as const

export type MessageKind = (typeof messageKinds)[number]

/** `adapter.json`. Every member is explained in schemas/adapter-manifest.schema.json. */
export interface Manifest {
  readonly id: string
  readonly version: string
  readonly title: Text
  readonly description: Text
  readonly settings: Readonly<Record<string, unknown>> & {
    readonly properties: Readonly<Record<string, SettingSchema>>
  }
  readonly transport: Transport
  readonly auth: AuthSpec
  /** Addresses that calls may go to; absent: the transport's base. */
  readonly hosts?: readonly string[]
  readonly tls?: { readonly ca: string }
  readonly limits: {
    readonly concurrency: NumberOrSetting
    readonly ratePerSecond?: NumberOrSetting
    readonly timeoutMs: NumberOrSetting
    readonly connectMs: NumberOrSetting
    readonly headersMs?: NumberOrSetting
    readonly idleMs?: NumberOrSetting
    readonly responseBytes: NumberOrSetting
  }
  readonly retry: {
    readonly firstMs: NumberOrSetting
    readonly factor: NumberOrSetting
    readonly capMs: NumberOrSetting
    readonly giveUpAfterMs: NumberOrSetting
  }
  readonly operations: Readonly<Record<string, OperationSpec>>
  /** What the platform calls the gateway with. */
  readonly inbound?: Readonly<Record<string, InboundSpec>>
  /** Shared rules, tried after the operation's own. */
  readonly outcomes: readonly Rule[]
  readonly sensitive: readonly string[]
}

export interface SettingSchema {
  readonly writeOnly?: boolean
  readonly [keyword: string]: unknown
}

export interface OperationSpec {
  readonly title: Text
  readonly direction: 'deliver' | 'ask'
  readonly carries?: MessageKind
  /** JSON Schema over the canonical message, settings filled in: which messages of that kind; absent: all. */
  readonly only?: Readonly<Record<string, unknown>>
  /** What it cannot write is refused at the door, though other platforms would take it. Default: no. */
  readonly decisive?: boolean
  readonly orderingKey?: string
  /** The platform takes the same message twice as one: sending again does no harm. Default: no. */
  readonly idempotent?: boolean
  readonly map?: string
  /** The members of the native message that this platform takes, of all that the table writes. Absent: every one. */
  readonly sends?: readonly string[]
  readonly schema?: string
  readonly refuses?: readonly Refusal[]
  readonly request: RequestSpec
  readonly outcomes: readonly Rule[]
  readonly answer?: AnswerSpec
  readonly probe?: ProbeSpec
  readonly whenUnsure?: string
}

/** What an answer says, in our words. */
export interface AnswerSpec {
  /** Where the answer holds it; absent: the answer itself. */
  readonly at?: string
  /** Without: the answer is a file. */
  readonly map?: string
  readonly schema?: string
  /** Members that must equal those of the question: pattern in the answer → pointer into the question. */
  readonly same?: Readonly<Record<string, string>>
  readonly file?: FileSpec
  /** The answer is handed on as it comes, whatever it is, to whoever asks with a sink; judged without its body. */
  readonly whole?: { readonly bytes: NumberOrSetting }
  /** A member of a JSON answer that is too big to be held, for whoever asks with a sink. In the map it says `streamed`. */
  readonly streams?: {
    readonly at: string
    readonly base64?: boolean
    /** Of the whole answer at the most. */
    readonly bytes: NumberOrSetting
  }
}

/** A document that an ask's answer is, or holds as base64. */
export interface FileSpec {
  readonly type: string
  /** First characters of every document of this type; absent: documents of any kind, as base64 only. */
  readonly begins?: string
  /** Template: pointer to base64 of it. Empty or absent: the body itself, or where `begins` is absent the body as base64. */
  readonly at?: string
}

/** A message that the platform must not get, whatever the field table says. */
export interface Refusal {
  readonly id: string
  /** JSON Schema: messages that match are refused. */
  readonly when: Readonly<Record<string, unknown>>
  readonly pointer: string
  readonly message: Text
}

export interface ProbeSpec {
  /** An operation of direction ask. */
  readonly operation: string
  /** Its canonical message: member → pointer into the delivery's. */
  readonly with: Readonly<Record<string, string>>
  /** Absent: the ask's rules say it, by their standing. */
  readonly evidence?: Evidence
}

/** How the answer to a probe tells whether the delivery has arrived. */
export interface Evidence {
  readonly list?: string
  /** Members of a row that must equal those of the encoded message. Without: any row proves presence. */
  readonly match?: readonly string[] | string
  /** A list whose emptiness proves absence: the record that would hold the rows does not exist. */
  readonly parent?: string
}
