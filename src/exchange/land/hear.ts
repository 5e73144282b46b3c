import type { Catalog } from '../../catalog/catalog.ts'
import type { TaxNotice, TaxVoucher } from '../../contract/types.generated.ts'
import { messageViolations } from '../../contract/validate.ts'
import type { Violation } from '../../errors/fault.ts'
import type { Transaction } from '../../ledger/database.ts'
import type { Obligations } from '../../ledger/obligations.ts'
import type { EventHandler, NewEvent, ReceivedEvent, Verdict } from '../handlers.ts'
import type { LearnObligation } from './learn.ts'
import { otherSpellings } from './names.ts'

export interface HearLandParts {
  readonly obligations: Obligations
  readonly learn: LearnObligation
  readonly catalog: Pick<Catalog, 'agency'>
}

/** What a database can look for; anything else is nobody's name for a dossier. */
const aName = /^[^\p{C}]{1,100}$/u

const unknownDossier: Violation = {
  pointer: '/dossier',
  message: { vi: 'cổng không có hồ sơ này', en: 'the gateway has no such dossier' },
}

/** What the land registry, the tax office and the portal say about a dossier's land: found by any of its names, and joined. */
export class HearLand implements EventHandler {
  readonly types = [
    'land.moved',
    'land.supplement-requested',
    'land.supplement-received',
    'land.tax-result',
    'land.finished',
    'land.correction-requested',
    'land.wrong-procedure',
    'tax.slip-returned',
    'tax.notice',
    'tax.voucher',
  ] as const
  readonly #parts: HearLandParts

  constructor(parts: HearLandParts) {
    this.#parts = parts
  }

  async apply(event: ReceivedEvent, tx: Transaction): Promise<Verdict> {
    const dossier = await this.#dossierOf(event, tx)
    if (dossier === undefined) return { kind: 'refused', violations: [unknownDossier] }
    const data = { ...event.data, dossier }
    switch (event.type) {
      case 'tax.notice':
        return this.#notices(tx, dossier, noticesIn(data))
      case 'tax.voucher':
        return this.#voucher(tx, data as unknown as TaxVoucher)
      case 'land.tax-result': {
        const notices = noticesIn(data)
        const violations = faultsOf(notices)
        if (violations.length > 0) return { kind: 'refused', violations }
        await this.#parts.learn.notices(tx, dossier, notices)
        return accepted({ type: event.type, dossier, data })
      }
      default:
        return accepted({ type: event.type, dossier, data })
    }
  }

  async #notices(tx: Transaction, dossier: string, notices: readonly TaxNotice[]): Promise<Verdict> {
    const violations = faultsOf(notices)
    if (violations.length > 0) return { kind: 'refused', violations }
    const fresh = await this.#parts.learn.notices(tx, dossier, notices)
    if (fresh.length === 0) return { kind: 'duplicate' }
    return accepted(...fresh.map(notice => ({ type: 'tax.notice', dossier, data: { ...notice } })))
  }

  async #voucher(tx: Transaction, voucher: TaxVoucher): Promise<Verdict> {
    const violations = messageViolations('tax-voucher', voucher)
    if (violations.length > 0) return { kind: 'refused', violations }
    if (!(await this.#parts.learn.voucher(tx, voucher))) return { kind: 'duplicate' }
    return accepted({ type: 'tax.voucher', dossier: voucher.dossier, data: { ...voucher } })
  }

  /** The code that the ledger knows the dossier by, whatever the platform calls it; what it calls it is remembered. */
  async #dossierOf({ data, adapter }: ReceivedEvent, tx: Transaction): Promise<string | undefined> {
    const { obligations, catalog } = this.#parts
    const name = data.dossier
    if (typeof name !== 'string' || !aName.test(name)) return undefined
    const dossier = await obligations.find(tx, name, otherSpellings(name, catalog))
    if (dossier !== undefined && dossier !== name)
      await obligations.addAliases(tx, dossier, [{ platform: adapter, kind: 'code', name }])
    return dossier
  }
}

function accepted(...events: NewEvent[]): Verdict {
  return { kind: 'accepted', events }
}

/** The message names its dossier once, for all its notices. */
function noticesIn({ dossier, notices }: Readonly<Record<string, unknown>>): TaxNotice[] {
  return Array.isArray(notices) ? notices.map(notice => ({ ...notice, dossier }) as TaxNotice) : []
}

function faultsOf(notices: readonly TaxNotice[]): Violation[] {
  return notices.flatMap((notice, index) =>
    messageViolations('tax-notice', notice).map(({ pointer, message }) => ({
      pointer: `/notices/${index}${pointer}`,
      message,
    })),
  )
}
