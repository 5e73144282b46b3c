import { pathToFileURL } from 'node:url'
import { nearest } from '../contract/nearest.ts'
import type { Parcel } from '../contract/types.generated.ts'
import type { Violation } from '../errors/fault.ts'
import { type Row, readTable, validityOf } from './table.ts'
import { type Span, spanOf } from './validity.ts'

export interface LandOfficer {
  readonly account: string
  readonly name: string
  readonly department: string
  readonly title: string
}

type Dated<T> = readonly (T & { readonly span: Span })[]

const shipped = new URL('../../config/catalog/', import.meta.url)

/** Code lists of land: what it is used for, where the right comes from, and who at the desks is known to the land system. */
export class LandCodes {
  readonly #purposes: Dated<{ code: string }>
  readonly #origins: Dated<{ code: string }>
  readonly #officers: Dated<LandOfficer>

  /** @throws Fault `catalog-invalid` naming file and line. */
  constructor(folder: URL | string = shipped) {
    const base = typeof folder === 'string' ? pathToFileURL(`${folder}/`) : folder
    this.#purposes = codesIn(base, 'land-purposes.csv')
    this.#origins = codesIn(base, 'land-origins.csv')
    this.#officers = readTable(base, 'land-officers.csv', [
      'account',
      'name',
      'department',
      'title',
      'validFrom',
      'validTo',
    ] as const).map(row => {
      const { account, name, department, title } = row.values
      return { account, name, department, title, span: spanOf(validityOf(row)) }
    })
  }

  officers(at: Date = new Date()): LandOfficer[] {
    return this.#officers.filter(({ span }) => holds(span, at)).map(({ span: _, ...officer }) => officer)
  }

  /** Codes that are in no list, with the one that was most likely meant. @param prefix pointer to the list of parcels */
  violations(parcels: readonly Parcel[], prefix: string, at: Date = new Date()): Violation[] {
    return parcels.flatMap(({ uses = [] }, parcel) =>
      uses.flatMap(({ purpose, origin }, use) => {
        const place = `${prefix}/${parcel}/uses/${use}`
        return [
          ...unknown(purpose, this.#purposes, `${place}/purpose`, 'land-purposes.csv', at),
          ...unknown(origin, this.#origins, `${place}/origin`, 'land-origins.csv', at),
        ]
      }),
    )
  }
}

function unknown(
  code: string | undefined,
  list: Dated<{ code: string }>,
  pointer: string,
  file: string,
  at: Date,
): Violation[] {
  const codes = list.filter(({ span }) => holds(span, at)).map(entry => entry.code)
  if (code === undefined || codes.includes(code)) return []
  const meant = nearest(code, codes)
  const [vi, en] = meant === undefined ? ['', ''] : [`; có phải ${meant}?`, `; did you mean ${meant}?`]
  const message = { vi: `không có trong ${file}${vi}`, en: `is not in ${file}${en}` }
  return [{ pointer, message }]
}

function holds({ from, until }: Span, at: Date): boolean {
  return from <= at.getTime() && at.getTime() < until
}

function codesIn(folder: URL, file: string): Dated<{ code: string }> {
  const rows: Row<'code' | 'validFrom' | 'validTo'>[] = readTable(folder, file, [
    'code',
    'name',
    'validFrom',
    'validTo',
  ] as const)
  return rows.map(row => ({ code: row.values.code, span: spanOf(validityOf(row)) }))
}
