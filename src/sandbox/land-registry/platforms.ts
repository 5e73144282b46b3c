import type { MakePlatform } from '../platform.ts'
import { TaxOffice } from '../tax/office.ts'
import { taxPlatform } from '../tax/tax.ts'
import { ilis, vbdlis } from './dialect.ts'
import { landRegistry } from './land-registry.ts'

/** Both land systems and the tax office that they send their slips to. */
export function landPlatforms(): readonly MakePlatform[] {
  const office = new TaxOffice()
  return [landRegistry(vbdlis, office), landRegistry(ilis, office), taxPlatform(office)]
}
