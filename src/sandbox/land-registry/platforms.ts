import { paymentPlatformFor } from '../payment-platform/payment-platform.ts'
import type { MakePlatform } from '../platform.ts'
import { TaxOffice } from '../tax/office.ts'
import { taxPlatform } from '../tax/tax.ts'
import { ilis, vbdlis } from './dialect.ts'
import { landRegistry } from './land-registry.ts'

/** Both land systems, the tax office that they send their slips to, and the platform over which citizens pay it. */
export function landPlatforms(): readonly MakePlatform[] {
  const office = new TaxOffice()
  const money = paymentPlatformFor((dossier, amount, at) => office.received(dossier, amount, at))
  return [landRegistry(vbdlis, office), landRegistry(ilis, office), taxPlatform(office), money]
}
