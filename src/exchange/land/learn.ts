import type { TaxNotice, TaxTotals, TaxVoucher } from '../../contract/types.generated.ts'
import type { Transaction } from '../../ledger/database.ts'
import type { Alias, Obligations } from '../../ledger/obligations.ts'
import type { TaxWatches } from '../../ledger/tax-watches.ts'
import { type Known, nothingKnown, standingOf, withNotice, withReported, withVoucher } from './obligation.ts'

/** Writes down what somebody said about an obligation, in the transaction in which it was said. */
export class LearnObligation {
  readonly #obligations: Obligations
  readonly #watches: TaxWatches

  constructor(obligations: Obligations, watches: TaxWatches) {
    this.#obligations = obligations
    this.#watches = watches
  }

  /** @returns which of the notices said something new */
  async notices(tx: Transaction, dossier: string, notices: readonly TaxNotice[]): Promise<TaxNotice[]> {
    const fresh: TaxNotice[] = []
    await this.#learn(tx, dossier, known => {
      fresh.length = 0
      return notices.reduce((before, notice) => {
        const after = withNotice(before, notice)
        if (JSON.stringify(after) !== JSON.stringify(before)) fresh.push(notice)
        return after
      }, known)
    })
    return fresh
  }

  /** @returns whether it said something new */
  voucher(tx: Transaction, voucher: TaxVoucher): Promise<boolean> {
    return this.#learn(tx, voucher.dossier, known => withVoucher(known, voucher))
  }

  reported(tx: Transaction, dossier: string, at: string, totals: TaxTotals, taxOffice?: string) {
    return this.#learn(tx, dossier, known => {
      const after = withReported(known, at, totals)
      return taxOffice === undefined || after.slip === undefined
        ? after
        : { ...after, slip: { ...after.slip, taxOffice } }
    })
  }

  async slip(tx: Transaction, dossier: string, slip: NonNullable<Known['slip']>, platform: string) {
    await this.#learn(tx, dossier, known => ({ ...known, slip: { ...known.slip, ...slip } }))
    const aliases: Alias[] = [{ platform, kind: 'slip', name: slip.number }]
    if (slip.certificate !== undefined)
      aliases.push({ platform, kind: 'certificate', name: slip.certificate })
    await this.#obligations.addAliases(tx, dossier, aliases)
  }

  async #learn(tx: Transaction, dossier: string, change: (known: Known) => Known): Promise<boolean> {
    let settled = false
    const changed = await this.#obligations.change<Known>(tx, dossier, before => {
      const body = change(before ?? nothingKnown)
      const { state, totals } = standingOf(body)
      settled = state === 'settled'
      return { body, sums: { state, ...totals } }
    })
    if (settled) await this.#watches.end(tx, dossier, 'settled')
    return changed
  }
}
