import { isWithin } from '../../catalog/agency-code.ts'
import type { PopulationOperation, PopulationProfile } from '../../catalog/population.ts'
import type { CitizenQuestion } from '../../contract/types.generated.ts'
import { Fault } from '../../errors/fault.ts'

/** A question whose asker is known. */
export type Asked = CitizenQuestion & Required<Pick<CitizenQuestion, 'officer' | 'unit'>>

/** Who asks. @throws Fault `citizen-asker-missing` */
export function requireAsker(question: CitizenQuestion): Asked {
  if (question.officer === undefined)
    throw new Fault('citizen-asker-missing', { params: { member: '/officer' } })
  if (question.unit === undefined) throw new Fault('citizen-asker-missing', { params: { member: '/unit' } })
  return question as Asked
}

/**
 * The profile under which this unit may do this for this procedure. The same refusal as the
 * database's own 004, without asking it.
 * @throws Fault `citizen-procedure-unmapped`, `citizen-unlicensed`, `citizen-officer-impersonal`
 */
export function requireProfile(
  { officer, unit, procedure }: Asked,
  operation: PopulationOperation,
  profiles: readonly PopulationProfile[],
  now: Date,
): PopulationProfile {
  const time = now.getTime()
  const valid = profiles.filter(({ span }) => span.from <= time && time < span.until)
  if (valid.length === 0)
    throw new Fault('citizen-procedure-unmapped', { params: { procedure: procedure.code } })
  const profile = valid.find(
    ({ units, operations }) =>
      operations.includes(operation) && units.some(licensed => isWithin(unit.code, licensed)),
  )
  if (profile === undefined || (operation === 'lookup' && profile.fields.size === 0))
    throw new Fault('citizen-unlicensed', { params: { procedure: procedure.code, operation } })
  // One account for a whole office makes nobody answerable.
  if (!/^\d{12}$/.test(officer.id) && !profile.jobs.includes(officer.id))
    throw new Fault('citizen-officer-impersonal')
  return profile
}

/** The fields that this look-up wants of those it may have. @throws Fault `citizen-fields-refused` */
export function requireFields(
  wanted: readonly string[] | undefined,
  { fields }: PopulationProfile,
): PopulationProfile['fields'] {
  if (wanted === undefined) return fields
  const refused = wanted.filter(name => !fields.has(name))
  if (refused.length > 0)
    throw new Fault('citizen-fields-refused', { params: { fields: refused.join(', ') } })
  return new Map(wanted.map(name => [name, fields.get(name) ?? 'masked']))
}
