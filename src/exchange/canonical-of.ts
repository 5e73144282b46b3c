import type { Catalog } from '../catalog/catalog.ts'
import type { Dossier, Status, Step } from '../contract/types.generated.ts'
import type { Seal } from '../ledger/seal.ts'
import { agencyNow, outboundDossier, outboundStep } from './canonical.ts'

/** A delivery with the sealed message that it carries. */
export interface Carried {
  readonly content_message: string
  readonly body: Buffer
  readonly lane_key: string
  readonly status: string
  readonly kind: string
}

/** The message of a delivery as its adapter takes it; undefined when its procedure is no longer mapped. @throws Fault `seal-broken` */
export function canonicalOf(
  { content_message, body, lane_key, status, kind }: Carried,
  { seal, catalog }: { readonly seal: Seal; readonly catalog: Catalog },
): object | undefined {
  const content: unknown = JSON.parse(seal.open(content_message, body))
  if (kind === 'step') return outboundStep(lane_key, content as Step)
  // All others stand in the ledger as adapters take them.
  if (kind !== 'dossier') return content as object
  const dossier = content as Dossier
  const national = catalog.nationalProcedure(
    dossier.procedure,
    new Date(dossier.receivedAt ?? dossier.filedAt),
  )
  return national.kind === 'national'
    ? outboundDossier(lane_key, dossier, status as Status, national, agencyNow(dossier, catalog))
    : undefined
}
