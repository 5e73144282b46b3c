import type { Adapter, Outcome } from '../adapter/index.ts'
import type { Finish, Leased } from '../ledger/deliveries.ts'
import type { LateWatches } from '../ledger/late-watches.ts'
import type { Logger } from '../telemetry/log.ts'
import type { Routine } from './schedule.ts'

const everyMs = 15_000
const mostAtOnce = 200

export interface LateEffectsParts {
  readonly watches: LateWatches
  /** So long after a call was given up it may still act at the platform, in seconds; 0: it never does. */
  readonly seconds: number
  readonly adapters: () => readonly Adapter[]
  readonly log: Logger
  readonly clock?: () => Date
}

/**
 * A call that was given up may act at the platform minutes later, when it has already taken a newer version: then the old
 * one stands there, and no answer ever says so. Asking does not show it, for platforms tell that there is a record, not
 * which version. So, when the danger is over, a lane in which a dossier's call was in doubt is told its newest version once
 * more; to a platform that is right already this changes nothing. Only of operations that may be sent again without harm.
 * A step that acts twice is not mended by sending anything.
 */
export class LateEffects implements Routine {
  readonly name = 'late-effects'
  readonly everyMs = everyMs
  readonly #parts: LateEffectsParts

  constructor(parts: LateEffectsParts) {
    this.#parts = parts
  }

  /** What the finish of a delivery writes beside it when a call of it may still act; undefined: none may. */
  watch(leased: Leased, outcome: Outcome, adapter: Adapter | undefined): Finish['also'] {
    const { seconds, watches, clock } = this.#parts
    // In doubt now, or found in doubt: the call of a worker that died, too.
    const doubtful = outcome.kind === 'unknown' || leased.state === 'probing'
    if (seconds === 0 || !doubtful || leased.kind !== 'dossier') return undefined
    if (adapter?.whenUnsure(leased.operation) !== 'resend') return undefined
    const now = clock?.() ?? new Date()
    return tx => watches.begin(tx, leased, new Date(now.getTime() + seconds * 1000))
  }

  async run({ now, signal }: { readonly now: Date; readonly signal: AbortSignal }): Promise<void> {
    const { watches, adapters, log } = this.#parts
    for (const watch of await watches.due(now, mostAtOnce)) {
      if (signal.aborted) return
      const { adapter, operation } = watch
      const version = adapters().find(({ id }) => id === adapter)?.version
      if ((await watches.settle(watch, version, now)) === 'again')
        log.info({ adapter, operation }, 'told once more: a call given up before may have acted after it')
    }
  }
}
