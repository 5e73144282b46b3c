import type { Adapter } from '../../adapter/index.ts'
import type { Catalog } from '../../catalog/catalog.ts'
import type { Database } from '../../ledger/database.ts'
import { PaymentNotices } from '../../ledger/payment-notices.ts'
import { Payments } from '../../ledger/payments.ts'
import { Reconciliations } from '../../ledger/reconciliations.ts'
import type { Records } from '../../ledger/records.ts'
import { Refunds } from '../../ledger/refunds.ts'
import type { Seal } from '../../ledger/seal.ts'
import type { Logger } from '../../telemetry/log.ts'
import type { AskPlatform } from '../ask.ts'
import type { Exchange } from '../open.ts'
import { answerDue } from './due.ts'
import { hearResults } from './hear.ts'
import { PayOnline } from './pay-online.ts'
import { Reconcile } from './reconcile.ts'
import { Refund, refundFinished } from './refund.ts'
import { Repair } from './repair.ts'
import { paymentRoutines } from './routines.ts'
import { Settle } from './settle.ts'

export interface PaymentsParts {
  readonly database: Database
  readonly records: Records
  readonly seal: Seal
  readonly catalog: Catalog
  readonly platform: AskPlatform
  readonly exchange: Pick<Exchange, 'events' | 'handlers' | 'outbox' | 'schedule'>
  /** Those that new messages go to. */
  readonly adapters: () => readonly Adapter[]
  readonly settings: PaymentSettings
  readonly log: Logger
  readonly clock?: () => Date
}

export interface PaymentSettings {
  readonly repairAfterMinutes: number
  readonly repairForDays: number
  /** `HH:mm`, on the clock of Vietnam. */
  readonly reconcileAt: string
}

/** Online payment, put together: what agencies call, what routines run, and what is heard from platforms. */
export interface OnlinePayments {
  readonly payOnline: PayOnline
  readonly repair: Repair
  readonly reconcile: Reconcile
  readonly refund: Refund
}

export function openPayments(parts: PaymentsParts): OnlinePayments {
  const { database, records, seal, catalog, platform, exchange, adapters, settings, log } = parts
  const clock = parts.clock ?? (() => new Date())
  const { events, handlers, outbox, schedule } = exchange
  const payments = new Payments(database)
  const notices = new PaymentNotices(database)
  const settle = new Settle({ payments, notices, seal, log, clock })
  const pace = {
    afterMs: settings.repairAfterMinutes * 60_000,
    forMs: settings.repairForDays * 86_400_000,
  }
  const repair = new Repair({ database, payments, settle, events, adapters, log, pace })
  handlers.onEvent(hearResults(settle))
  handlers.onQuestion(answerDue(payments, seal))
  const refunds = new Refunds(database)
  handlers.onFinished(refundFinished(refunds, events, clock))
  const reconcile = new Reconcile({
    ...{ payments, notices, repair, adapters, seal, log, clock },
    reconciliations: new Reconciliations(database),
  })
  for (const routine of paymentRoutines(repair, reconcile, settings.reconcileAt)) schedule.add(routine)
  return {
    payOnline: new PayOnline({
      payments,
      records,
      seal,
      catalog,
      platform,
      adapters,
      clock,
      repairAfterMs: pace.afterMs,
    }),
    repair,
    reconcile,
    refund: new Refund({ database, payments, refunds, outbox, seal, adapters, clock }),
  }
}
