/** How many answered what to one question. */
export interface Counts {
  readonly verySatisfied: number
  readonly satisfied: number
  readonly dissatisfied: number
}

/** Where the remainders are equal the earlier of these is rounded up: the same figures always give the same shares. */
const names = ['verySatisfied', 'satisfied', 'dissatisfied'] as const

/**
 * Whole percentages that sum to 100, by largest remainder: of all such none is nearer to the truth. Nobody answered: all 0.
 *
 * @param counts whole, not negative
 */
export function sharesOf(counts: Counts): Counts {
  const all = respondentsOf(counts)
  if (all === 0) return { verySatisfied: 0, satisfied: 0, dissatisfied: 0 }
  const exact = names.map((name, place) => {
    const hundredfold = counts[name] * 100
    return { place, whole: Math.floor(hundredfold / all), rest: hundredfold % all }
  })
  const missing = 100 - exact.reduce((sum, { whole }) => sum + whole, 0)
  const raised = [...exact]
    .sort((one, other) => other.rest - one.rest || one.place - other.place)
    .slice(0, missing)
    .map(({ place }) => place)
  const [verySatisfied = 0, satisfied = 0, dissatisfied = 0] = exact.map(
    ({ whole, place }) => whole + (raised.includes(place) ? 1 : 0),
  )
  return { verySatisfied, satisfied, dissatisfied }
}

export function respondentsOf({ verySatisfied, satisfied, dissatisfied }: Counts): number {
  return verySatisfied + satisfied + dissatisfied
}
