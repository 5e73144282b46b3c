import type { Client } from '../../access/clients.ts'
import type { TaxObligation } from '../../contract/types.generated.ts'
import type { Obligations } from '../../ledger/obligations.ts'
import type { Records } from '../../ledger/records.ts'
import { ownDossier } from '../own-dossier.ts'
import { type Known, nothingKnown, standingOf } from './obligation.ts'

/** Use case of an agency system that looks what a dossier owes. */
export class LookObligation {
  readonly #records: Records
  readonly #obligations: Obligations

  constructor(records: Records, obligations: Obligations) {
    this.#records = records
    this.#obligations = obligations
  }

  /** @throws Fault `dossier-unknown`, also when the dossier is outside the client's scope. */
  async obligation(client: Pick<Client, 'agency'>, dossier: string): Promise<TaxObligation> {
    await ownDossier(this.#records, client, dossier)
    const [body, aliases] = await Promise.all([
      this.#obligations.read(dossier),
      this.#obligations.aliases(dossier),
    ])
    const known = (body ?? nothingKnown) as Known
    const { state, totals, discrepancies } = standingOf(known)
    const { slip, reported, notices, vouchers } = known
    return {
      dossier,
      state,
      ...(slip === undefined ? {} : { slip }),
      aliases,
      totals,
      ...(reported === undefined ? {} : { reported }),
      notices: [...notices],
      vouchers: [...vouchers],
      discrepancies: [...discrepancies],
    }
  }
}
