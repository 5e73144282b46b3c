import type { AdministrativeUnits } from '../../catalog/administrative-units.ts'
import { agencyPath } from '../../catalog/agency-code.ts'
import type { Catalog } from '../../catalog/catalog.ts'
import type { Validity } from '../../catalog/validity.ts'

/** One entry of a list, as callers see it. */
export interface EntryView extends Validity {
  readonly code: string
  readonly title: string
  /** Code that takes its place after its last day. */
  readonly successor?: string
  readonly data: Readonly<Record<string, unknown>>
}

/** The lists that the province keeps in config/catalog/. */
export function configuredLists(
  catalog: Catalog,
  units: AdministrativeUnits,
): ReadonlyMap<string, readonly EntryView[]> {
  const { procedures, agencies } = catalog
  return new Map([
    ['procedures', procedures.map(({ code, name, ...rest }) => view(code, name, rest))],
    ['agencies', agencies.map(({ code, name, ...rest }) => view(code, name, rest))],
    ['administrative-units', units.all.map(({ code, name, ...rest }) => view(code, name, rest))],
  ])
}

function view(
  code: string,
  title: string,
  { validFrom, validTo, successor, ...data }: Validity & { readonly successor?: string },
): EntryView {
  return {
    ...{ code, title },
    ...(validFrom !== undefined && { validFrom }),
    ...(validTo !== undefined && { validTo }),
    ...(successor !== undefined && { successor }),
    data,
  }
}

/** What of the province's own a list of a platform is compared with: what must be the same → title. */
export function comparable(catalog: Catalog, list: string, at: Date): Map<string, string> | undefined {
  const valid = catalog.procedures.filter(({ code }) => catalog.procedure(code, at)?.code === code)
  switch (list) {
    case 'procedures':
      return new Map(valid.flatMap(({ nationalCode, name }) => (nationalCode ? [[nationalCode, name]] : [])))
    case 'domains':
      return new Map(valid.map(({ domain }) => [domain.code, domain.name]))
    case 'agencies':
      return new Map(
        catalog.agencies
          .filter(({ code }) => catalog.agency(code, at) !== undefined)
          .map(({ code, name }) => [sameKey('agencies', code), name]),
      )
    default:
      return undefined
  }
}

/** Agencies are the same in either spelling. */
export function sameKey(list: string, code: string): string {
  return list === 'agencies' ? (agencyPath(code)?.join('.') ?? code) : code
}
