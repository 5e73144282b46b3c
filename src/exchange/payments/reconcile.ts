import { uuidv7 } from 'uuidv7'
import type { Adapter } from '../../adapter/index.ts'
import type { Dossier } from '../../contract/types.generated.ts'
import { Fault } from '../../errors/fault.ts'
import type { PaymentNotices } from '../../ledger/payment-notices.ts'
import type { PaymentRecord, Payments } from '../../ledger/payments.ts'
import type { Reconciliation, ReconciliationRow, Reconciliations } from '../../ledger/reconciliations.ts'
import type { Seal } from '../../ledger/seal.ts'
import type { Logger } from '../../telemetry/log.ts'
import { compare, type ReconciliationVerdict } from './compare.ts'
import type { Notice } from './judge-notice.ts'
import type { Standing } from './query-platform.ts'
import { dayAt, dayOf } from './reference.ts'
import type { Repair } from './repair.ts'

export interface ReconcileParts {
  readonly payments: Payments
  readonly notices: PaymentNotices
  readonly reconciliations: Reconciliations
  readonly repair: Repair
  readonly adapters: () => readonly Adapter[]
  readonly seal: Seal
  readonly log: Logger
  readonly clock: () => Date
}

const page = 200
const dayMs = 86_400_000

/** Compares, for one day, what the ledger has, what the platforms say, and what the portal was told. */
export class Reconcile {
  readonly #parts: ReconcileParts

  constructor(parts: ReconcileParts) {
    this.#parts = parts
  }

  /** The day before an instant, in Vietnam. */
  static dayBefore(now: Date): string {
    return dayAt(new Date(now.getTime() - dayMs))
  }

  /** @throws Fault `reconciliation-unknown` */
  async ofDay(day: string): Promise<Reconciliation> {
    const found = await this.#parts.reconciliations.ofDay(day)
    if (found === undefined) throw new Fault('reconciliation-unknown', { params: { day } })
    return found
  }

  /**
   * Asks the platforms about every payment that was created or settled on that day, settles on the way what had been
   * paid unheard, and keeps every difference.
   */
  async run(day: string, signal: AbortSignal): Promise<Reconciliation> {
    const { payments, clock, reconciliations, log } = this.#parts
    const started_at = clock()
    const { from, to } = dayOf(day)
    const counts: Partial<Record<ReconciliationVerdict, number>> = {}
    const rows: ReconciliationRow[] = []
    const add = (row: ReconciliationRow & { readonly verdict: ReconciliationVerdict }) => {
      counts[row.verdict] = (counts[row.verdict] ?? 0) + 1
      if (row.verdict !== 'matched') rows.push(row)
    }
    for (let after = '', more = true; more; ) {
      const some = await payments.between(from, to, after, page)
      for (const payment of some) {
        signal.throwIfAborted()
        add(await this.#compare(payment, signal))
      }
      after = some.at(-1)?.reference ?? ''
      more = some.length === page
    }
    for (const row of await this.#unheardOf(from, to)) add(row)
    const run = { id: uuidv7(), day, counts, started_at, finished_at: clock(), rows }
    await reconciliations.keep(run)
    log[rows.length === 0 ? 'info' : 'warn']({ day, ...counts }, 'payments reconciled')
    return run
  }

  async #compare(payment: PaymentRecord, signal: AbortSignal) {
    const { repair, clock, payments } = this.#parts
    const { reference, kind, amount, state } = payment
    const there = await repair.ask(payment, clock(), `payments-reconcile:${reference}`, signal)
    const told = state === 'paid' ? await this.#told(payment.dossier_code) : undefined
    const { verdict, note } = compare({
      here: { state, amount, kind },
      there,
      ...(told === undefined ? {} : { told }),
    })
    const settled =
      verdict === 'status-diff' && note === undefined ? await payments.find(reference) : undefined
    return {
      verdict,
      adapter: payment.adapter,
      reference,
      dossier_code: payment.dossier_code,
      state,
      amount,
      ...saidThere(there),
      told: told ?? null,
      note: note ?? (settled !== undefined && settled.state !== state ? 'settled-now' : null),
    }
  }

  /** Money of which platforms have told and which fits no bill. */
  async #unheardOf(from: Date, to: Date) {
    const { notices, seal } = this.#parts
    const refused = await notices.refusedBetween(from, to)
    return refused
      .filter(({ reason }) => reason === 'unknown-payment' || reason === 'another-transaction')
      .map(({ id, adapter, reference, reason, amount, body }) => {
        const notice = JSON.parse(seal.open(id, body)) as Notice
        const unknown = reason === 'unknown-payment'
        return {
          verdict: unknown ? ('missing-here' as const) : ('status-diff' as const),
          adapter,
          reference: reference ?? notice.reference ?? null,
          dossier_code: notice.dossier ?? null,
          state: null,
          amount: null,
          platform_state: notice.result,
          platform_amount: amount,
          told: null,
          note: reason,
        }
      })
  }

  async #told(dossier: string): Promise<string | undefined> {
    const { adapters, reconciliations, seal } = this.#parts
    const tellers = adapters().filter(adapter => adapter.operationFor('dossier') !== undefined)
    const last = await reconciliations.lastTold(
      dossier,
      tellers.map(({ id }) => id),
    )
    if (last === undefined) return undefined
    const { onlinePayment = 'none' } = JSON.parse(seal.open(last.id, last.body)) as Dossier
    return onlinePayment
  }
}

/** As admins see it. */
export function reconciliationView({ day, counts, started_at, finished_at, rows }: Reconciliation) {
  return {
    day,
    counts,
    startedAt: started_at.toISOString(),
    finishedAt: finished_at.toISOString(),
    differences: rows.map(row => ({
      verdict: row.verdict,
      adapter: row.adapter,
      reference: row.reference,
      dossier: row.dossier_code,
      state: row.state,
      amount: row.amount,
      platformState: row.platform_state,
      platformAmount: row.platform_amount,
      told: row.told,
      note: row.note,
    })),
  }
}

function saidThere(there: Standing) {
  return there.kind === 'known'
    ? { platform_state: there.state, platform_amount: there.notice.amount ?? null }
    : { platform_state: there.kind, platform_amount: null }
}
