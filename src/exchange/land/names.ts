import type { Catalog } from '../../catalog/catalog.ts'

/**
 * A dossier code with its agency in the other spellings that the catalogue knows (QĐ 20/2020, QCVN 102): the land office
 * and the tax office may have written the dossier down before the agency changed over.
 */
export function otherSpellings(code: string, catalog: Pick<Catalog, 'agency'>): string[] {
  const dash = code.indexOf('-')
  if (dash <= 0) return []
  const agency = catalog.agency(code.slice(0, dash))
  return [agency?.code, agency?.oldCode]
    .filter(spelling => spelling !== undefined)
    .map(spelling => spelling + code.slice(dash))
    .filter(spelling => spelling !== code)
}
