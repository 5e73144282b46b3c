import type { Adapter } from '../../adapter/index.ts'
import type { Catalog } from '../../catalog/catalog.ts'
import type { Database } from '../../ledger/database.ts'
import { Payments } from '../../ledger/payments.ts'
import type { Records } from '../../ledger/records.ts'
import type { Seal } from '../../ledger/seal.ts'
import type { AskPlatform } from '../ask.ts'
import { PayOnline } from './pay-online.ts'

export interface PaymentsParts {
  readonly database: Database
  readonly records: Records
  readonly seal: Seal
  readonly catalog: Catalog
  readonly platform: AskPlatform
  /** Those that new messages go to. */
  readonly adapters: () => readonly Adapter[]
  readonly clock?: () => Date
}

/** Online payment, put together. */
export function openPayments({ database, clock = () => new Date(), ...parts }: PaymentsParts): PayOnline {
  const payments = new Payments(database)
  return new PayOnline({ ...parts, payments, clock, repairAfterMs: 30 * 60_000 })
}
