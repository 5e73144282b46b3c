import { agencyPath, isWithin } from './agency-code.ts'
import { isLevel, type Level } from './level.ts'
import { inForce, isValid, type Link, linkAll, type Succeeding } from './succession.ts'
import { invalidRow, present, type Row, readTable, validityOf } from './table.ts'

/** An agency of the province: the province itself, a department, a district, a commune. */
export interface Agency extends Succeeding {
  /** QĐ 20/2020/QĐ-TTg: `H99.31.12`. */
  readonly code: string
  /** QCVN 102:2016/BTTTT, for agencies whose systems still send it: `000.12.31.H99`. */
  readonly oldCode?: string
  readonly name: string
  readonly level: Level
  /** Code of the agency above; absent for the province itself. */
  readonly parent?: string
}

const file = 'agencies.csv'
const columns = ['code', 'oldCode', 'name', 'level', 'parent', 'validFrom', 'validTo', 'successor'] as const

/** The agencies of a province, held in memory. */
export class Agencies {
  readonly all: readonly Agency[]
  readonly #links: ReadonlyMap<string, Link<Agency>>

  /** @throws Fault `catalog-invalid` naming file and line. */
  constructor(folder: URL) {
    const rows = readTable(folder, file, columns).map(row => ({ row, item: toAgency(row) }))
    this.all = Object.freeze(rows.map(({ item }) => item))
    const links = linkAll(rows)
    for (const { row, item } of rows) {
      if (item.parent !== undefined && !links.has(item.parent)) {
        throw invalidRow(row, `parent ${item.parent} does not exist`)
      }
    }
    for (const { row, item } of rows) addAlias(links, row, item)
    this.#links = links
  }

  /** The agency of that code, new or old, which is valid at that time. */
  find(code: string, at: Date = new Date()): Agency | undefined {
    const link = this.#links.get(code)
    return link && isValid(link, at.getTime()) ? link.item : undefined
  }

  /** The agency of that code, or the one that has taken its place by then. */
  current(code: string, at: Date = new Date()): Agency | undefined {
    const link = this.#links.get(code)
    return link && inForce(link, at.getTime())?.item
  }

  /**
   * Codes outside a subtree that name what is within it now: abolished agencies whose place it has taken, and old codes
   * that do not translate by rule. The other way there is no inheritance: a key of an abolished commune must not open all
   * that its successor holds.
   */
  heirTo(code: string, at: Date = new Date()): string[] {
    const codes = new Map<string, string>()
    for (const agency of this.all) {
      const heir = this.current(agency.code, at)
      if (heir === undefined || !isWithin(heir.code, code)) continue
      for (const spelling of [agency.code, agency.oldCode]) {
        if (spelling === undefined || isWithin(spelling, code)) continue
        const path = agencyPath(spelling)?.join('/') ?? ''
        if (!codes.has(path)) codes.set(path, spelling)
      }
    }
    return [...codes.values()]
  }
}

function addAlias(links: Map<string, Link<Agency>>, row: Row<string>, { code, oldCode }: Agency): void {
  const link = links.get(code)
  if (oldCode === undefined || !link) return
  if (links.has(oldCode)) throw invalidRow(row, `oldCode ${oldCode} is given twice`)
  links.set(oldCode, link)
}

function toAgency(row: Row<(typeof columns)[number]>): Agency {
  const { code, name, level } = row.values
  const optional = present(row, 'oldCode', 'parent', 'successor')
  for (const spelling of [code, optional.oldCode]) {
    if (spelling !== undefined && !agencyPath(spelling))
      throw invalidRow(row, `code is malformed: ${spelling}`)
  }
  if (name === '') throw invalidRow(row, 'name is required')
  if (!isLevel(level)) throw invalidRow(row, `level is unknown: ${level}`)
  return Object.freeze({ code, name, level, ...optional, ...validityOf(row) })
}
