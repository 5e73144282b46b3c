import type { Catalog } from '../../catalog/catalog.ts'
import type { LandCodes } from '../../catalog/land-codes.ts'
import { statusValues } from '../../contract/schemas.ts'
import type { QuestionHandler } from '../handlers.ts'

/** The land system pulls what it must know of ours: officers, procedures, statuses. No dossier, no citizen. */
export function landCatalogues(codes: LandCodes, catalog: Pick<Catalog, 'procedures'>): QuestionHandler[] {
  const lists = {
    'catalog.land-officers': () => codes.officers(),
    'catalog.land-procedures': () => catalog.procedures.map(({ code, name }) => ({ code, name })),
    'catalog.land-statuses': () => statusValues.map(status => ({ status })),
  }
  return Object.entries(lists).map(([question, rows]) => ({
    questions: [question],
    answer: async () => ({ rows: rows() }),
  }))
}
