import type { Citizen, CitizenAddress, Relative } from '../../contract/types.generated.ts'

type Extent = 'masked' | 'full'

/**
 * What a look-up shows, field by field, as far as the profile grants it: numbers as their first and last three digits,
 * birth dates as the year, addresses down to the ward. Masked values are for reading, never keys. Pure.
 */
export function masked(citizen: Citizen, fields: ReadonlyMap<string, Extent>): Citizen {
  const shown: Record<string, unknown> = {}
  for (const [name, extent] of fields) {
    const value = citizen[name as keyof Citizen]
    if (value !== undefined) shown[name] = extent === 'full' ? value : hide(name, value)
  }
  return shown as Citizen
}

function hide(name: string, value: unknown): unknown {
  switch (name) {
    case 'personalId':
    case 'oldIdNumber':
    case 'cardNumber':
    case 'taxCode':
    case 'householdBook':
      return maskNumber(String(value))
    case 'birth':
      return String(value).slice(0, 4)
    case 'email':
      return String(value).replace(/^.*@/, '***@')
    case 'birthRegistration':
    case 'origin':
    case 'permanentResidence':
    case 'currentResidence':
      return toWard(value as CitizenAddress)
    case 'father':
    case 'mother':
    case 'spouse':
    case 'representative':
    case 'householdHead':
      return maskNumbers(value as Relative)
    default:
      return value
  }
}

/** `000******123`. What is too short to leave anything hidden is hidden whole. */
export function maskNumber(number: string): string {
  if (number.length < 9) return '*'.repeat(number.length)
  return number.slice(0, 3) + '*'.repeat(number.length - 6) + number.slice(-3)
}

function toWard({ detail: _, ...rest }: CitizenAddress): CitizenAddress {
  return rest
}

function maskNumbers<R extends Pick<Relative, 'personalId' | 'oldIdNumber'>>(relative: R): R {
  const { personalId, oldIdNumber } = relative
  return {
    ...relative,
    ...(personalId === undefined ? {} : { personalId: maskNumber(personalId) }),
    ...(oldIdNumber === undefined ? {} : { oldIdNumber: maskNumber(oldIdNumber) }),
  }
}
