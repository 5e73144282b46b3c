import type { TaxNotice, TaxTotals } from '../../contract/types.generated.ts'

type Row = Readonly<Record<string, unknown>>

/** Groups of an answer, one a kind of money. */
const kinds = {
  registrationFee: 'registration-fee',
  landUseLevy: 'land-use-levy',
  personalIncomeTax: 'personal-income-tax',
  landRent: 'land-rent',
  waterSurfaceRent: 'water-surface-rent',
} as const satisfies Record<string, TaxNotice['kind']>

/** The notices of one taxpayer; a group without a number is none yet. */
export function noticesOf(row: Row, dossier: string): TaxNotice[] {
  return Object.entries(kinds).flatMap(([member, kind]) => {
    const group = row[member] as Row | undefined
    if (typeof group?.number !== 'string') return []
    const payer = row.payer as TaxNotice['payer']
    return [{ ...group, dossier, kind, number: group.number, ...(payer === undefined ? {} : { payer }) }]
  })
}

export interface Reported {
  readonly at: string
  readonly totals: TaxTotals
  readonly taxOffice?: string
}

/** Totals of all taxpayers together; none, where one of them has none. */
export function reportedIn(rows: readonly Row[], now: Date): Reported | undefined {
  const all = rows.map(totalsOf)
  const totals = all.filter(one => one !== undefined)
  if (totals.length === 0 || totals.length < all.length) return undefined
  const sum = (name: keyof TaxTotals) => totals.reduce((amount, one) => amount + one[name], 0)
  const times = rows.flatMap(({ answeredAt }) => (typeof answeredAt === 'string' ? [answeredAt] : []))
  const office = rows.find(({ taxOffice }) => typeof taxOffice === 'string')?.taxOffice
  return {
    at: times.sort((a, b) => Date.parse(a) - Date.parse(b)).at(-1) ?? now.toISOString(),
    totals: { due: sum('due'), reduced: sum('reduced'), paid: sum('paid'), remaining: sum('remaining') },
    ...(office === undefined ? {} : { taxOffice: String(office) }),
  }
}

function totalsOf({ due, reduced = 0, paid, remaining }: Row): TaxTotals | undefined {
  if (typeof due !== 'number' || typeof reduced !== 'number') return undefined
  if (typeof paid !== 'number' || typeof remaining !== 'number') return undefined
  return { due, reduced, paid, remaining }
}
