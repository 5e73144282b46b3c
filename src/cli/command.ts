/** One command of the `lienthong` program. */
export interface Command {
  /** One or two words: "migrate", "client create". */
  readonly name: string
  readonly summary: string
  readonly details?: string
  /** Names of the positional arguments, all required. */
  readonly arguments: readonly string[]
  /** Takes arguments and options of its own without looking at them. */
  readonly anyArguments?: boolean
  readonly options: Readonly<Record<string, Option>>
  run(values: Values, positionals: string[]): Promise<number>
}

export interface Option {
  readonly type: 'string' | 'boolean'
  readonly multiple?: boolean
  /** What stands for the value in the help. */
  readonly value?: string
  readonly description: string
}

export type Values = Readonly<Record<string, string | boolean | string[] | undefined>>

export function text(values: Values, name: string): string | undefined {
  const value = values[name]
  return typeof value === 'string' ? value : undefined
}

export function list(values: Values, name: string): string[] | undefined {
  const value = values[name]
  return Array.isArray(value) ? value : undefined
}

export const jsonOption = {
  json: { type: 'boolean', description: 'in JSON / print JSON' },
} as const satisfies Record<string, Option>

/** Prints rows as JSON, or as aligned columns for people. */
export function show(
  rows: readonly Record<string, unknown>[],
  columns: readonly string[],
  json: boolean,
  empty: string,
): void {
  if (json) {
    process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`)
    return
  }
  if (rows.length === 0) {
    process.stdout.write(`${empty}\n`)
    return
  }
  const cells = [columns, ...rows.map(row => columns.map(column => cell(row[column])))]
  const widths = columns.map((_, index) => Math.max(...cells.map(line => line[index]?.length ?? 0)))
  for (const line of cells) {
    process.stdout.write(
      `${line
        .map((value, index) => value.padEnd(widths[index] ?? 0))
        .join('  ')
        .trimEnd()}\n`,
    )
  }
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return '–'
  if (value instanceof Date) return value.toISOString()
  return Array.isArray(value) ? value.join(',') : String(value)
}
