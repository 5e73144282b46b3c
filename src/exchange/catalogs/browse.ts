import type { AdministrativeUnits } from '../../catalog/administrative-units.ts'
import type { Catalog } from '../../catalog/catalog.ts'
import { Fault } from '../../errors/fault.ts'
import type { CatalogEntries } from '../../ledger/catalog-entries.ts'
import { comparable, configuredLists, type EntryView, sameKey } from './configured.ts'
import { dayInVietnam } from './pull.ts'

export interface Difference {
  /** missing-here: the platform has it, the province has not; missing-there: the other way. */
  readonly verdict: 'missing-here' | 'missing-there' | 'title-differs'
  readonly code: string
  readonly here?: string
  readonly there?: string
}

export interface ListQuery {
  /** A day, `2025-06-30`; absent: today in Vietnam. */
  readonly at?: string
  readonly cursor?: string
  readonly limit: number
}

/** The lists that the province keeps, and beside them those that platforms publish; neither feeds the other. */
export class BrowseCatalogs {
  readonly #catalog: Catalog
  readonly #entries: CatalogEntries
  readonly #clock: () => Date
  readonly #configured: ReadonlyMap<string, readonly EntryView[]>

  constructor(catalog: Catalog, units: AdministrativeUnits, entries: CatalogEntries, clock: () => Date) {
    this.#catalog = catalog
    this.#entries = entries
    this.#clock = clock
    this.#configured = configuredLists(catalog, units)
  }

  async lists() {
    const pulls = await this.#entries.pulls()
    return {
      catalogs: [
        ...[...this.#configured].map(([name, entries]) => ({
          ...{ name, source: 'configuration', entries: entries.length },
        })),
        ...pulls.map(({ name, adapter, entries, pulled_at }) => ({
          ...{ name, source: adapter, entries, pulledAt: pulled_at.toISOString() },
        })),
      ],
    }
  }

  /** What is valid on a day, by code. @throws Fault `catalog-unknown`, `cursor-invalid` */
  async page(name: string, { at, cursor, limit }: ListQuery) {
    const day = at ?? dayInVietnam(this.#clock())
    const after = cursor === undefined ? '' : readCursor(cursor)
    const rows = await this.#rows(name, day, after, limit + 1)
    const entries = rows.slice(0, limit)
    const last = entries.at(-1)
    return {
      ...{ name, at: day, entries },
      ...(rows.length > limit &&
        last !== undefined && { next: Buffer.from(last.code).toString('base64url') }),
    }
  }

  /** Where what platforms publish is not what the province keeps. @throws Fault `catalog-unknown` */
  async differences(list: string) {
    const here = comparable(this.#catalog, list, this.#clock())
    if (here === undefined) throw new Fault('catalog-unknown', { params: { name: list } })
    const pulls = (await this.#entries.pulls()).filter(pull => pull.list === list)
    const sources = []
    for (const { name, pulled_at } of pulls) {
      const there = await this.#entries.open(name)
      const differences = compare(here, new Map(there.map(({ code, title }) => [sameKey(list, code), title])))
      sources.push({
        ...{ name, pulledAt: pulled_at.toISOString(), counts: counted(differences), differences },
      })
    }
    return { list, sources }
  }

  async #rows(name: string, day: string, after: string, limit: number): Promise<EntryView[]> {
    const configured = this.#configured.get(name)
    if (configured !== undefined) {
      return configured
        .filter(
          entry => entry.code > after && (entry.validFrom ?? '') <= day && day <= (entry.validTo ?? '9'),
        )
        .sort((one, other) => (one.code < other.code ? -1 : 1))
        .slice(0, limit)
    }
    if (!(await this.#entries.pulls()).some(pull => pull.name === name))
      throw new Fault('catalog-unknown', { params: { name } })
    const rows = await this.#entries.page(name, day, after, limit)
    return rows.map(({ code, title, data, valid_from, valid_to }) => ({
      ...{ code, title, validFrom: valid_from },
      ...(valid_to !== null && { validTo: valid_to }),
      data,
    }))
  }
}

/** Pure: by what must be the same → title. */
export function compare(here: ReadonlyMap<string, string>, there: ReadonlyMap<string, string>): Difference[] {
  const differences: Difference[] = []
  for (const code of [...new Set([...here.keys(), ...there.keys()])].sort()) {
    const [ours, theirs] = [here.get(code), there.get(code)]
    if (ours === undefined) differences.push({ verdict: 'missing-here', code, there: theirs ?? '' })
    else if (theirs === undefined) differences.push({ verdict: 'missing-there', code, here: ours })
    else if (plain(ours) !== plain(theirs))
      differences.push({ verdict: 'title-differs', code, here: ours, there: theirs })
  }
  return differences
}

export function counted(differences: readonly Difference[]): Record<Difference['verdict'], number> {
  const counts = { 'missing-here': 0, 'missing-there': 0, 'title-differs': 0 }
  for (const { verdict } of differences) counts[verdict] += 1
  return counts
}

const plain = (title: string) => title.normalize('NFC').trim().replace(/\s+/g, ' ')

/** @throws Fault `cursor-invalid` */
function readCursor(cursor: string): string {
  const code = Buffer.from(cursor, 'base64url').toString()
  if (!/^[\w.@-]{1,100}$/.test(code)) throw new Fault('cursor-invalid')
  return code
}
