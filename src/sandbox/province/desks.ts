import type { Agency, Catalog, Procedure } from '../../catalog/catalog.ts'
import { dayName } from './calendar.ts'
import type { Random } from './random.ts'

/** An agency that takes in dossiers, and how far its numbering has come today. */
export interface Desk {
  readonly agency: { readonly code: string; readonly name: string }
  day: number
  number: number
}

/** Where the dossiers of a procedure may be filed. */
export type Counters = readonly [Desk, ...Desk[]]

// First group of a domain code is the ministry (QĐ 20/2020/QĐ-TTg, annex); H99 numbers its departments like this.
const departments: Readonly<Record<string, string>> = {
  G01: 'H99.19',
  G02: 'H99.03',
  G03: 'H99.04',
  G04: 'H99.05',
  G05: 'H99.06',
  G06: 'H99.07',
  G07: 'H99.08',
  G09: 'H99.09',
  G10: 'H99.10',
  G11: 'H99.11',
  G12: 'H99.12',
  G14: 'H99.13',
  G15: 'H99.14',
  G16: 'H99.15',
  G17: 'H99.16',
  G18: 'H99.17',
  G22: 'H99.18',
  G23: 'H99.20',
  G24: 'H99.02',
}

/** Finds the desks of a procedure: its department, or every district or commune, by the procedure's level. */
export function deskFinder(catalog: Catalog, at: Date): (procedure: Procedure) => Counters {
  const valid = catalog.agencies.filter(agency => catalog.agency(agency.code, at) === agency)
  const desks = new Map(valid.map(agency => [agency.code, toDesk(agency)]))
  // The province itself decides, but files are handed in at its departments.
  const atLevel = (level: Procedure['level']) =>
    valid
      .filter(agency => agency.level === level && agency.parent !== undefined)
      .flatMap(agency => desks.get(agency.code) ?? [])
  const byLevel = {
    province: atLevel('province'),
    district: atLevel('district'),
    commune: atLevel('commune'),
  }
  const anywhere = [...desks.values()]
  return procedure => {
    const department = desks.get(departments[procedure.domain.code.slice(0, 3)] ?? '')
    if (procedure.level === 'province' && department) return [department]
    const [first, ...others] = byLevel[procedure.level].length > 0 ? byLevel[procedure.level] : anywhere
    return [first ?? toDesk({ code: 'H99', name: 'Ủy ban nhân dân tỉnh H99' }), ...others]
  }
}

/** Towns have more to do than villages: the square leans towards the first of a list. */
export function pickDesk(random: Random, counters: Counters): Desk {
  const lot = random.next()
  const lean = (lot + lot * lot) / 2
  return counters[Math.floor(lean * counters.length)] ?? counters[0]
}

/** Thông tư 01/2018/TT-VPCP, Điều 19: `<agency>-<yymmdd>-<number of that day>`. */
export function nextCode(desk: Desk, day: number, prefix: string): string {
  desk.number = desk.day === day ? desk.number + 1 : 1
  desk.day = day
  const date = dayName(day).slice(2).replaceAll('-', '')
  return `${desk.agency.code}-${date}-${prefix}${String(desk.number).padStart(4, '0')}`
}

function toDesk({ code, oldCode, name }: Pick<Agency, 'code' | 'oldCode' | 'name'>): Desk {
  return { agency: Object.freeze({ code: oldCode ?? code, name }), day: -1, number: 0 }
}
