import type { Dossier } from '../contract/types.generated.ts'
import { isLevel, type Level } from './level.ts'
import { inForce, isValid, type Link, linkAll, type Succeeding } from './succession.ts'
import { invalidRow, present, type Row, readTable, validityOf } from './table.ts'

/** An administrative procedure as the province publishes it. */
export interface Procedure extends Succeeding {
  /** The province's own code, which agency systems send. */
  readonly code: string
  /** Code on the National Public Service Portal; absent for procedures that exist only in this province. */
  readonly nationalCode?: string
  readonly name: string
  readonly domain: { readonly code: string; readonly name: string }
  /** The result is handed over on reception, so that there is no due date. */
  readonly immediate: boolean
  readonly level: Level
}

/** How the procedure of a dossier stands to the national portal. */
export type NationalProcedure =
  | {
      readonly kind: 'national'
      readonly nationalCode: string
      readonly name: string
      readonly domain?: { readonly code: string; readonly name: string }
      readonly immediate: boolean
    }
  | { readonly kind: 'local-only' }
  | {
      readonly kind: 'unmapped'
      /** `unknown`: not in the catalogue; `unnamed`: national code outside the catalogue, without a name; `not-in-force`: expired without successor, or not yet valid. */
      readonly reason: 'unknown' | 'unnamed' | 'not-in-force'
    }

const nationalShape = /^\d\.\d{6}$/
const unknown = Object.freeze({ kind: 'unmapped', reason: 'unknown' } as const)
const unnamed = Object.freeze({ kind: 'unmapped', reason: 'unnamed' } as const)
const notInForce = Object.freeze({ kind: 'unmapped', reason: 'not-in-force' } as const)
const localOnly = Object.freeze({ kind: 'local-only' } as const)

const file = 'procedures.csv'
const columns = [
  'code',
  'nationalCode',
  'name',
  'domainCode',
  'domainName',
  'immediate',
  'level',
  'validFrom',
  'validTo',
  'successor',
] as const

/** The procedures of a province, held in memory: every dossier asks, so asking may cost neither I/O nor allocation. */
export class Procedures {
  readonly all: readonly Procedure[]
  readonly #links: ReadonlyMap<string, Link<Procedure>>
  readonly #byNational: ReadonlyMap<string, readonly Link<Procedure>[]>
  readonly #standing: ReadonlyMap<Procedure, NationalProcedure>

  /** @throws Fault `catalog-invalid` naming file and line. */
  constructor(folder: URL) {
    const rows = readTable(folder, file, columns).map(row => ({ row, item: toProcedure(row) }))
    this.all = Object.freeze(rows.map(({ item }) => item))
    this.#links = linkAll(rows)
    this.#byNational = groupByNationalCode(this.#links.values())
    this.#standing = new Map(this.all.map(procedure => [procedure, toStanding(procedure)]))
  }

  /** The procedure of that local or national code which is valid at that time; local codes come first. */
  find(code: string, at: Date = new Date()): Procedure | undefined {
    const time = at.getTime()
    const link = this.#links.get(code)
    if (link && isValid(link, time)) return link.item
    return this.#byNational.get(code)?.find(candidate => isValid(candidate, time))?.item
  }

  /**
   * Decides whether and under which code a dossier's procedure is reported to the national portal. An expired
   * procedure is reported as its successor. A code outside the catalogue is taken as national only if it looks like
   * one and the dossier names it; anything else must be mapped by the province first.
   */
  standing(procedure: Dossier['procedure'], at: Date = new Date()): NationalProcedure {
    const link = this.#known(procedure.code, at.getTime())
    if (!link) return fromDossier(procedure)
    const current = inForce(link, at.getTime())
    return (current && this.#standing.get(current.item)) ?? notInForce
  }

  #known(code: string, time: number): Link<Procedure> | undefined {
    const own = this.#links.get(code)
    if (own) return own
    const national = this.#byNational.get(code)
    return national?.find(candidate => inForce(candidate, time)) ?? national?.[0]
  }
}

function groupByNationalCode(links: Iterable<Link<Procedure>>): Map<string, Link<Procedure>[]> {
  const groups = new Map<string, Link<Procedure>[]>()
  for (const link of links) {
    const { nationalCode } = link.item
    if (nationalCode === undefined) continue
    const group = groups.get(nationalCode)
    if (group) group.push(link)
    else groups.set(nationalCode, [link])
  }
  return groups
}

function fromDossier({ code, name, domain, immediate }: Dossier['procedure']): NationalProcedure {
  if (!nationalShape.test(code)) return unknown
  if (name === undefined) return unnamed
  return {
    kind: 'national',
    nationalCode: code,
    name,
    ...(domain && { domain }),
    immediate: immediate ?? false,
  }
}

function toStanding({ nationalCode, name, domain, immediate }: Procedure): NationalProcedure {
  if (nationalCode === undefined) return localOnly
  return Object.freeze({ kind: 'national', nationalCode, name, domain, immediate })
}

function toProcedure(row: Row<(typeof columns)[number]>): Procedure {
  const { code, name, domainCode, domainName, immediate, level } = row.values
  const optional = present(row, 'nationalCode', 'successor')
  if (!/^[0-9A-Za-z][0-9A-Za-z.-]{0,49}$/.test(code)) throw invalidRow(row, `code is malformed: ${code}`)
  if (optional.nationalCode !== undefined && !nationalShape.test(optional.nationalCode)) {
    throw invalidRow(row, `nationalCode is not of the form 1.234567: ${optional.nationalCode}`)
  }
  if (name === '' || domainCode === '' || domainName === '') {
    throw invalidRow(row, 'name, domainCode and domainName are required')
  }
  if (immediate !== 'true' && immediate !== 'false')
    throw invalidRow(row, 'immediate is neither true nor false')
  if (!isLevel(level)) throw invalidRow(row, `level is unknown: ${level}`)
  return Object.freeze({
    code,
    name,
    domain: Object.freeze({ code: domainCode, name: domainName }),
    immediate: immediate === 'true',
    level,
    ...optional,
    ...validityOf(row),
  })
}
