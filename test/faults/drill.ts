import type { EngineName, Rig } from './rig.ts'

/** What a drill found out; the promise of `npm run drill -- --json`. All but the first two, `inDoubt` and the last should be 0. */
export interface DrillResult {
  /** Rows owed to the portal for what was acknowledged with 202. */
  readonly acknowledged: number
  /** Rows of these that the portal holds. */
  readonly arrived: number
  readonly lost: number
  /** Progress rows or creations that are there twice, or that nobody sent. */
  readonly duplicatedEffects: number
  readonly outOfOrder: number
  /** Deliveries that the gateway still has in hand, holds, or has given up, when nothing moves any more. */
  readonly stuck: number
  /**
   * Messages to citizens whose call was cut off by a blow, and of which the provider said nothing since: sent once or not at
   * all, and never again before an operator has looked. Not a failure of the drill: no other way sends none of them twice.
   */
  readonly inDoubt: number
  /** Events that the gateway refused for good. */
  readonly refused: number
  /** A few of the dossiers that are not as they should be. */
  readonly differing: readonly string[]
  readonly seconds: number
}

export interface DrillOptions {
  /** How often the drill strikes. */
  readonly rounds: number
  /** Rate of each fault of the portal's dial, besides what the drill itself breaks. */
  readonly faults: number
  /** Says what is going on. */
  readonly say: (line: string) => void
}

export interface Drill {
  readonly summary: string
  readonly rounds: number
  run(rig: Rig, options: DrillOptions): Promise<DrillResult>
}

/** One drill on several engines: sums, with the parts beside them. */
export function together(parts: ReadonlyMap<EngineName, DrillResult>) {
  const results = [...parts.values()]
  const sum = (of: (result: DrillResult) => number) =>
    results.reduce((total, result) => total + of(result), 0)
  return {
    acknowledged: sum(({ acknowledged }) => acknowledged),
    arrived: sum(({ arrived }) => arrived),
    lost: sum(({ lost }) => lost),
    duplicatedEffects: sum(({ duplicatedEffects }) => duplicatedEffects),
    outOfOrder: sum(({ outOfOrder }) => outOfOrder),
    stuck: sum(({ stuck }) => stuck),
    inDoubt: sum(({ inDoubt }) => inDoubt),
    refused: sum(({ refused }) => refused),
    seconds: Math.round(sum(({ seconds }) => seconds) * 100) / 100,
    engines: Object.fromEntries(parts),
  }
}

export function isGood({
  acknowledged,
  lost,
  duplicatedEffects,
  outOfOrder,
  stuck,
  refused,
}: Omit<DrillResult, 'differing' | 'inDoubt'>): boolean {
  return acknowledged > 0 && lost + duplicatedEffects + outOfOrder + stuck + refused === 0
}
