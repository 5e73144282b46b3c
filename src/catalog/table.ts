import { readFileSync } from 'node:fs'
import { type CsvError, parse } from 'csv-parse/sync'
import { Fault } from '../errors/fault.ts'
import { isDay, type Validity } from './validity.ts'

/** One row of a catalogue file with the place that a complaint about it must name. */
export interface Row<Column extends string> {
  readonly file: string
  readonly line: number
  readonly values: Readonly<Record<Column, string>>
}

/**
 * Reads a catalogue: CSV with a header, UTF-8, lines that begin with `#` are comments. Text becomes NFC. Unknown columns
 * are ignored, so that a province may keep its own beside ours.
 *
 * @throws Fault `catalog-invalid` naming file and line.
 */
export function readTable<Column extends string>(
  folder: URL,
  file: string,
  columns: readonly Column[],
): Row<Column>[] {
  const text = read(folder, file)
  try {
    const parsed = parse(text, {
      bom: true,
      columns: true,
      comment: '#',
      // `#` inside a name is a character, not a comment.
      comment_no_infix: true,
      info: true,
      skip_empty_lines: true,
      trim: true,
    }) as unknown as { record: Record<string, string>; info: { lines: number } }[]
    return parsed.map(({ record, info }) => toRow(file, info.lines, record, columns))
  } catch (error) {
    if (error instanceof Fault) throw error
    const { message, lines } = error as CsvError & { lines?: number }
    throw invalidRow({ file, line: lines ?? 0 }, message, error)
  }
}

/** The fault that names a row and what is wrong with it. */
export function invalidRow(place: { file: string; line: number }, reason: string, cause?: unknown): Fault {
  return new Fault('catalog-invalid', { params: { file: place.file, line: place.line, reason }, cause })
}

/** The cells of a row that may be empty, leaving out those that are. */
export function present<Column extends string, Wanted extends Column>(
  row: Row<Column>,
  ...wanted: Wanted[]
): { readonly [Name in Wanted]?: string } {
  const cells: { [Name in Wanted]?: string } = {}
  for (const name of wanted) if (row.values[name] !== '') cells[name] = row.values[name]
  return cells
}

/** Reads and checks the validity columns that every catalogue has. */
export function validityOf(row: Row<'validFrom' | 'validTo'>): Validity {
  const validity = present(row, 'validFrom', 'validTo')
  for (const [column, day] of Object.entries(validity)) {
    if (!isDay(day)) throw invalidRow(row, `${column} is not a day in the form yyyy-mm-dd: ${day}`)
  }
  const { validFrom, validTo } = validity
  if (validFrom !== undefined && validTo !== undefined && validTo < validFrom) {
    throw invalidRow(row, `validTo ${validTo} lies before validFrom ${validFrom}`)
  }
  return validity
}

function toRow<Column extends string>(
  file: string,
  line: number,
  record: Readonly<Record<string, string>>,
  columns: readonly Column[],
): Row<Column> {
  const values = {} as Record<Column, string>
  for (const column of columns) {
    const cell = record[column]
    if (cell === undefined) throw invalidRow({ file, line: 1 }, `column ${column} is missing`)
    values[column] = cell.normalize('NFC')
  }
  return { file, line, values }
}

function read(folder: URL, file: string): string {
  try {
    return readFileSync(new URL(file, folder), 'utf8')
  } catch (error) {
    throw invalidRow({ file, line: 0 }, 'the file cannot be read', error)
  }
}
