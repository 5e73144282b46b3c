import { isWithin } from '../../catalog/agency-code.ts'
import { Fault } from '../../errors/fault.ts'
import type { AccessControls, Stop } from '../../ledger/access-controls.ts'

/** A stop set in another process is in force here after so long (R-36 asks for 60 s). */
const freshMs = 2_000

/** The kill switch and the watch list as they stand in the ledger, looked at anew every few seconds. */
export class Controls {
  readonly #controls: AccessControls
  #stops: readonly Stop[] = []
  #watched: ReadonlySet<string> = new Set()
  #readAt = Number.NEGATIVE_INFINITY
  #reading: Promise<void> | undefined

  constructor(controls: AccessControls) {
    this.#controls = controls
  }

  /** Whether anything speaks against this question now; mostly at once. @throws Fault `citizen-stopped`, `ledger-unavailable` */
  admit(operation: string, unit: string, officer: string): Promise<void> | undefined {
    if (performance.now() - this.#readAt > freshMs)
      return this.refresh().then(() => this.#check(operation, unit, officer))
    this.#check(operation, unit, officer)
    return undefined
  }

  #check(operation: string, unit: string, officer: string): void {
    if (this.#stops.length === 0) return
    const stop = this.#stops.find(({ kind, value }) =>
      kind === 'unit' ? isWithin(unit, value) : value === (kind === 'officer' ? officer : operation),
    )
    if (stop !== undefined) throw new Fault('citizen-stopped', { params: { scope: stop.kind } })
  }

  /** @param subjectKey made only when there is a list to look into */
  isWatched(subjectKey: () => Buffer): boolean {
    return this.#watched.size > 0 && this.#watched.has(subjectKey().toString('base64'))
  }

  /** Whoever changes something in this process calls it before answering. */
  refresh(): Promise<void> {
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined
    })
    return this.#reading
  }

  async #read(): Promise<void> {
    const [stops, watched] = await Promise.all([this.#controls.stops(), this.#controls.watched()])
    this.#stops = stops
    this.#watched = new Set(watched.map(key => key.toString('base64')))
    this.#readAt = performance.now()
  }
}
