import type { Catalog, Procedure } from '../../catalog/catalog.ts'
import { type Counters, deskFinder } from './desks.ts'
import type { Random } from './random.ts'
import { shareOut } from './totals.ts'
import { Urn } from './urn.ts'

/** Share of the dossiers whose procedure is not on the national portal. */
const localShare = 0.03
/** Office days that procedures are given, as announced by decisions of the province. */
const timeLimits: readonly [number, ...number[]] = [3, 5, 7, 7, 10, 10, 15, 20]

/** A procedure as the offices of the province know it. */
export interface Subject {
  /** What a dossier says about it. */
  readonly named: {
    readonly code: string
    readonly name: string
    readonly domain: { readonly code: string; readonly name: string }
    readonly immediate?: true
  }
  readonly ministry: string
  readonly land: boolean
  readonly forEnterprises: boolean
  readonly immediate: boolean
  readonly national: boolean
  readonly limitDays: number
  readonly resultCode: string
  readonly counters: Counters
}

/** Which procedures people come with. */
export interface Demand {
  /** The next one; over the month each comes as often as its share of the demand says. */
  next(random: Random): Subject | undefined
  /** One that leads to a land-tax notice. */
  nextLand(random: Random): Subject | undefined
}

/**
 * Zipf's law, which counts of public services follow: the second most wanted procedure is wanted half as often as the
 * first. Every procedure is wanted at least once, if there are enough dossiers for that.
 */
export function demandOf(catalog: Catalog, at: Date, dossiers: number, random: Random): Demand {
  const counters = deskFinder(catalog, at)
  const subjects = catalog.procedures
    .filter(procedure => catalog.procedure(procedure.code, at) === procedure)
    .map((procedure, index) => toSubject(procedure, index, counters(procedure), random))
  const national = ranked(subjects, true, random)
  const local = ranked(subjects, false, random)
  const localDossiers =
    national.length === 0 ? dossiers : local.length === 0 ? 0 : Math.round(dossiers * localShare)
  const order = [...national, ...local]
  const urn = new Urn([
    ...quotas(dossiers - localDossiers, national.length),
    ...quotas(localDossiers, local.length),
  ])
  const land = order.filter(subject => subject.land && subject.national && !subject.immediate)
  const taxed = land.length > 0 ? land : order
  return {
    next: source => order[urn.draw(source)],
    nextLand: source => taxed[Math.floor(source.next() ** 2 * taxed.length)],
  }
}

function quotas(dossiers: number, procedures: number): number[] {
  const once = dossiers >= procedures ? 1 : 0
  const weights = Array.from({ length: procedures }, (_, rank) => 1 / (rank + 1))
  return shareOut(dossiers - once * procedures, weights).map(share => share + once)
}

// What a commune does is wanted daily, what a department does now and then.
const nearness = { province: 1, district: 3, commune: 12 } as const
// Domains that everybody meets: births and marriages, certified copies, residence, land, benefits, licences.
const everyday: Readonly<Record<string, number>> = {
  'G15-HT': 30,
  'G15-CT': 15,
  'G01-QLHC': 20,
  'G12-DD': 15,
  'G15-LL': 10,
  'G07-BTXH': 8,
  'G05-HKD': 8,
  'G05-DN': 6,
  'G04-DB': 6,
}

function ranked(
  subjects: readonly { subject: Subject; level: Procedure['level'] }[],
  national: boolean,
  random: Random,
): Subject[] {
  return subjects
    .filter(({ subject }) => subject.national === national)
    .map(({ subject, level }) => {
      const weight = nearness[level] * (everyday[subject.named.domain.code] ?? 1)
      // A weighted shuffle (Efraimidis and Spirakis, 2006).
      return { subject, key: random.next() ** (1 / weight) }
    })
    .sort((first, second) => second.key - first.key)
    .map(({ subject }) => subject)
}

function toSubject(procedure: Procedure, index: number, counters: Counters, random: Random) {
  const { code, name, domain, immediate, level, nationalCode } = procedure
  const [ministry = domain.code] = domain.code.split('-')
  const subject: Subject = {
    named: Object.freeze({ code, name, domain, ...(immediate && { immediate: true as const }) }),
    ministry,
    land: domain.name === 'Đất đai',
    // Planning and investment, industry and trade.
    forEnterprises: ministry === 'G05' || ministry === 'G02',
    immediate,
    national: nationalCode !== undefined,
    limitDays: random.pick(timeLimits),
    resultCode: `KQ.${ministry}.${String(900_000 + index)}`,
    counters,
  }
  return { subject, level }
}
