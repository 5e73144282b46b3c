/** What every scenario comes to: how the gateway compares with a floor that was measured in the same run. */
export interface Measurement {
  /** Above 1 is in the gateway's favour; the median of the rounds. */
  readonly ratio: number
  readonly spread: readonly [min: number, max: number]
  /** What was measured, with units in the names. */
  readonly gateway: Readonly<Record<string, unknown>>
  readonly floor: Readonly<Record<string, unknown>>
}

export type Scenario = (rounds: number, say: (line: string) => void) => Promise<Measurement>

export const round2 = (value: number) => Math.round(value * 100) / 100
