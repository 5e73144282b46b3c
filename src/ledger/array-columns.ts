type Value = string | number | boolean | null

/**
 * Columns of rows, each as the text of a PostgreSQL array: the driver would walk through every array once more, with two
 * searches for every value.
 */
export class ArrayColumns {
  readonly #texts: string[]
  #rows = 0

  constructor(count: number) {
    this.#texts = new Array<string>(count).fill('{')
  }

  get rows(): number {
    return this.#rows
  }

  /** @param row a value for each column */
  push(row: readonly Value[]): void {
    const texts = this.#texts
    const separator = this.#rows++ === 0 ? '' : ','
    for (let index = 0; index < texts.length; index++) {
      texts[index] += separator + element(row[index] ?? null)
    }
  }

  texts(): string[] {
    return this.#texts.map(text => `${text}}`)
  }
}

function element(value: Value): string {
  if (value === null) return 'NULL'
  if (typeof value !== 'string') return String(value)
  if (!value.includes('"') && !value.includes('\\')) return `"${value}"`
  return `"${value.replace(/["\\]/g, '\\$&')}"`
}
