import { pathToFileURL } from 'node:url'
import type { Dossier } from '../contract/types.generated.ts'
import { Agencies, type Agency } from './agencies.ts'
import { isWithin } from './agency-code.ts'
import { type NationalProcedure, type Procedure, Procedures } from './procedures.ts'

export type { Agency } from './agencies.ts'
export type { NationalProcedure, Procedure } from './procedures.ts'

/** What the province has declared about its procedures and agencies. Immutable; times default to now. */
export interface Catalog {
  readonly procedures: readonly Procedure[]
  readonly agencies: readonly Agency[]
  /** By local or national code, if valid at that time. */
  procedure(code: string, at?: Date): Procedure | undefined
  /** By new or old code, if valid at that time. */
  agency(code: string, at?: Date): Agency | undefined
  /** By new or old code; one abolished by then as the agency that has taken its place. */
  currentAgency(code: string, at?: Date): Agency | undefined
  /** Codes outside a subtree that name what is within it now: of abolished agencies whose place it has taken. */
  heirTo(code: string, at?: Date): string[]
  /** Whether an agency is the scope or lies below it, in either spelling; decided by the codes alone. */
  isWithin(agencyCode: string, scopeCode: string): boolean
  /** How the procedure of a dossier is reported to the national portal, if it is. */
  nationalProcedure(procedure: Dossier['procedure'], at?: Date): NationalProcedure
}

const shipped = new URL('../../config/catalog/', import.meta.url)

/**
 * Reads the catalogues of a folder (`procedures.csv`, `agencies.csv`) once; nothing is read afterwards.
 *
 * @param folder path or URL of a folder; the synthetic province H99 by default
 * @throws Fault `catalog-invalid` naming file and line
 */
export function openCatalog(folder: URL | string = shipped): Catalog {
  const base = asFolder(folder)
  const procedures = new Procedures(base)
  const agencies = new Agencies(base)
  return Object.freeze({
    procedures: procedures.all,
    agencies: agencies.all,
    procedure: (code: string, at?: Date) => procedures.find(code, at),
    agency: (code: string, at?: Date) => agencies.find(code, at),
    currentAgency: (code: string, at?: Date) => agencies.current(code, at),
    heirTo: (code: string, at?: Date) => agencies.heirTo(code, at),
    isWithin,
    nationalProcedure: (procedure: Dossier['procedure'], at?: Date) => procedures.standing(procedure, at),
  })
}

/** A URL with a trailing slash, without which file names would replace the folder's own name. */
function asFolder(folder: URL | string): URL {
  const { href } = typeof folder === 'string' ? pathToFileURL(folder) : folder
  return new URL(href.endsWith('/') ? href : `${href}/`)
}
