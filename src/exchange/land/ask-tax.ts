import { uuidv7 } from 'uuidv7'
import type { Adapter } from '../../adapter/index.ts'
import { messageViolations } from '../../contract/validate.ts'
import type { Asks } from '../../ledger/asks.ts'
import type { Database, Transaction } from '../../ledger/database.ts'
import type { Obligations } from '../../ledger/obligations.ts'
import type { Seal } from '../../ledger/seal.ts'
import type { TaxWatch, TaxWatches } from '../../ledger/tax-watches.ts'
import type { Logger } from '../../telemetry/log.ts'
import type { Events } from '../events.ts'
import type { Router } from '../route.ts'
import type { Routine } from '../schedule.ts'
import type { LearnObligation } from './learn.ts'
import type { Known } from './obligation.ts'
import { noticesOf, reportedIn } from './tax-answer.ts'

export interface AskTaxParts {
  readonly database: Database
  readonly watches: TaxWatches
  readonly obligations: Obligations
  readonly asks: Asks
  readonly learn: LearnObligation
  readonly events: Events
  readonly router: Router
  readonly seal: Seal
  readonly log: Logger
  readonly clock: () => Date
  /** Wait before the first question and the longest between two, in seconds. */
  readonly pace: { readonly firstSeconds: number; readonly longestSeconds: number }
}

const operations = ['tax-notices.ask', 'tax-totals.ask'] as const
/** Each wait is so many times the one before: five working days are some ten questions. */
const factor = 1.6
/** Half a year: an obligation that nobody pays goes on in the tax office's own way. */
const giveUpMs = 180 * 86_400_000
/** Longest pause between two rounds. */
const roundMs = 60_000
/** Questions of one round; what is more comes with the next. */
const most = 20
/** Who asks, where nobody does: the gateway itself. */
const itself = '00000000-0000-0000-0000-000000000000'

/** Asks the tax office, which calls nobody, until an obligation is settled: ever more slowly, as the ledger remembers. */
export class AskTax implements Routine {
  readonly name = 'tax-questions'
  readonly everyMs: number
  readonly #parts: AskTaxParts

  constructor(parts: AskTaxParts) {
    this.#parts = parts
    this.everyMs = Math.min(roundMs, parts.pace.firstSeconds * 1000)
  }

  /** From the slip on; within its transaction. */
  begin(tx: Transaction, dossier: string): Promise<void> {
    const { watches, clock, pace } = this.#parts
    return watches.begin(tx, dossier, new Date(clock().getTime() + pace.firstSeconds * 1000))
  }

  /** One round. Whoever else runs one at the same time takes other obligations. */
  async run({ now, signal }: { readonly now: Date; readonly signal?: AbortSignal }): Promise<void> {
    const { watches, pace, database } = this.#parts
    const due = await watches.take(now, most, ({ asked }) => {
      const seconds = Math.min(pace.longestSeconds, pace.firstSeconds * factor ** (asked + 1))
      return new Date(now.getTime() + seconds * 1000)
    })
    for (const watch of due) {
      if (signal?.aborted === true) return
      if (now.getTime() - watch.since.getTime() > giveUpMs)
        await database.transaction(tx => watches.end(tx, watch.dossier, 'given-up'))
      else for (const operation of operations) await this.#ask(watch, operation, now, signal)
    }
  }

  async #ask(watch: TaxWatch, operation: string, now: Date, signal: AbortSignal | undefined): Promise<void> {
    const { router, watches, obligations, log } = this.#parts
    const adapter = router.routeAsk(operation, watch.agency)
    if (adapter === undefined) return
    const known = (await obligations.read(watch.dossier)) as Known | undefined
    const sequence = await watches.nextQuestion()
    const question = {
      id: uuidv7(),
      sequence,
      dossier: watch.dossier,
      ...(known?.slip === undefined ? {} : { slip: known.slip.number }),
      ...(known?.slip?.certificate === undefined ? {} : { certificate: known.slip.certificate }),
    }
    const answer = await this.#record(adapter, operation, question, signal)
    if (answer === undefined) return
    const rows = rowsOf(answer)
    const others = rows.filter(row => isAnother(row, watch.dossier, sequence))
    if (others.length > 0) {
      log.error(
        { exchange: question.id, adapter: adapter.id, operation },
        'security event: an answer to another question',
      )
      return
    }
    await this.#learn(watch, adapter.id, operation, rows, now, question.id)
  }

  /** Committed before the question leaves: who asked what about which dossier. */
  async #record(
    adapter: Adapter,
    operation: string,
    question: { readonly id: string },
    signal: AbortSignal | undefined,
  ): Promise<Readonly<Record<string, unknown>> | undefined> {
    const { asks, seal, log } = this.#parts
    const { id } = question
    await asks.record({
      id,
      client: itself,
      adapter: adapter.id,
      version: adapter.version,
      operation,
      question: () => seal.close(id, JSON.stringify(question)),
      correlationId: id,
    })
    const { record, answer } = await adapter.ask(operation, question, {
      standing: 'unsure',
      correlationId: id,
      ...(signal === undefined ? {} : { signal }),
    })
    const { outcome, durationMs } = record
    await asks.conclude(id, outcome, durationMs)
    const line = { exchange: id, adapter: adapter.id, operation, outcome: outcome.kind, rule: outcome.rule }
    log[outcome.kind === 'refused' ? 'warn' : 'info']({ ...line, ms: durationMs }, 'ask')
    return answer
  }

  async #learn(
    { dossier }: TaxWatch,
    adapter: string,
    operation: string,
    rows: readonly Readonly<Record<string, unknown>>[],
    now: Date,
    id: string,
  ): Promise<void> {
    const { database, learn, events, log } = this.#parts
    const read = rows.flatMap(row => noticesOf(row, dossier))
    const notices = read.filter(notice => messageViolations('tax-notice', notice).length === 0)
    if (notices.length < read.length)
      log.warn(
        { exchange: id, adapter, operation, left: read.length - notices.length },
        'notices without sense',
      )
    const reported = reportedIn(rows, now)
    await database.transaction(async tx => {
      const fresh = await learn.notices(tx, dossier, notices)
      if (reported !== undefined)
        await learn.reported(tx, dossier, reported.at, reported.totals, reported.taxOffice)
      const told = fresh.map(notice => ({ type: 'tax.notice', dossier, data: { ...notice } }))
      await events.record(tx, told, { adapter, at: now, correlationId: id })
    })
  }
}

function rowsOf({ rows }: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>>[] {
  return Array.isArray(rows) ? rows.filter(row => typeof row === 'object' && row !== null) : []
}

/** An answer that names its question or its dossier must name ours. */
function isAnother(
  { dossier, reference }: Readonly<Record<string, unknown>>,
  asked: string,
  sequence: number,
): boolean {
  return (
    (dossier !== undefined && dossier !== asked) ||
    (reference !== undefined && reference !== String(sequence))
  )
}
