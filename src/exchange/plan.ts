import type { Adapter } from '../adapter/index.ts'
import type { Catalog } from '../catalog/catalog.ts'
import type { Dossier, Step } from '../contract/types.generated.ts'
import { Fault, type Violation } from '../errors/fault.ts'
import type { PlannedDelivery } from '../ledger/submission.ts'
import { outboundDossier, outboundStep } from './canonical.ts'

/** Why a dossier is told to no platform though it is kept: see pitfalls 15 and 22 of the portal's reference. */
export type Withheld = 'local-procedure' | 'child-dossier'

/** Decides which platforms a message goes to, and whether they would take it, before anything is accepted. */
export class Planner {
  readonly #adapters: () => readonly Adapter[]
  readonly #catalog: Catalog

  constructor(adapters: () => readonly Adapter[], catalog: Catalog) {
    this.#adapters = adapters
    this.#catalog = catalog
  }

  /**
   * @returns why the dossier is withheld, or null.
   * @throws Fault `procedure-unmapped`, `platform-would-refuse`.
   */
  dossier(code: string, dossier: Dossier): Withheld | null {
    if (dossier.originDossier !== undefined) return 'child-dossier'
    const at = new Date(dossier.receivedAt ?? dossier.filedAt)
    const national = this.#catalog.nationalProcedure(dossier.procedure, at)
    if (national.kind === 'local-only') return 'local-procedure'
    if (national.kind === 'unmapped')
      throw new Fault('procedure-unmapped', { params: { reason: national.reason } })
    this.#check('dossier', outboundDossier(code, dossier, dossier.status, national))
    return null
  }

  /** @throws Fault `platform-would-refuse`. */
  step(code: string, step: Step): void {
    this.#check('step', outboundStep(code, step))
  }

  deliveries(...carried: ReadonlyArray<'dossier' | 'step'>): PlannedDelivery[] {
    return this.#adapters().flatMap(adapter =>
      carried.flatMap(carries => {
        const operation = adapter.operationFor(carries)
        return operation === undefined
          ? []
          : [{ adapter: adapter.id, version: adapter.version, operation, carries }]
      }),
    )
  }

  #check(carries: 'dossier' | 'step', canonical: object): void {
    for (const adapter of this.#adapters()) {
      const operation = adapter.operationFor(carries)
      if (operation === undefined) continue
      const violations: Violation[] = adapter.check(operation, canonical)
      if (violations.length === 0) continue
      throw new Fault('platform-would-refuse', {
        params: { adapter: adapter.id, count: violations.length },
        violations,
      })
    }
  }
}
