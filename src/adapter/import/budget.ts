import { refuse } from './refuse.ts'

/** What one import may cost. Documents of whole ministries stay far below. */
export const importLimits = {
  /** Of one document. */
  bytes: 8 * 1024 * 1024,
  documents: 64,
  /** Of one message; deeper parts are left open. */
  depth: 16,
  /** Values and objects of all messages together, references followed. */
  nodes: 20_000,
  /** Of one adapter: each is a table, a schema and fixtures. */
  operations: 40,
  milliseconds: 20_000,
} as const

/** Counts what references multiply: ten lines that refer to each other can stand for a billion fields. */
export interface Budget {
  /** @throws Fault `import-refused` when the import has become too large or takes too long. */
  spend(): void
}

export function openBudget(source: string, now: () => number = () => performance.now()): Budget {
  const deadline = now() + importLimits.milliseconds
  let left = importLimits.nodes
  return {
    spend() {
      if (--left < 0)
        throw refuse(
          source,
          `its messages have more than ${importLimits.nodes} fields; choose with --operation`,
        )
      if (left % 256 === 0 && now() > deadline) throw refuse(source, 'it takes too long to read')
    },
  }
}
