import { setMaxListeners } from 'node:events'
import type { Dossier } from '../../contract/types.generated.ts'
import type { DossierLife } from '../../sandbox/province/life.ts'
import type { Agency } from './agency.ts'
import type { Book } from './book.ts'
import { owedFor } from './expectation.ts'

/** What the senders have got done so far. */
export interface Sent {
  /** Events acknowledged. */
  events: number
  /** Dossiers of which every event was acknowledged. */
  dossiers: number
  /** Events refused for good; the rest of such a dossier's life is not sent. */
  refused: number
  /** The first refusal, in words. */
  firstRefusal?: string
}

export interface FleetOptions {
  readonly lives: Iterator<DossierLife>
  /** Dossiers under way at once; within each, one event waits for the answer to the one before. */
  readonly concurrency: number
  readonly agency: Agency
  readonly book: Book
  readonly isLocal: (dossier: Dossier) => boolean
  /** Sets the idempotency keys of this run apart. */
  readonly run: string
  readonly sent: Sent
  readonly onLife?: (life: DossierLife) => void
  /** Waited for before each new dossier. */
  readonly pace?: () => Promise<void>
  readonly signal?: AbortSignal
}

/**
 * Sends lives as the many agency systems of a province would: dossiers side by side, each one's events in order. What
 * was acknowledged is in the book when this ends, however it ends.
 *
 * @throws Fault `demo-unreachable`; the signal's reason.
 */
export async function sendAll(options: FleetOptions): Promise<void> {
  const stop = new AbortController()
  const signal = AbortSignal.any([stop.signal, ...(options.signal === undefined ? [] : [options.signal])])
  // Every request under way listens.
  setMaxListeners(0, signal)
  const senders = Array.from({ length: options.concurrency }, async () => {
    for (;;) {
      await options.pace?.()
      signal.throwIfAborted()
      const { value: life, done } = options.lives.next()
      if (done === true) return
      options.onLife?.(life)
      await live(life, options, signal)
    }
  })
  try {
    await Promise.all(senders)
  } catch (error) {
    stop.abort(error)
    await Promise.allSettled(senders)
    throw error
  }
}

async function live(life: DossierLife, options: FleetOptions, signal: AbortSignal): Promise<void> {
  const { agency, book, sent, run, isLocal } = options
  const { code, events } = life
  let acknowledged = 0
  try {
    for (const event of events) {
      const verdict = await agency.send(code, event, `${run}/${code}/${acknowledged}`, signal)
      if (!verdict.accepted) {
        sent.refused++
        sent.firstRefusal ??= `${code}: ${verdict.status} ${verdict.code} ${verdict.detail}`
        return
      }
      acknowledged++
      sent.events++
    }
    sent.dossiers++
  } finally {
    if (acknowledged > 0) book.enter(code, owedFor(events.slice(0, acknowledged), isLocal))
  }
}
