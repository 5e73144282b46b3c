export type Language = 'vi' | 'en'

/** Whose fault a failure is, and so who must act: the calling system, this gateway, the platform, or the gateway's operator. */
export type FaultOwner = 'client' | 'gateway' | 'upstream' | 'operator'

export interface CatalogEntry {
  /** HTTP status of the answer that carries it. */
  readonly status: number
  readonly owner: FaultOwner
  /** Whether the same request may succeed later without anybody changing anything. */
  readonly retryable: boolean
  readonly title: Readonly<Record<Language, string>>
  /** This and `fix` may hold `{placeholders}`. */
  readonly detail: Readonly<Record<Language, string>>
  readonly fix: Readonly<Record<Language, string>>
}
