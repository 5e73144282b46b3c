import type { MessageKind } from './guess/canonical.ts'
import type { Shape } from './shape.ts'

/** A text for people, in both languages. */
export interface Said {
  readonly vi: string
  readonly en: string
}

/** What a document says about a platform, before anything is guessed or written. */
export interface Draft {
  readonly title: string
  /** As `adapter.json` holds it. */
  readonly transport: Readonly<Record<string, unknown>> & { readonly kind: string }
  /** As `adapter.json` holds it; one step or several. */
  readonly auth: unknown
  readonly settings: Readonly<Record<string, SettingDraft>>
  readonly operations: readonly OperationDraft[]
  /** Documents for the adapter's `wsdl/`, by path. */
  readonly wsdl?: ReadonlyMap<string, string>
  /** What was left out, and why. */
  readonly skipped: readonly Skipped[]
}

export interface Skipped {
  readonly what: string
  readonly why: Said
}

export interface SettingDraft {
  readonly schema: Readonly<Record<string, unknown>>
  readonly required: boolean
  /** For fixtures; synthetic. */
  readonly example: string | number
}

export interface OperationDraft {
  /** As the document names it. */
  readonly name: string
  readonly title: string
  /** Whether it only asks; a guess by method and name. */
  readonly asks: boolean
  /** As `adapter.json` holds it; the message stands in it as `{encoded}`. */
  readonly request: Readonly<Record<string, unknown>>
  /** The message. */
  readonly shape: Shape
  /** Of the answer; absent where the document does not tell. */
  readonly answer?: AnswerDraft
  /** Set where the admin said what it carries. */
  readonly carries?: MessageKind
  /** What the admin should know about it. */
  readonly notes: readonly Said[]
}

export interface AnswerDraft {
  /** Turns a synthetic body into the answer of a fixture. */
  readonly shape: Shape
  readonly as: (body: unknown) => { readonly body: unknown } | { readonly text: string }
}

const asking =
  /^(tra-?cuu|lay|xem|tim|kiem-tra|xac-thuc|xac-minh|danh-sach|ds|get|list|find|search|query|look-?up|read|fetch|check|verify|count|dem|view|download)(-|$)/

/** Whether a name or method sounds like a question. Anything else may change something at the platform. */
export function soundsLikeAsking(kebabName: string, method = 'POST'): boolean {
  return method === 'GET' || asking.test(kebabName)
}
