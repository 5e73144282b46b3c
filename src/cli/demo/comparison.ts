import { dossierWord, finalDigest, type Owed, stepWord } from './expectation.ts'

/** A dossier as the sandbox shows it (`GET /_sandbox/dossiers?bodies=1`). */
export interface HeldDossier {
  readonly code: string
  readonly versions: ReadonlyArray<{
    readonly arrival: number
    readonly isUpdating: string
    readonly status: string
    readonly sha256: string
  }>
  readonly progress: ReadonlyArray<{
    readonly arrival: number
    readonly status: string
    readonly ThoiDiemXuLy: string
    readonly NoiDungXuLy: string
  }>
  readonly body?: Readonly<Record<string, unknown>>
}

/** How what the portal holds differs from what it is owed; all but the first two are 0 when all is well. */
export interface Difference {
  /** Rows owed. */
  readonly deliveries: number
  /** Rows owed that are there. */
  readonly delivered: number
  readonly lost: number
  /** Pairs of rows that arrived the wrong way round, versions that came back after newer ones, a wrong last version. */
  readonly outOfOrder: number
  /** Progress rows that are there more than once, and creations after the first. */
  readonly portalDuplicates: number
  /** Progress rows that nobody sent; any row of a dossier that must not be there. */
  readonly unexpected: number
}

interface Row {
  readonly arrival: number
  readonly word: string
  /** Same content at the same place means the same version sent again; progress rows are never the same one. */
  readonly sha256?: string
}

/**
 * Compares one dossier. A version that was sent again as an update while no other version arrived changes nothing at the
 * portal and is no duplicate; a progress row that comes twice counts twice there (QĐ 766/QĐ-TTg). Pure.
 */
export function compareDossier(owed: Owed, held: HeldDossier | undefined): Difference {
  const deliveries = owed.rows.length
  if (held === undefined) return { ...nothing, deliveries, lost: deliveries }
  const places = placesOf(owed.rows)
  const taken = new Map<string, number>()
  const arrived: number[] = []
  let stale = 0
  let twice = Math.max(0, held.versions.filter(({ isUpdating }) => isUpdating === 'False').length - 1)
  let unexpected = 0
  for (const { word } of rowsOf(held)) {
    const mine = places.get(word)
    const nth = taken.get(word) ?? 0
    taken.set(word, nth + 1)
    const place = mine?.[nth]
    if (place !== undefined) arrived.push(place)
    else if (deliveries === 0 || (mine === undefined && word.startsWith('S'))) unexpected++
    else if (word.startsWith('S')) twice++
    else stale++
  }
  const lost = deliveries - arrived.length
  const wrongEnd = lost === 0 && stale === 0 && !endsRight(owed, held) ? 1 : 0
  return {
    deliveries,
    delivered: arrived.length,
    lost,
    outOfOrder: inversions(arrived) + stale + wrongEnd,
    portalDuplicates: twice,
    unexpected,
  }
}

const nothing: Difference = {
  deliveries: 0,
  delivered: 0,
  lost: 0,
  outOfOrder: 0,
  portalDuplicates: 0,
  unexpected: 0,
}

export function sumOf(differences: Iterable<Difference>): Difference {
  let sum = nothing
  for (const next of differences) {
    sum = {
      deliveries: sum.deliveries + next.deliveries,
      delivered: sum.delivered + next.delivered,
      lost: sum.lost + next.lost,
      outOfOrder: sum.outOfOrder + next.outOfOrder,
      portalDuplicates: sum.portalDuplicates + next.portalDuplicates,
      unexpected: sum.unexpected + next.unexpected,
    }
  }
  return sum
}

/** Everything in order of arrival, a version sent again left out. */
function rowsOf({ versions, progress }: HeldDossier): Row[] {
  const rows: Row[] = [
    ...versions.map(({ arrival, status, sha256 }) => ({ arrival, word: dossierWord(status), sha256 })),
    ...progress.map(({ arrival, status, ThoiDiemXuLy: at, NoiDungXuLy: content }) => ({
      arrival,
      word: stepWord({ status, at, content }),
    })),
  ].sort((a, b) => a.arrival - b.arrival)
  let last: string | undefined
  return rows.filter(({ sha256 }) => {
    if (sha256 === undefined) return true
    const again = sha256 === last
    last = sha256
    return !again
  })
}

function placesOf(words: readonly string[]): Map<string, number[]> {
  const places = new Map<string, number[]>()
  for (const [place, word] of words.entries()) {
    const known = places.get(word)
    if (known === undefined) places.set(word, [place])
    else known.push(place)
  }
  return places
}

/** Statuses alone cannot tell two versions in one status apart; the last one is looked at closely. */
function endsRight({ final }: Owed, { body }: HeldDossier): boolean {
  return final === undefined || body === undefined || finalDigest(body) === final
}

/** A dossier has some twenty rows: counting pair by pair is the readable way. */
function inversions(places: readonly number[]): number {
  return places.reduce(
    (count, place, index) => count + places.slice(index + 1).filter(later => later < place).length,
    0,
  )
}
