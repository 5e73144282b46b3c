import { hash } from 'node:crypto'
import type { Client } from '../../access/clients.ts'
import type { Adapter } from '../../adapter/index.ts'
import type { LandCodes } from '../../catalog/land-codes.ts'
import type {
  LandDossier,
  LandHandover,
  LandSupplement,
  LandWrongResult,
  Parcel,
  TaxSlip,
} from '../../contract/types.generated.ts'
import { Fault } from '../../errors/fault.ts'
import type { Transaction } from '../../ledger/database.ts'
import type { Obligations } from '../../ledger/obligations.ts'
import type { Outbox, Posted, Route } from '../../ledger/outbox.ts'
import type { Records } from '../../ledger/records.ts'
import { ownDossier } from '../own-dossier.ts'
import type { Router } from '../route.ts'
import type { AskTax } from './ask-tax.ts'
import type { LearnObligation } from './learn.ts'

/** What agencies send to the land registry and the tax office, by kind. */
export interface LandMessages {
  readonly 'land-dossier': LandDossier
  readonly 'land-supplement': LandSupplement
  readonly 'land-handover': LandHandover
  readonly 'land-wrong-result': LandWrongResult
  readonly 'tax-slip': TaxSlip
}

export interface LandAcceptance {
  readonly message: string
  readonly dossier: string
  readonly unchanged: boolean
  readonly deliveries: Posted['deliveries']
  /** Codes of what the caller should know though it was accepted. */
  readonly warnings: readonly 'parcel-area'[]
}

export interface SendLandParts {
  readonly records: Records
  readonly outbox: Outbox
  readonly router: Router
  readonly adapters: () => readonly Adapter[]
  readonly codes: LandCodes
  readonly obligations: Obligations
  readonly learn: LearnObligation
  readonly ask: AskTax
}

/** A mended one takes the place of one that was refused; of the others each stands for itself. */
const mendable: ReadonlySet<string> = new Set(['land-dossier', 'tax-slip'])
/** Areas come in square metres with one digit behind the point; sums of several are off by less. */
const areaTolerance = 0.1

/** Use case of an agency system that sends something about land: to the registry, or a signed slip to the tax office. */
export class SendLand {
  readonly #parts: SendLandParts

  constructor(parts: SendLandParts) {
    this.#parts = parts
  }

  /**
   * Accepts a message (already valid by its schema). The same message again changes nothing. Resolves after the commit.
   *
   * @throws Fault `dossier-unknown`, `body-invalid` (codes of land), `land-platform-missing`, `platform-would-refuse`,
   *   `ledger-unavailable`.
   */
  async send<Kind extends keyof LandMessages>(
    client: Client,
    kind: Kind,
    message: LandMessages[Kind],
    correlationId: string,
  ): Promise<LandAcceptance> {
    const { records, outbox } = this.#parts
    const code = message.dossier
    const record = await ownDossier(records, client, code)
    const parcels = 'parcels' in message ? message.parcels : []
    this.#checkCodes(parcels)
    const deliveries = this.#routes(kind, message, record.agency)
    const digest = hash('sha256', JSON.stringify(message), 'base64url')
    const [posted] = await outbox.post(
      [
        {
          kind,
          subject: code,
          agency: record.agency,
          body: message,
          correlationId,
          once: `${kind} ${code} ${digest}`,
          mends: mendable.has(kind),
          deliveries,
        },
      ],
      tx => this.#remember(tx, message, deliveries),
    )
    return {
      message: posted?.message ?? '',
      dossier: code,
      unchanged: posted?.fresh === false,
      deliveries: posted?.deliveries ?? [],
      warnings: parcels.some(areaDiffers) ? ['parcel-area'] : [],
    }
  }

  #checkCodes(parcels: readonly Parcel[]): void {
    const violations = this.#parts.codes.violations(parcels, '/parcels')
    if (violations.length > 0)
      throw new Fault('body-invalid', { params: { count: violations.length }, violations })
  }

  /** Whoever takes it, having looked whether they can write it. */
  #routes(kind: string, message: object, agency: string): Route[] {
    const routes = this.#parts.router.route(kind, message, agency)
    if (routes.length === 0) throw new Fault('land-platform-missing', { params: { kind, agency } })
    const adapters = this.#parts.adapters()
    for (const { adapter: id, operation } of routes) {
      const violations = adapters.find(adapter => adapter.id === id)?.check(operation, message) ?? []
      if (violations.length > 0)
        throw new Fault('platform-would-refuse', {
          params: { adapter: id, count: violations.length },
          violations,
        })
    }
    return routes
  }

  /** Names that the others will call the dossier by, and that the tax office must be asked from now on. */
  async #remember(tx: Transaction, message: object, routes: readonly Route[]): Promise<void> {
    const { obligations, learn, ask } = this.#parts
    if (isSlip(message)) {
      const { dossier, number, certificate } = message
      const slip = { number, ...(certificate === undefined ? {} : { certificate }) }
      await learn.slip(tx, dossier, slip, routes[0]?.adapter ?? '')
      await ask.begin(tx, dossier)
    }
    if ('otherCode' in message) {
      const { dossier, otherCode } = message as LandDossier
      const aliases = routes.map(({ adapter }) => ({
        platform: adapter,
        kind: 'receipt' as const,
        name: otherCode ?? dossier,
      }))
      await obligations.addAliases(tx, dossier, aliases)
    }
  }
}

function isSlip(message: object): message is TaxSlip {
  return 'number' in message && 'document' in message
}

/** The areas of the uses are the parcel's: seen to hold in every database, and wrong where somebody mistyped. */
function areaDiffers({ area, uses = [] }: Parcel): boolean {
  if (area === undefined || uses.length === 0) return false
  return Math.abs(uses.reduce((sum, use) => sum + use.area, 0) - area) > areaTolerance
}
