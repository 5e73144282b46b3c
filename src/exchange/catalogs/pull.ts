import { uuidv7 } from 'uuidv7'
import type { Adapter } from '../../adapter/index.ts'
import type { Fault } from '../../errors/fault.ts'
import type { Asks } from '../../ledger/asks.ts'
import type { CatalogEntries, Change, PulledEntry } from '../../ledger/catalog-entries.ts'
import type { Seal } from '../../ledger/seal.ts'
import type { Logger } from '../../telemetry/log.ts'
import { faultOf } from '../ask.ts'
import type { Routine } from '../schedule.ts'

export interface PullParts {
  readonly entries: CatalogEntries
  readonly asks: Asks
  readonly seal: Seal
  readonly adapters: () => readonly Adapter[]
  readonly log: Logger
}

export interface Pulled extends Partial<Change> {
  readonly name: string
  /** empty, shrunken: the answer is not believed, and nothing was written. */
  readonly outcome: 'taken' | 'empty' | 'shrunken' | 'failed'
  readonly entries: number
}

/** An ask of this name is a whole list: `catalog.procedures.ask`. */
const listOperation = /^catalog\.([a-z][a-z-]*)\.ask$/
/** Who asks, where nobody does: the gateway itself. */
const itself = '00000000-0000-0000-0000-000000000000'

/**
 * Fetches every list that active adapters offer, every night. They are kept to be looked at and compared; which procedure
 * is reported under which code stays the decision of the province's own catalogue.
 */
export class PullCatalogs implements Routine {
  readonly name = 'catalogs-pull'
  readonly everyMs = { dailyAt: '01:45' } as const
  readonly #parts: PullParts

  constructor(parts: PullParts) {
    this.#parts = parts
  }

  /** @throws Fault of the first list that could not be fetched, when all have been tried: the schedule comes again. */
  async run({ now, signal }: { readonly now: Date; readonly signal?: AbortSignal }): Promise<void> {
    const { faults } = await this.pull(now, signal)
    if (faults[0] !== undefined) throw faults[0]
  }

  async pull(now: Date, signal?: AbortSignal): Promise<{ lists: Pulled[]; faults: Fault[] }> {
    const lists: Pulled[] = []
    const faults: Fault[] = []
    for (const adapter of this.#parts.adapters()) {
      for (const [operation, { direction }] of adapter.operations) {
        const [, list] = listOperation.exec(operation) ?? []
        if (list === undefined || direction !== 'ask' || signal?.aborted === true) continue
        const { pulled, fault } = await this.#list(adapter, operation, list, now, signal)
        lists.push(pulled)
        if (fault !== undefined) faults.push(fault)
        // A list in which nothing stands yet may be so; it is not taken, and no alarm.
        const level = { taken: 'info', empty: 'warn', shrunken: 'error', failed: 'error' } as const
        this.#parts.log[level[pulled.outcome]](
          { catalog: pulled.name, ...pulled, name: undefined, rule: fault?.code },
          'catalogue',
        )
      }
    }
    return { lists, faults }
  }

  async #list(
    adapter: Adapter,
    operation: string,
    list: string,
    now: Date,
    signal: AbortSignal | undefined,
  ): Promise<{ pulled: Pulled; fault?: Fault }> {
    const name = `${adapter.id}.${list}`
    const { answer, fault } = await this.#ask(adapter, operation, signal)
    if (fault !== undefined) return { pulled: { name, outcome: 'failed', entries: 0 }, fault }
    const entries = entriesOf(answer)
    if (entries.length === 0) return { pulled: { name, outcome: 'empty', entries: 0 } }
    const about = { name, adapter: adapter.id, list }
    const change = await this.#parts.entries.take(about, entries, dayInVietnam(now), now)
    if (change === undefined) return { pulled: { name, outcome: 'shrunken', entries: entries.length } }
    return { pulled: { name, outcome: 'taken', entries: entries.length, ...change } }
  }

  async #ask(adapter: Adapter, operation: string, signal: AbortSignal | undefined) {
    const { asks, seal } = this.#parts
    const id = uuidv7()
    const { id: adapterId, version } = adapter
    const question = () => seal.close(id, '{}')
    await asks.record({
      id,
      client: itself,
      adapter: adapterId,
      version,
      operation,
      question,
      correlationId: id,
    })
    const { record, answer } = await adapter.ask(
      operation,
      {},
      { standing: 'unsure', correlationId: id, ...(signal && { signal }) },
    )
    const { outcome, durationMs } = record
    await asks.conclude(id, outcome, durationMs)
    const well = outcome.kind === 'delivered' || outcome.kind === 'duplicate'
    return { answer, fault: well ? undefined : faultOf(adapterId, outcome) }
  }
}

/** Entries by code; of a code that stands there twice the last. */
function entriesOf(answer: Readonly<Record<string, unknown>> | undefined): PulledEntry[] {
  const rows: unknown = answer?.rows
  const entries = new Map<string, PulledEntry>()
  for (const row of Array.isArray(rows) ? rows : []) {
    const { code, title, ...data } = row as { code?: unknown; title?: unknown }
    if (typeof code === 'string' && typeof title === 'string') entries.set(code, { code, title, data })
  }
  return [...entries.values()]
}

/** `2026-11-23`. */
export function dayInVietnam(at: Date): string {
  return new Date(at.getTime() + 7 * 3_600_000).toISOString().slice(0, 10)
}
