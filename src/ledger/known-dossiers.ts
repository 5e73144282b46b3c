import type { DossierRow } from './submission.ts'

/** Two generations of so many take about 10 MB; an office works on fewer dossiers at a time. */
const generation = 10_000

/**
 * What this process last saw of dossiers: what a submission probably meets. Only ever a guess, which accept-write.sql
 * holds against the ledger. Forgets a generation at a time: taking the oldest out one by one leaves holes at the front of
 * a Map, and finding the next oldest behind them cost more than all the rest of this.
 */
export class KnownDossiers {
  #young = new Map<string, DossierRow>()
  #old = new Map<string, DossierRow>()

  get(code: string): DossierRow | undefined {
    return this.#young.get(code) ?? this.#old.get(code)
  }

  /** The step that was asked about together with the row is nothing to remember. */
  remember(row: DossierRow): void {
    if (this.#young.size >= generation) {
      this.#old = this.#young
      this.#young = new Map()
    }
    this.#young.set(
      row.code,
      row.same_step === null ? row : { ...row, same_step: null, same_step_message: null },
    )
  }

  forget(code: string): void {
    this.#young.delete(code)
    this.#old.delete(code)
  }
}
