import { agencyPath } from '../catalog/agency-code.ts'
import type { Agency, NationalProcedure } from '../catalog/catalog.ts'
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
  agency: Dossier['agency'] = dossier.agency,
): OutboundDossier {
  const { nationalCode, name, domain, immediate } = national
  // Copied and then changed: a literal with a spread takes several times as long, and every dossier comes through here.
  const procedure: Mutable<OutboundDossier['procedure']> = Object.assign({ nationalCode }, dossier.procedure)
  procedure.name = name
  if (domain !== undefined) procedure.domain = domain
  procedure.immediate ??= immediate
  const outbound: Mutable<OutboundDossier> = Object.assign({ code }, dossier, { procedure })
  outbound.status = status
  outbound.agency = agency
  return outbound
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] }

/**
 * The agency that answers for a dossier now: where a reform has abolished the one that it began under, its successor, in
 * the spelling of the dossier if the successor has it. A dossier that was finished before keeps whoever finished it.
 */
export function agencyNow(
  { agency, finishedAt, refusedAt }: Pick<Dossier, 'agency' | 'finishedAt' | 'refusedAt'>,
  catalog: { currentAgency(code: string, at?: Date): Agency | undefined },
  now: Date = new Date(),
): Dossier['agency'] {
  const ended = finishedAt ?? refusedAt
  const current = catalog.currentAgency(agency.code, ended === undefined ? now : new Date(ended))
  if (current === undefined || current.code === agency.code || current.oldCode === agency.code) return agency
  // QCVN 102:2016/BTTTT has the province at the end.
  const old = agencyPath(agency.code)?.[0] !== agency.code.slice(0, 3)
  return { ...agency, code: (old ? current.oldCode : undefined) ?? current.code, name: current.name }
}

export function outboundStep(dossier: string, step: Step): OutboundStep {
  return { ...step, dossier }
}
