import type { NationalProcedure } from '../catalog/catalog.ts'
import type { Dossier, Status, Step } from '../contract/types.generated.ts'

/** What an adapter is handed for a dossier: the agency's words, with the procedure as the nation knows it. */
export interface OutboundDossier extends Dossier {
  readonly code: string
  readonly procedure: Dossier['procedure'] & { readonly nationalCode: string }
}

/** What an adapter is handed for a step. */
export interface OutboundStep extends Step {
  readonly dossier: string
}

export function outboundDossier(
  code: string,
  dossier: Dossier,
  status: Status,
  national: Extract<NationalProcedure, { kind: 'national' }>,
): OutboundDossier {
  const { kind: _kind, immediate, ...known } = national
  const procedure = { ...dossier.procedure, ...known, immediate: dossier.procedure.immediate ?? immediate }
  return { ...dossier, code, status, procedure }
}

export function outboundStep(dossier: string, step: Step): OutboundStep {
  return { ...step, dossier }
}
