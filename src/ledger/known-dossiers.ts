import type { DossierRow } from './submission.ts'

/** About 10 MB; an office works on fewer dossiers at a time. */
const most = 20_000

/**
 * What this process last saw of dossiers: what a submission probably meets. Only ever a guess, which accept-write.sql
 * holds against the ledger.
 */
export class KnownDossiers {
  readonly #rows = new Map<string, DossierRow>()

  get(code: string): DossierRow | undefined {
    return this.#rows.get(code)
  }

  /** The step that was asked about together with the row is nothing to remember. */
  remember(row: DossierRow): void {
    this.#rows.delete(row.code)
    this.#rows.set(row.code, { ...row, same_step: null, same_step_message: null })
    if (this.#rows.size <= most) return
    for (const oldest of this.#rows.keys()) {
      this.#rows.delete(oldest)
      return
    }
  }

  forget(code: string): void {
    this.#rows.delete(code)
  }
}
