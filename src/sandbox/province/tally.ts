import type { Catalog } from '../../catalog/catalog.ts'
import { landTaxCode } from './filing.ts'
import type { DossierLife } from './life.ts'
import type { MonthTotals } from './totals.ts'

/** What a month was found to hold. */
export interface MonthSummary extends MonthTotals {
  /** Different procedures that were asked for. */
  readonly procedures: number
  /** Those of them that are on the national portal. */
  readonly nationalProcedures: number
  readonly agencies: number
  readonly steps: number
  readonly puts: number
}

/** Counts lives as they pass, from nothing but their events. */
export class Tally {
  readonly #catalog: Catalog
  readonly #procedures = new Set<string>()
  readonly #national = new Set<string>()
  readonly #agencies = new Set<string>()
  readonly #counts = {
    dossiers: 0,
    online: 0,
    digitised: 0,
    paidOnline: 0,
    paidOnlineDong: 0,
    landTaxPayments: 0,
    landTaxDong: 0,
    steps: 0,
    puts: 0,
  }

  constructor(catalog: Catalog) {
    this.#catalog = catalog
  }

  add({ events }: DossierLife): void {
    const counts = this.#counts
    const puts = events.flatMap(event => (event.kind === 'put' ? [event.dossier] : []))
    counts.puts += puts.length
    counts.steps += events.length - puts.length
    const dossier = puts.at(-1)
    if (!dossier) return
    counts.dossiers += 1
    if (dossier.channel === 'online') counts.online += 1
    if (dossier.digitised) counts.digitised += 1
    if (dossier.onlinePayment === 'national-portal' || dossier.onlinePayment === 'local-gateway') {
      const fees = dossier.fees ?? []
      const amount = fees.reduce((sum, fee) => sum + fee.amount, 0)
      const tax = fees.some(fee => fee.code === landTaxCode)
      counts[tax ? 'landTaxPayments' : 'paidOnline'] += 1
      counts[tax ? 'landTaxDong' : 'paidOnlineDong'] += amount
    }
    this.#agencies.add(dossier.agency.code)
    this.#addProcedure(dossier.procedure.code, dossier.filedAt)
  }

  get summary(): MonthSummary {
    return {
      ...this.#counts,
      procedures: this.#procedures.size,
      nationalProcedures: this.#national.size,
      agencies: this.#agencies.size,
    }
  }

  #addProcedure(code: string, filedAt: string): void {
    if (this.#procedures.has(code)) return
    this.#procedures.add(code)
    const found = this.#catalog.nationalProcedure({ code }, new Date(filedAt))
    if (found.kind === 'national') this.#national.add(found.nationalCode)
  }
}

/** Counts a whole month; a stream of any length in constant memory. */
export function summarise(lives: Iterable<DossierLife>, catalog: Catalog): MonthSummary {
  const tally = new Tally(catalog)
  for (const life of lives) tally.add(life)
  return tally.summary
}
