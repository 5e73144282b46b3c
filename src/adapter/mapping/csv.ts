import { parse } from 'csv-parse/sync'
import { AdapterFault } from '../adapter-fault.ts'

/**
 * Rows of a UTF-8 CSV file by column name. `#` starts a comment line. Office programs with Vietnamese settings save
 * with `;`, so the header line decides the separator. A cell that holds the separator must stand in quotes.
 * @throws AdapterFault when the columns are not those expected.
 */
export function readCsv(
  text: string,
  required: readonly string[],
  optional: readonly string[] = [],
): Record<string, string>[] {
  const clean = text.replace(/^\uFEFF/, '')
  const header = clean.split(/\r?\n/).find(line => line.trim() !== '' && !line.startsWith('#')) ?? ''
  let rows: string[][]
  try {
    rows = parse(clean, {
      comment: '#',
      comment_no_infix: true,
      delimiter: header.includes(';') && !header.includes(',') ? ';' : ',',
      relax_quotes: true,
      relax_column_count_less: true,
      skip_empty_lines: true,
      trim: true,
    })
  } catch (error) {
    throw new AdapterFault(
      `${error instanceof Error ? error.message : error}; a cell with a comma must stand in quotes`,
    )
  }
  const [columns = [], ...body] = rows
  const missing = required.filter(name => !columns.includes(name))
  const unknown = columns.filter(name => !required.includes(name) && !optional.includes(name))
  if (missing.length > 0 || unknown.length > 0) {
    throw new AdapterFault(`the columns must be ${[...required, ...optional].join(', ')}`)
  }
  return body.map(cells => Object.fromEntries(columns.map((name, index) => [name, cells[index] ?? ''])))
}
