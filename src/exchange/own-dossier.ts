import { type Speaker, speaksFor } from '../catalog/agency-code.ts'
import { Fault } from '../errors/fault.ts'
import type { DossierRecord, Records } from '../ledger/records.ts'

/**
 * The dossier, where its agency is within the client's scope.
 *
 * @throws Fault `dossier-unknown`, also for one outside that scope: nobody learns that it is there.
 */
export async function ownDossier(
  records: Records,
  client: Speaker | 'admin',
  code: string,
): Promise<DossierRecord> {
  const record = await records.dossier(code)
  if (record === undefined || (client !== 'admin' && !speaksFor(client, record.agency))) {
    throw new Fault('dossier-unknown')
  }
  return record
}
