import { isWithin } from '../../catalog/agency-code.ts'
import type { Dossier, Status } from '../../contract/types.generated.ts'
import { Fault } from '../../errors/fault.ts'
import { statusTransitions } from '../status.ts'
import type { Asked } from './licence.ts'

/** As much of a dossier as tells whether it gives a reason. */
export interface DossierContent {
  readonly procedure: string
  readonly applicant: Dossier['applicant']
}

export interface DossierOfQuestion {
  readonly agency: string
  readonly status: string
  readonly content: DossierContent
}

/**
 * The dossier must give a reason to ask: it is open, of this procedure, with the officer's unit, and the person
 * stands in it or is a relative of whom the procedure may ask.
 * @param sameProcedure whether two codes, of the province or of the nation, name one procedure
 * @throws Fault `dossier-unknown`, `citizen-dossier-unfit`, `citizen-subject-stranger`
 */
export function requireParty(
  { unit, procedure, subject }: Asked,
  dossier: DossierOfQuestion | undefined,
  relations: readonly string[],
  sameProcedure: (a: string, b: string) => boolean,
): void {
  if (dossier === undefined) throw new Fault('dossier-unknown')
  const unfit = reason(dossier, unit.code, procedure.code, sameProcedure)
  if (unfit !== undefined) throw new Fault('citizen-dossier-unfit', { params: { reason: unfit } })
  if (isParty(subject, dossier.content.applicant)) return
  if (subject.relation === undefined || !relations.includes(subject.relation))
    throw new Fault('citizen-subject-stranger')
}

function reason(
  { agency, status, content }: DossierOfQuestion,
  unit: string,
  procedure: string,
  sameProcedure: (a: string, b: string) => boolean,
): string | undefined {
  if ((statusTransitions[status as Status] ?? []).length === 0) return 'closed'
  // The agency itself or a part of it; not one above, whose officers have no part in it.
  if (!isWithin(unit, agency)) return 'another-unit'
  return sameProcedure(content.procedure, procedure) ? undefined : 'another-procedure'
}

function isParty(
  { personalId, oldIdNumber, name }: Asked['subject'],
  applicant: Dossier['applicant'],
): boolean {
  const numbers = (applicant.identities ?? []).map(({ number }) => number)
  const asked = personalId ?? oldIdNumber
  if (numbers.length > 0) return asked !== undefined && numbers.includes(asked)
  // A dossier on paper may know no number.
  return fold(name) === fold(applicant.name)
}

const fold = (name: string) => name.normalize('NFC').trim().replace(/\s+/g, ' ').toUpperCase()
