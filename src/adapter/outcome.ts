import type { ErrorCode, FaultOwner, Language } from '../errors/catalog.ts'
import type { ReplyEvent } from './egress/reply.ts'
import type { XRoadClass } from './x-road/classes.ts'

export type Text = Readonly<Record<Language, string>>

/** Does the platform already hold the record of this ordering key? What a call tells it, and what an answer proves. */
export type Standing = 'absent' | 'present' | 'unsure'

/** What an answer, or its absence, means for the delivery. */
export interface Outcome {
  readonly kind: 'delivered' | 'duplicate' | 'retry' | 'refused' | 'unknown'
  /** Id of the manifest's rule that decided, or the name of a built-in one (`timeout`, `no-rule`, `unsent` …). */
  readonly rule: string
  /** For everything but delivered and duplicate. */
  readonly owner?: FaultOwner
  /** Where a built-in rule decided: its entry in the error catalogue. */
  readonly code?: ErrorCode
  /** The platform's own code, e.g. "-3". */
  readonly nativeCode?: string
  /** What happened and what to do. */
  readonly message?: Text
  readonly retryAfterSeconds?: number
  /** What the answer proves about the platform's record. */
  readonly standing?: Standing
  /** Retry at once, with the standing that the answer has just proved. */
  readonly flip?: boolean
  /** The platform wants no more calls of this adapter, whatever they carry. */
  readonly stopsAdapter?: true
  /** The platform's own id of the record, where it has one and told it. */
  readonly recordId?: string
}

/** What the rules themselves can say; `reauthenticate` never leaves this room. */
export interface Verdict extends Omit<Outcome, 'kind'> {
  readonly kind: Outcome['kind'] | 'reauthenticate'
}

/** One line of a manifest's outcome rules. All conditions of `when` must hold; lists inside a condition mean "any". */
export interface Rule {
  readonly id: string
  readonly when: Condition
  readonly outcome: Verdict['kind']
  readonly owner?: FaultOwner
  readonly title?: Text
  readonly fix?: Text
  readonly standing?: Standing
  readonly flip?: boolean
  readonly stopsAdapter?: true
  /** Pointer to the platform's own id of the record, kept for the calls about it that follow. */
  readonly recordId?: string
  readonly retryAfterSeconds?: number
  /** The guide says that the status decides and the body says nothing, as of webhooks. */
  readonly statusAlone?: true
  /** Pointer to a sentence of the platform of which only the field names are shown: free of personal data by construction. */
  readonly mentions?: string
  /** Pointer to a sentence that the platform's guide says is free of personal data. It is masked all the same. */
  readonly quote?: string
}

export interface Condition {
  readonly event?: ReplyEvent | readonly ReplyEvent[]
  /** One status or an inclusive range. */
  readonly status?: number | readonly [number, number]
  /** What the call told the platform. */
  readonly told?: readonly Standing[]
  /** Whether the body is JSON. */
  readonly json?: boolean
  /** Whether the body is XML. */
  readonly xml?: boolean
  readonly headers?: readonly HeaderComparison[]
  /** A SOAP fault, in whichever layer; `false`: none. */
  readonly fault?: boolean | FaultCondition
  /** An error of X-Road itself; `false`: none. */
  readonly xRoad?: boolean | XRoadCondition
  /** Phrases anywhere in the body. */
  readonly text?: string | readonly string[]
  readonly at?: readonly Comparison[]
}

export interface FaultCondition {
  /** Any of the fault's codes, with or without its prefix: `Server`, `soap:Server`. */
  readonly code?: string | readonly string[]
  /** Phrases in its text. */
  readonly text?: string | readonly string[]
  /** About its detail; pointers begin inside it. */
  readonly at?: readonly Comparison[]
}

export interface XRoadCondition {
  readonly class?: XRoadClass | readonly XRoadClass[]
  /** In the dialect of 7.8, whichever the server speaks: `server.serverproxy.access_denied`, or only its last word. */
  readonly code?: string | readonly string[]
}

export interface HeaderComparison extends Omit<Comparison, 'pointer'> {
  readonly name: string
}

/** About one value of the body. */
export interface Comparison {
  readonly pointer: string
  /** Text or number, trimmed and compared as a number: 0, "0", "00" and " 0 " are one. */
  readonly number?: number | readonly number[]
  /** Trimmed text, exactly. */
  readonly equals?: string | readonly string[]
  /** Phrase inside the text, without regard to case or Unicode composition. */
  readonly contains?: string | readonly string[]
  /** Whether there is anything: not missing, null, blank, [] or {}. */
  readonly filled?: boolean
  readonly present?: boolean
}
