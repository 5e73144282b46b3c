import { catalog, type ErrorCode, type FaultOwner, type Language } from './catalog.ts'

/** One thing wrong in a request: where (RFC 6901 JSON pointer) and what, in both languages. */
export interface Violation {
  readonly pointer: string
  readonly message: Readonly<Record<Language, string>>
}

export interface FaultOptions {
  /** Values for the `{placeholders}` of the catalogue entry's detail and fix. Never secrets, never a person's data. */
  readonly params?: Readonly<Record<string, string | number>>
  readonly violations?: readonly Violation[]
  readonly retryAfterSeconds?: number
  readonly cause?: unknown
}

/** The only error this house throws on purpose: a catalogue code with the values that fill its text. */
export class Fault extends Error {
  readonly code: ErrorCode
  readonly params: Readonly<Record<string, string | number>>
  readonly violations: readonly Violation[]
  readonly retryAfterSeconds: number | undefined

  constructor(code: ErrorCode, options: FaultOptions = {}) {
    super(fill(catalog[code].detail.en, options.params ?? {}), { cause: options.cause })
    this.name = 'Fault'
    this.code = code
    this.params = options.params ?? {}
    this.violations = options.violations ?? []
    this.retryAfterSeconds = options.retryAfterSeconds
  }

  get status(): number {
    return catalog[this.code].status
  }

  get owner(): FaultOwner {
    return catalog[this.code].owner
  }

  detail(language: Language): string {
    return fill(catalog[this.code].detail[language], this.params)
  }

  /** What to do about it. */
  fix(language: Language): string {
    return fill(catalog[this.code].fix[language], this.params)
  }
}

function fill(template: string, params: Readonly<Record<string, string | number>>): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole))
}
