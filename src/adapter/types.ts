import type { Violation } from '../errors/fault.ts'
import type { AnsweredFile } from './file-answer.ts'
import type { Sink } from './filling.ts'
import type { Inbound, Received } from './inbound.ts'
import type { Manifest, OperationSpec } from './manifest.ts'
import type { Loss } from './mapping/run.ts'
import type { Outcome, Standing } from './outcome.ts'

/** One call to a platform, as the ledger keeps it. Holds no value of the message, no session, no raw answer. */
export interface CallRecord {
  readonly outcome: Outcome
  readonly startedAt: Date
  readonly durationMs: number
  readonly httpStatus?: number
  /** Bodies only. */
  readonly requestBytes: number
  readonly responseBytes: number
  readonly losses: readonly Loss[]
  /** The platform had dropped the session and the call went out again with a new one. */
  readonly reauthenticated: boolean
  /** Ids under which the platform has kept the call: headers of X-Road, by name. */
  readonly evidence?: Readonly<Record<string, string>>
}

/** A delivery, with what the platform said to it; that part is for the use case alone, never kept or logged. */
export interface DeliverRecord extends CallRecord {
  /** In our words: only with the outcome delivered, of an operation whose manifest maps its answer. */
  readonly answer?: Received['canonical']
}

export interface CallContext {
  readonly standing: Standing
  /** The platform's own id of the record, where an earlier outcome told it. */
  readonly recordId?: string | undefined
  readonly correlationId: string
  /** Ends the wait for this call's answer; a call that has left is then unknown. */
  readonly signal?: AbortSignal
}

export interface AskContext extends CallContext {
  /** Members of the answer that may leave the adapter (release.ts); whatever else was answered is dropped in it. */
  readonly release?: readonly string[]
  /** Takes what of the answer streams, of an operation whose manifest says so; absent: it is held. */
  readonly sink?: Sink
}

export interface ProbeResult {
  readonly found: 'present' | 'absent' | 'unsure'
  readonly record: CallRecord
}

export interface AskResult {
  readonly record: CallRecord
  /** What the platform said, in our words: only with a delivered outcome, of an operation whose manifest maps its answer. */
  readonly answer?: Received['canonical']
  /** The document that the platform sent: only of an operation whose manifest says that its answer is a file. */
  readonly file?: AnsweredFile
}

/** A question in the platform's words. */
export interface PreparedAsk {
  /** As `check` gives them. With any of them, what is asked is refused without leaving. */
  readonly violations: readonly Violation[]
  /** As `Adapter.ask`. */
  ask(context: AskContext): Promise<AskResult>
}

/**
 * One platform, ready to be called. Canonical in, outcome out. Messages are `{ code, …Dossier }` for operations that
 * carry dossiers, with `procedure.nationalCode` and `procedure.name` filled in from the catalogue, and
 * `{ dossier, …Step }` for steps.
 */
export interface Adapter {
  readonly id: string
  readonly version: string
  readonly manifest: Manifest
  /** The address below which its calls go. */
  readonly base: string
  readonly operations: ReadonlyMap<string, OperationSpec>
  readonly limits: { readonly concurrency: number; readonly timeoutMs: number }
  /** Milliseconds. Jitter is the caller's. */
  readonly retry: {
    readonly firstMs: number
    readonly factor: number
    readonly capMs: number
    readonly giveUpAfterMs: number
  }
  /** Agencies that it serves, with what is below them; absent: all. From the setting of that name. */
  readonly agencies?: readonly string[]
  /** The deliver operation that carries messages of a kind, e.g. 'dossier' → 'dossier.deliver'. */
  operationFor(kind: 'dossier' | 'step'): string | undefined
  /** The deliver operations that carry this very message: those of its kind, without those whose `only` it does not fit. */
  operationsFor(kind: string, canonical: object): string[]
  /** @throws Fault `adapter-operation-unknown` for an operation that there is not, here and below. */
  orderingKey(operation: string, canonical: object): string
  /** Would this message encode? Empty when yes. Pointers are into the canonical message. */
  check(operation: string, canonical: object): Violation[]
  /** Never rejects for what the platform or the network does, nor after anything has left. Lasts at most four times `limits.timeoutMs`. */
  deliver(operation: string, canonical: object, context: CallContext): Promise<DeliverRecord>
  /** Asks the platform something. An answer that the manifest's table cannot read is never half an answer. */
  ask(operation: string, canonical: object, context: AskContext): Promise<AskResult>
  /** A question that is written once, looked at, and asked afterwards. */
  prepare(operation: string, canonical: object): PreparedAsk
  /** The ways in, by name. */
  readonly inbound: ReadonlyMap<string, Inbound>
  /** Asks the platform whether an uncertain call has arrived. 'unsure' with a delivered outcome: asked, but it cannot tell. */
  probe(operation: string, canonical: object, context: CallContext): Promise<ProbeResult>
  /** What to do when the probe leaves it open. */
  whenUnsure(operation: string): 'resend' | 'hold'
  /** Lets running calls end. Later calls come back as retry: they never leave. */
  close(): Promise<void>
}
