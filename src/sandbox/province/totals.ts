/** What a province's month adds up to. Money in đồng. */
export interface MonthTotals {
  readonly dossiers: number
  /** Filed through a web form. */
  readonly online: number
  /** With at least one paper that was digitised. */
  readonly digitised: number
  /** Fees and charges paid online, land tax not among them. */
  readonly paidOnline: number
  readonly paidOnlineDong: number
  readonly landTaxPayments: number
  readonly landTaxDong: number
}

/** Nam Định, 20 April to 19 May 2023, as the province published it. */
export const published: MonthTotals = {
  dossiers: 64_103,
  online: 54_786,
  digitised: 39_347,
  paidOnline: 30_031,
  paidOnlineDong: 603_212_000,
  landTaxPayments: 323,
  landTaxDong: 1_700_000_000,
}

/**
 * The published month scaled to another number of dossiers, each figure rounded to the nearest whole number. Money is
 * zero when nobody is left to pay it. Exact up to five million dossiers, where products leave the safe integers.
 */
export function totalsFor(dossiers: number): MonthTotals {
  const scale = (figure: number) => Math.round((dossiers * figure) / published.dossiers)
  const paidOnline = scale(published.paidOnline)
  const landTaxPayments = scale(published.landTaxPayments)
  return {
    dossiers,
    online: scale(published.online),
    digitised: scale(published.digitised),
    paidOnline,
    paidOnlineDong: paidOnline === 0 ? 0 : scale(published.paidOnlineDong),
    landTaxPayments,
    landTaxDong: landTaxPayments === 0 ? 0 : scale(published.landTaxDong),
  }
}

/**
 * Shares out a whole number in proportion to weights: each gets the floor of its part, and what is left goes to the
 * largest remainders (Hamilton's method). The parts add up to `total` exactly.
 */
export function shareOut(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((left, right) => left + right, 0)
  if (sum === 0) return weights.map(() => 0)
  const ideal = weights.map(weight => (total * weight) / sum)
  const parts = ideal.map(Math.floor)
  const left = total - parts.reduce((first, second) => first + second, 0)
  const byRemainder = ideal
    .map((part, index) => ({ index, remainder: part - Math.floor(part) }))
    .sort((first, second) => second.remainder - first.remainder || first.index - second.index)
  for (const { index } of byRemainder.slice(0, left)) parts[index] = (parts[index] ?? 0) + 1
  return parts
}
