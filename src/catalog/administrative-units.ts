import { pathToFileURL } from 'node:url'
import { isLevel, type Level } from './level.ts'
import { invalidRow, present, type Row, readTable, validityOf } from './table.ts'
import { type Span, spanOf, type Validity } from './validity.ts'

/** A province, district or commune as the national list of administrative units has it. */
export interface AdministrativeUnit extends Validity {
  /** Two digits, three, five by level. A reform may give the code of an old unit to a new one: see the days. */
  readonly code: string
  readonly name: string
  readonly level: Level
  readonly parent?: string
  /** Code of the unit that it went into. Of a district: none, there are no districts since 1 July 2025. */
  readonly successor?: string
}

const shipped = new URL('../../config/catalog/', import.meta.url)
const file = 'administrative-units.csv'
const columns = ['code', 'name', 'level', 'parent', 'validFrom', 'validTo', 'successor'] as const
/** QĐ 19/2025/QĐ-TTg: provinces two digits, communes five; districts had three (QĐ 124/2004/QĐ-TTg). */
const digits: Readonly<Record<Level, number>> = { province: 2, district: 3, commune: 5 }

/** Administrative units through reforms: which unit a code named on a day, and which it became. */
export class AdministrativeUnits {
  readonly all: readonly AdministrativeUnit[]
  readonly #byCode = new Map<string, { readonly unit: AdministrativeUnit; readonly span: Span }[]>()

  /** @throws Fault `catalog-invalid` naming file and line. */
  constructor(folder: URL | string = shipped) {
    const base = typeof folder === 'string' ? pathToFileURL(`${folder}/`) : folder
    const rows = readTable(base, file, columns).map(row => ({ row, unit: toUnit(row) }))
    this.all = Object.freeze(rows.map(({ unit }) => unit))
    for (const { row, unit } of rows) {
      const span = spanOf(unit)
      const others = this.#byCode.get(unit.code) ?? []
      if (others.some(other => span.from < other.span.until && other.span.from < span.until))
        throw invalidRow(row, `code ${unit.code} names two units on the same day`)
      this.#byCode.set(unit.code, [...others, { unit, span }])
    }
    for (const { row, unit } of rows) {
      if (unit.successor !== undefined && this.#after(unit) === undefined)
        throw invalidRow(row, `nothing of the code ${unit.successor} begins when ${unit.code} ends`)
      if (unit.parent !== undefined && !this.#byCode.has(unit.parent))
        throw invalidRow(row, `parent ${unit.parent} does not exist`)
    }
  }

  find(code: string, at: Date): AdministrativeUnit | undefined {
    const time = at.getTime()
    return this.#byCode.get(code)?.find(({ span }) => span.from <= time && time < span.until)?.unit
  }

  /** What the unit that a code named on one day has become by another; undefined where it went into no single unit. */
  became(code: string, then: Date, now: Date): AdministrativeUnit | undefined {
    let unit = this.find(code, then)
    // Each step begins where the one before ends, so that there is no circle.
    while (unit !== undefined && spanOf(unit).until <= now.getTime()) unit = this.#after(unit)
    return unit
  }

  #after(unit: AdministrativeUnit): AdministrativeUnit | undefined {
    return unit.successor === undefined ? undefined : this.find(unit.successor, new Date(spanOf(unit).until))
  }
}

function toUnit(row: Row<(typeof columns)[number]>): AdministrativeUnit {
  const { code, name, level } = row.values
  if (!isLevel(level)) throw invalidRow(row, `level is unknown: ${level}`)
  if (!/^\d+$/.test(code) || code.length !== digits[level])
    throw invalidRow(row, `code of a ${level} has ${digits[level]} digits: ${code}`)
  if (name === '') throw invalidRow(row, 'name is required')
  const optional = present(row, 'parent', 'successor')
  return Object.freeze({ code, name, level, ...optional, ...validityOf(row) })
}
